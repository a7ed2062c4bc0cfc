"""The workflow: an editor submits, a reviewer takes it and asks somebody without an account, who approves by link."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, text_of
from tests.browser.test_desk import OVERFLOW, complaints
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]
TITLE = "Letters to a quokka"


def test_a_reviewer_without_an_account_approves_by_link(site: Site, signed_in: Open, open_page: Open) -> None:
    desk = signed_in("editor", "/admin/pages/search/?q=PR-0040")
    desk.locator("td.title a").first.click()
    desk.locator("#id_title").fill(TITLE)
    desk.wait_for_timeout(1500)  # the form saves itself
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Submit to review").click()
    expect(desk.get_by_text("has been submitted for moderation")).to_be_visible()

    reviewer = signed_in("reviewer", "/admin/")
    reviewer.get_by_role("link", name=TITLE).first.click()
    expect(reviewer.locator(".desk-diff ins").first).to_be_visible()
    assert complaints(reviewer) == []
    reviewer.set_viewport_size({"width": 320, "height": 800})
    reviewer.wait_for_timeout(300)
    assert reviewer.evaluate(OVERFLOW) <= 1
    reviewer.set_viewport_size({"width": 1280, "height": 900})
    reviewer.get_by_role("button", name="I take this").click()
    expect(reviewer.get_by_text("You have it.", exact=True)).to_be_visible()
    reviewer.get_by_label("E-mail address").fill("peer@example.org")
    reviewer.get_by_label("What you ask of them").fill("Is it well told?")
    reviewer.get_by_role("button", name="Send the letter").click()
    expect(reviewer.get_by_text("open until")).to_be_visible()
    assert complaints(reviewer) == []

    letter = text_of(site.mail("peer@example.org", "Please review"))
    link = re.search(r"https?://\S+/review/\S+", letter)
    assert link
    page = open_page(link.group().removeprefix(site.address))
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator(".diff ins").first).to_be_visible()
    is_for_everyone(page)
    page.get_by_label("Your name").fill("Pia Peer")
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.get_by_text("Say what has to change, and why").first).to_be_visible()
    is_for_everyone(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your review")
    is_for_everyone(page)
    page.goto(link.group())
    expect(page.get_by_role("heading", level=1)).to_have_text("This link works no more")
    is_for_everyone(page)
    page.goto("/id/PR-0040/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
