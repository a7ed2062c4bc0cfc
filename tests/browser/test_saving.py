"""The desk saves a form by itself while one writes: nothing is lost, doubled or reported as somebody else's work."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

Open = Callable[..., Page]
KEYS = 20  # milliseconds between two


def new_practice(signed_in: Open, title: str) -> Page:
    """An empty form with a title typed into it, once Wagtail has begun to compare what it holds."""
    page = signed_in("editor", "/admin/records/practice/")
    page.get_by_role("link", name="Add child page").first.click()
    page.wait_for_timeout(2500)
    page.locator("#id_title").press_sequentially(title, delay=KEYS)
    return page


def slow(page: Page) -> None:
    """Every saving takes a second and a half longer, as on a busy day."""

    def later(route: Route) -> None:
        if "application/json" in route.request.headers.get("accept", ""):
            page.wait_for_timeout(1500)
        route.continue_()

    page.route(re.compile(r"/admin/pages/(add/.*|\d+/edit/)$"), later)


def publish(page: Page) -> None:
    """Presses the button in the menu below the form."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def drafts(page: Page, title: str) -> int:
    """How many pages of a title there are."""
    page.goto(f"/admin/pages/search/?q={title}")
    return page.locator("table.listing td.title a", has_text=title).count()


@pytest.mark.parametrize("pause", [0, 1200, 2000])
def test_a_refused_publishing_keeps_one_draft_and_goes_on_saving(signed_in: Open, pause: int) -> None:
    title = f"Refused {pause}"
    page = new_practice(signed_in, title)
    slow(page)
    page.wait_for_timeout(pause)
    publish(page)
    expect(page.get_by_text("Name at least one source").first).to_be_visible()
    page.unroute_all(behavior="wait")
    page.locator("#id_summary").press_sequentially("Written afterwards.", delay=KEYS)
    page.wait_for_timeout(2500)
    expect(page.locator("#w-autosave-indicator").get_by_text("Saved")).to_be_visible()
    expect(page.locator(".w-editing-sessions__session--saved")).to_have_count(0)
    page.goto(page.url)
    expect(page.locator("#id_summary")).to_have_value("Written afterwards.")
    assert drafts(page, title) == 1


def test_what_is_written_while_the_form_saves_itself_is_saved_too(signed_in: Open) -> None:
    page = new_practice(signed_in, "While saving")
    slow(page)
    with page.expect_request(lambda request: request.method == "POST" and "/admin/pages/" in request.url):
        pass
    page.locator("#id_summary").fill("Typed in between.")
    page.wait_for_url(lambda url: url.endswith("/edit/"))
    page.wait_for_timeout(5000)
    page.goto(page.url)
    expect(page.locator("#id_summary")).to_have_value("Typed in between.")


def test_what_is_written_as_soon_as_the_form_is_there_is_saved(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/records/practice/?state=live&ordering=title")
    page.locator("td.title a").first.click()
    field = page.locator("#id_reached")
    field.click()  # before the page is drawn nobody can write into it, and keys that are pressed go nowhere
    field.press_sequentially("Two hundred.", delay=1)
    expect(field).to_have_value(re.compile("Two hundred"))
    page.wait_for_timeout(6000)
    page.goto(page.url)
    expect(page.locator("#id_reached")).to_have_value(re.compile("Two hundred"))


def test_rows_are_not_doubled_by_saving_again_and_again(signed_in: Open) -> None:
    page = new_practice(signed_in, "Rows")
    page.get_by_role("tab", name="Where and about what").click()
    for name in ("First name", "Second name"):
        page.get_by_role("button", name="Add name").click()
        page.locator("[id^=id_names-][id$=-text]:visible").last.press_sequentially(name, delay=KEYS)
        page.wait_for_timeout(2500)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    page.get_by_role("tab", name="Where and about what").click()
    assert [field.input_value() for field in page.locator("[id^=id_names-][id$=-text]:visible").all()] == [
        "First name",
        "Second name",
    ]
