"""A blog: somebody writes an entry with blocks, with and without JavaScript, a facilitator publishes it, strangers read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_every_page import is_for_everyone
from tests.files import picture

Open = Callable[..., Page]
SPACE = "/communities/example-first-weeks/"
BLOG = f"{SPACE}blog/"


def press(page: Page, name: str) -> None:
    """Presses a button of the page."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture
def member(signed_in: Open) -> Iterator[Page]:
    """A member of the invented community, which lets everybody in; they leave afterwards, as other tests expect it."""
    page = signed_in("member", f"{SPACE}join/")
    press(page, "Join")
    yield page
    page.goto(f"{SPACE}leave/")
    press(page, "Leave")


def test_an_entry_is_written_offered_and_read(member: Page, signed_in: Open, site: Site, chromium: Browser) -> None:
    page = member
    page.goto(f"{BLOG}new/")
    is_for_everyone(page)
    page.get_by_label("Title").fill("Three keys")
    page.get_by_label("Text", exact=False).first.fill("We waited at the **gate**.")
    with page.expect_response("**/blog/new/"):
        press(page, "Heading")
    heading = page.locator("#block-2").get_by_label("Heading")
    expect(heading).to_be_focused()  # the page stayed where it is
    heading.fill("What we found")
    expect(page.get_by_label("Title")).to_have_value("Three keys")
    press(page, "Move up Heading 2")
    expect(page.locator("#block-1").get_by_label("Heading")).to_have_value("What we found")
    press(page, "Picture")
    file: FilePayload = {"name": "gate.png", "mimeType": "image/png", "buffer": picture()}
    page.locator("#block-3 input[type=file]").set_input_files(file)
    press(page, "Send the picture")
    expect(page.locator("#block-3 img")).to_be_visible()
    press(page, "Offer it to be published")
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_role("heading", name="The entry", exact=True)).to_be_visible()
    page.locator("#block-3").get_by_label("What the picture shows").fill("A green gate")
    page.locator("#block-3").get_by_label("People in it").select_option("nobody")
    page.get_by_label("everybody").check()
    press(page, "Offer it to be published")
    expect(page.get_by_text("A facilitator reads it").first).to_be_visible()
    is_for_everyone(page)
    address = page.url
    steward = signed_in("administrator", address)
    press(steward, "Publish")
    is_for_everyone(steward)
    stranger = chromium.new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Three keys")).to_be_visible()
    expect(stranger.get_by_role("img", name="A green gate")).to_be_visible()
    expect(stranger.get_by_text("Members talk about this entry")).to_be_visible()
    is_for_everyone(stranger)
    stranger.goto(f"{site.address}{BLOG}")
    is_for_everyone(stranger)
    stranger.close()


def test_everything_works_without_javascript(member: Page, chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False, storage_state=member.context.storage_state())
    page = context.new_page()
    page.goto(f"{site.address}{BLOG}new/")
    page.get_by_label("Title").fill("Without scripts")
    page.get_by_label("Text", exact=False).first.fill("Some words")
    press(page, "Quotation")
    expect(page.locator("#block-1 textarea")).to_have_value("Some words")
    page.locator("#block-2").get_by_label("Words").fill("Bread")
    page.locator("#block-2").get_by_label("Source").fill("Somebody, with consent")
    press(page, "Move down Text 1")
    expect(page.locator("#block-2 textarea")).to_have_value("Some words")
    press(page, "Preview")
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    press(page, "Save draft")
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    context.close()
