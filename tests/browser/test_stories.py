"""A story goes from a draft to its readers by way of two people, and is taken down with one press."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]
TITLE = "A call on Sundays"


def press(page: Page, name: str) -> None:
    """Presses a button of the page."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def approve(page: Page) -> None:
    """Reads the story at the desk, and lets it through."""
    page.get_by_role("link", name=TITLE).first.click()
    is_for_everyone(page)
    press(page, "I have read it: it can be published")
    expect(page.get_by_text("Two different people have to read it").first).to_be_visible()


def test_a_story_is_told_read_by_two_and_taken_down(signed_in: Open, site: Site, chromium: Browser) -> None:
    page = signed_in("member", "/stories/tell/")
    is_for_everyone(page)
    press(page, "Begin a private draft")
    own = page.url
    is_for_everyone(page)
    page.get_by_label("title").fill(TITLE)
    page.get_by_label("invented name").fill("Juniper")
    page.get_by_label("the story").fill("I was 34 and came from Kirkby, convicted of armed robbery.")
    press(page, "Preview")
    expect(page.locator("mark", has_text="from Kirkby")).to_be_visible()
    is_for_everyone(page)
    page.get_by_label("the story").fill("A call every Sunday. It held.")
    page.get_by_label("everybody").check()
    page.get_by_label("I have read what becomes of my story", exact=False).check()
    press(page, "Release it to the two people")
    expect(page.get_by_text("Two people read it now").first).to_be_visible()
    for group in ("editor", "reviewer"):
        reader = signed_in(group, "/stories/desk/")
        is_for_everyone(reader)
        approve(reader)
    page.goto(own)
    is_for_everyone(page)
    page.get_by_role("link", name="Read it as others do").click()
    address = page.url
    stranger = chromium.new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("Told by Juniper")).to_be_visible()
    is_for_everyone(stranger)
    stranger.goto(f"{site.address}/stories/")
    expect(stranger.get_by_role("link", name=TITLE)).to_be_visible()
    is_for_everyone(stranger)
    desk = signed_in("administrator", "/stories/desk/")
    desk.get_by_role("link", name=TITLE).first.click()
    is_for_everyone(desk)
    press(desk, "Take it down now")
    gone = stranger.goto(address)
    assert gone
    assert gone.status == 410
    expect(stranger.get_by_text(TITLE)).to_have_count(0)
    stranger.goto(f"{site.address}/search/?q=Sundays")
    expect(stranger.get_by_role("link", name=TITLE)).to_have_count(0)
    stranger.close()
    page.goto(own)
    press(page, "Erase it for good")
    expect(page.get_by_text("Your story is gone").first).to_be_visible()
