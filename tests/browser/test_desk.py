"""The editing desk: what is ours there passes axe in light and dark, and nothing but tables scrolls sideways on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations

Open = Callable[..., Page]
LISTS: Final = [
    "/admin/", "/admin/records/practice/", "/admin/records/recommendation_set/", "/admin/snippets/practices/source/", "/admin/snippets/practices/dataset/",
    "/admin/snippets/practices/claim/", "/admin/snippets/practices/conflict/", "/admin/snippets/practices/searchexpectation/",
    "/admin/snippets/vocabularies/concept/", "/admin/snippets/vocabularies/conceptscheme/", "/admin/snippets/vocabularies/place/", "/admin/site_message/",
    "/admin/search_miss/", "/admin/outboxentry/", "/admin/outboxentry/?dead=true", "/admin/dutyrun/", "/admin/machinery/retry/", "/admin/users/",
    "/admin/lists/", "/admin/contradictions/", "/admin/vocabularies/", "/admin/vocabularies/topic/",
]  # fmt: skip
FORMS: Final = [path for path in LISTS if path.startswith("/admin/snippets/")]
# What Wagtail itself leaves to be wished for, by rule and what it is about. Ours is not in this list.
OF_WAGTAIL: Final = [
    ("page-has-heading-one", "<html"),  # its forms show their title as a crumb
    ("aria-input-field-name", "public-DraftEditor-content"),
    ("label", "ui-autocomplete-input"),  # the field for tags
    ("color-contrast", "page-status-tag"),
    ("aria-allowed-role", '<h2 role="alert">'),  # how many a filter finds
]
OVERFLOW: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def complaints(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds in light and dark, without what is Wagtail's."""
    found = violations(page, settle=400)  # colours change in steps
    return [one for one in found if not any(rule == one[1] and part in one[2] for rule, part in OF_WAGTAIL)]


@pytest.mark.parametrize("path", LISTS)
def test_a_page_of_the_desk_is_for_everyone(signed_in: Open, path: str) -> None:
    page = signed_in("administrator", path)
    assert complaints(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate(OVERFLOW) <= 1


@pytest.mark.parametrize("path", FORMS)
def test_a_form_of_the_catalogue_is_for_everyone(signed_in: Open, path: str) -> None:
    page = signed_in("administrator", path)
    page.locator("td.title a").first.click()
    page.wait_for_load_state("networkidle")
    assert complaints(page) == []


def test_a_list_is_saved_with_its_filters_and_found_again(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/reports/care/?need=untranslated")
    page.get_by_role("link", name="My lists").click()
    page.get_by_label("Name").fill("To be translated")
    assert complaints(page) == []
    page.get_by_role("button", name="Save the list").click()
    expect(page.get_by_text("need: untranslated")).to_be_visible()
    assert complaints(page) == []
    page.goto("/admin/")
    page.get_by_role("link", name="To be translated").click()
    page.wait_for_url(re.compile("need=untranslated"))
    page.goto("/admin/lists/")
    page.get_by_role("button", name="Remove To be translated").click()
    expect(page.get_by_text("You have saved no list yet.")).to_be_visible()


def test_letting_a_record_wait_for_an_event_is_for_everyone(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/pages/search/?q=PR-0001")
    page.locator("td.title a").first.click()
    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("link", name="Publish with an event").click()
    expect(page.get_by_text("No event is to come")).to_be_visible()
    assert complaints(page) == []


def test_every_tab_of_a_record_is_for_everyone(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/pages/search/?q=PR-0001")
    page.locator("td.title a").first.click()
    page.wait_for_load_state("networkidle")
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(7)
    for tab in tabs.all():
        tab.click()
        assert (tab.inner_text(), complaints(page)) == (tab.inner_text(), [])


def test_what_labels_find_is_for_everyone(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/snippets/vocabularies/concept/")
    page.locator("td.title a").first.click()
    page.get_by_role("link", name="What its labels find").click()
    page.get_by_label("Label", exact=False).first.fill("house")
    page.get_by_role("button", name="Try").click()
    expect(page.get_by_role("heading", name=re.compile("house"))).to_be_visible()
    assert complaints(page) == []


def test_boxes_are_filtered_by_any_name_and_by_their_heading(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/pages/search/?q=PR-0001")
    page.locator("td.title a").first.click()
    page.get_by_role("tab", name="Where and about what").click()
    wanted = page.get_by_label("Show only those with").first
    places = page.locator("#id_places")
    for typed, found in (
        ("wien", "Vienna"),
        ("österreich", "Austria"),
        ("osterreich", "Austria"),
        ("austria", "Vienna"),
    ):
        wanted.fill(typed)
        expect(places.get_by_label(found)).to_be_visible()
        expect(places.get_by_label("Belgium (BE)")).to_be_hidden()
        expect(places.get_by_text("Nothing is called that")).to_be_hidden()
    wanted.fill("nowhere at all")
    expect(places.get_by_text("Nothing is called that")).to_be_visible()
    expect(places.get_by_label("Vienna")).to_be_hidden()
    assert complaints(page) == []


def test_a_concept_is_moved_by_keyboard_and_by_dragging(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/vocabularies/")
    assert complaints(page) == []
    page.get_by_role("link", name="Topics", exact=True).click()
    assert complaints(page) == []
    rows = page.locator(".desk-tree tbody th a")
    before = rows.all_inner_texts()
    second = page.locator(".desk-tree tbody tr").nth(1)
    second.get_by_role("button", name=re.compile(" up$")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#c"))
    assert rows.all_inner_texts() == [before[1], before[0], *before[2:]]
    tree = page.locator(".desk-tree tbody tr")
    tree.nth(0).drag_to(tree.nth(1), target_position={"x": 60, "y": 20})
    expect(page.locator(".desk-tree th.level-2").filter(has_text=before[1])).to_be_visible()
    tree.filter(has=page.locator(".level-2")).first.get_by_role("button", name=re.compile("one level up$")).click()
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate(OVERFLOW) <= 1


def test_merging_says_first_what_would_change(signed_in: Open) -> None:
    page = signed_in("administrator", "/admin/vocabularies/topic/")
    page.locator(".desk-tree tbody th a").first.click()
    assert complaints(page) == []
    page.get_by_role("link", name="Split", exact=True).click()
    assert complaints(page) == []
    page.go_back()
    page.get_by_role("link", name="Merge into another concept").click()
    assert complaints(page) == []
    page.get_by_label("Into").select_option(index=1)
    page.get_by_label("Why").fill("They are the same.")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("Why")).to_have_value("They are the same.")
