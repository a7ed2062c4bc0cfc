"""Journeys of the people that the site is for, from the first page to what they came for."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def search_for(page: Page, text: str) -> None:
    """Types into the search box of the page and presses Enter."""
    box = page.locator("main input[name=q], header input[name=q]").first
    box.fill(text)
    box.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"\d+ result"))).to_be_visible()


def test_a_prison_educator_finds_distance_learning_in_austria_and_cites_it(open_page: Open) -> None:
    page = open_page("/")
    search_for(page, "distance learning prison")
    page.get_by_role("group", name="Country").get_by_label("Austria").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chip", has_text="Austria")).to_be_visible()
    page.locator(".hits").get_by_role("link", name=re.compile("Telfi", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Telfi", re.IGNORECASE))
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    expect(page.locator("ol.sources li").first).to_contain_text("Background paper")
    expect(page.locator("table.relations")).to_contain_text("PRILEARESNET")
    expect(page.locator("#citation")).to_contain_text(re.compile(r"Passerelle \(20\d\d\).*/id/[A-Z]{2}-\d{4}/"))
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS", exact=True).click()
    text = download.value.path().read_text()
    assert text.startswith("TY  - ")
    assert "ER  - " in text


def test_a_policy_officer_follows_unit_2_5_to_practices_and_back(open_page: Open) -> None:
    page = open_page("/recommendations/")
    page.goto("/id/RU-0010/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("e-learning", re.IGNORECASE))
    expect(page.locator(".units [aria-current]")).to_contain_text("2.5")
    expect(page.locator("table.relations .tag").first).to_have_text("editor’s judgement")
    row = page.locator("table.relations tr", has_text="Demonstrated by").first
    practice = row.get_by_role("link").first
    title = practice.inner_text()
    practice.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.locator("table.relations tr", has_text="Demonstrates").get_by_role(
        "link", name=re.compile("e-learning", re.IGNORECASE)
    ).first.click()
    expect(page.locator(".units [aria-current]")).to_contain_text("2.5")


def test_an_editor_corrects_a_figure_and_search_and_history_show_it(signed_in: Open, open_page: Open) -> None:
    page = signed_in("editor", "/id/PR-0001/")
    identifier = page.locator("header.head .over").inner_text()
    assert "PR-0001" in identifier
    page.goto("/admin/pages/")
    page.goto("/admin/pages/search/?q=after-care+agencies")
    page.get_by_role("link", name=re.compile("After-care", re.IGNORECASE)).first.click()
    page.get_by_label(re.compile("^Summary")).first.fill("Agencies in seven regions, corrected by zebrafinch count.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile("has been published|published", re.IGNORECASE)).first).to_be_visible()
    reader = open_page("/search/?q=zebrafinch")
    for _attempt in range(10):
        if reader.locator(".hit").count():
            break
        reader.wait_for_timeout(500)
        reader.reload()
    expect(reader.locator(".hit").first).to_contain_text("zebrafinch")
    reader.goto("/id/PR-0001/history/")
    expect(reader.locator(".diff ins, .diff .addition").first).to_be_visible()


def test_a_visitor_on_a_phone_finds_help_by_need_and_country(open_page: Open) -> None:
    page = open_page("/search/", viewport={"width": 360, "height": 740})
    page.get_by_role("button", name=re.compile("Narrow down")).click()
    page.get_by_role("group", name="Need").get_by_label(re.compile("shelter|housing", re.IGNORECASE)).check()
    page.get_by_role("group", name="Country").get_by_label("Netherlands").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chip", has_text="Netherlands")).to_be_visible()
    expect(page.locator(".hit").first).to_contain_text("Netherlands")
    page.locator(".hit h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_blind_readers_path_has_landmarks_headings_and_announced_counts(open_page: Open) -> None:
    page = open_page("/search/?q=mentoring")
    for role in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    count = page.get_by_role("status").filter(has_text=re.compile(r"\d+ result"))
    expect(count).to_be_visible()
    headings = page.locator(".hits h3 a")
    assert headings.count() > 0
    headings.first.click()
    levels = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_keyboard_alone_leads_from_home_to_a_record(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main input[name=q]")).to_be_focused()
    page.keyboard.type("micro-credit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"\d+ result"))).to_be_visible()
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('.hits h3') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search/" not in url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_everything_works_without_javascript(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    search_for(page, "women housing")
    page.get_by_role("group", name="Country").get_by_label("Netherlands").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chip", has_text="Netherlands")).to_be_visible()
    page.locator(".hits h3 a").first.click()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()


def test_a_stranger_sees_only_the_stub_and_an_editor_the_record(open_page: Open, signed_in: Open) -> None:
    stranger = open_page("/id/PR-0037/")
    stub = stranger.locator("main").inner_text()
    assert "registered editors" in stub
    assert "54" not in stub
    editor = signed_in("editor", "/id/PR-0037/")
    expect(editor.get_by_role("heading", name="What was done")).to_be_visible()
