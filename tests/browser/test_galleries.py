"""A community publishes an album: pictures, what they show, who agreed; it is walked through by keyboard; one picture is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_every_page import is_for_everyone
from tests.communities.galleries.conftest import photo

Open = Callable[..., Page]
GALLERIES = "/communities/example-first-weeks/galleries/"


def check(page: Page) -> None:
    """The page that is open is for everyone: seen in a tab of its own, so that nothing that was typed is lost."""
    tab = page.context.new_page()
    tab.goto(page.url)
    is_for_everyone(tab)
    tab.close()


def test_an_album_is_published_read_by_keyboard_and_one_picture_withdrawn(
    signed_in: Open, open_page: Open, tmp_path: Path
) -> None:
    files = []
    for name in ("one.png", "two.png", "three.png"):
        path = tmp_path / name
        path.write_bytes(photo(size=(1200, 800)).read())
        files.append(path)
    page = signed_in("administrator", GALLERIES)
    is_for_everyone(page)
    page.goto(f"{GALLERIES}new/")
    page.get_by_label("Title").fill("Three benches")
    page.locator("[name=reach]").select_option("everybody")
    page.get_by_role("button", name="Go on to the pictures").click()
    page.get_by_label("Pictures", exact=True).set_input_files(files)
    page.get_by_role("button", name="Send them").click()
    page.wait_for_url("**/describe/")
    check(page)
    for number, field in enumerate(page.locator("[name$=-alt]").all()):
        field.fill(f"Bench number {number}")
    page.locator("[name=consent]").select_option("given")
    page.get_by_label("Who agreed").fill("two trainees, the list is in the office")
    page.locator("[name=scope]").select_option("everybody")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main h1")).to_have_text("Three benches")
    stranger = open_page(page.url)
    is_for_everyone(stranger)
    expect(stranger.locator(".gallery img")).to_have_count(3)
    stranger.locator(".gallery a").first.click()
    stranger.keyboard.press("ArrowRight")
    expect(stranger.locator("main h1")).to_contain_text("2 of 3")
    assert stranger.evaluate("() => document.activeElement.rel") == "next"
    stranger.keyboard.press("Enter")
    expect(stranger.locator("main h1")).to_contain_text("3 of 3")
    withdrawn = stranger.url
    is_for_everyone(stranger)
    stranger.keyboard.press("Escape")
    expect(stranger.locator("main h1")).to_have_text("Three benches")
    page.goto(withdrawn)
    is_for_everyone(page)
    page.get_by_role("button", name="Withdraw this picture").click()
    expect(page.get_by_text("Nobody sees it any more")).to_be_visible()
    answer = stranger.goto(withdrawn)
    assert answer is not None
    assert answer.status == 404
