"""An editor translates a record side by side, publishes it, and compares it again once the original has changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_desk import OVERFLOW, complaints

Open = Callable[..., Page]
TITLE = "Le quokka et la poste"


def is_for_everyone(page: Page) -> None:
    """axe in light and dark; nothing scrolls sideways on a phone."""
    assert complaints(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate(OVERFLOW) <= 1
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_editor_translates_a_record_and_keeps_it_up_to_date(site: Site, signed_in: Open) -> None:
    desk = signed_in("editor", "/admin/pages/search/?q=PR-0041")
    original = desk.locator("td.title a").first.get_attribute("href")
    desk.locator("td.title a").first.click()
    desk.get_by_role("button", name="Actions", exact=True).click()
    desk.get_by_role("link", name="Translations", exact=True).filter(visible=True).click()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    is_for_everyone(desk)
    desk.get_by_role("button", name="Translate this record: Français").click()
    expect(desk.get_by_text("not translated").first).to_be_visible()
    is_for_everyone(desk)
    address = desk.url
    desk.get_by_label("Français (Title)").fill(TITLE)
    desk.get_by_label("Français (Summary)").fill("Des lettres pour le quokka.")
    desk.get_by_label("Français (The problem)").fill("Personne n’écrivait.")
    desk.get_by_label("Translated by").fill("editors")
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.get_by_text("It is kept, and published.")).to_be_visible()

    desk.goto(original or "")
    desk.locator("#id_summary").fill("Nobody wrote to the wombat.")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.get_by_text("published").first).to_be_visible()
    desk.goto(address)
    expect(desk.locator("#part-summary")).to_contain_text("the original has changed")
    expect(desk.locator(".desk-diff").first).to_contain_text("wombat")
    is_for_everyone(desk)
    expect(desk.get_by_label("Français (Summary)")).to_have_value("Des lettres pour le quokka.")
    desk.get_by_label("Still right as it is (Summary)").check()
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.locator("#part-summary")).to_contain_text("goes with the original")

    desk.goto("/fr/")
    desk.goto("/admin/reports/translations/?language=fr&state=partial")
    expect(desk.get_by_role("link", name=re.compile("parts? missing")).first).to_be_visible()
    is_for_everyone(desk)


@pytest.mark.parametrize(
    "path", ["/admin/reports/translations/", "/admin/reports/translations/?state=none&language=pl"]
)
def test_the_table_of_translations_is_for_everyone(signed_in: Open, path: str) -> None:
    is_for_everyone(signed_in("editor", path))


def test_it_works_without_scripts(signed_in: Open) -> None:
    desk = signed_in("editor", "/admin/reports/translations/?language=de&state=head", java_script_enabled=False)
    desk.locator("td a[href$='/beside/']").first.click()
    desk.get_by_label("Deutsch (Summary)").fill("Von Hand geschrieben.")
    expect(desk.locator(".desk-terms dt").first).to_be_visible()
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("It is kept as a draft.")).to_be_visible()
    expect(desk.get_by_label("Deutsch (Summary)")).to_have_value("Von Hand geschrieben.")
