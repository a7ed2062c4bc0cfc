"""A steward puts the public face of a community together and looks at it as a stranger, who then sees that and nothing else."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_communities import STEWARD, Go, Open, check, found, go, let_in, press

__all__ = ["go"]


def test_a_stranger_sees_only_the_public_face(go: Go, open_page: Open) -> None:
    space = found(go, "A face to the world")
    let_in(go, space, "member")
    page = go(STEWARD, f"{space}edit/")
    page.get_by_label("Polls", exact=True).check()
    press(page, "Save")
    for question, reach in (
        ("What do neighbours need?", "everybody: it also stands"),
        ("Who is tired?", "whoever may read the inside"),
    ):
        page = go(STEWARD, f"{space}polls/new/")
        page.get_by_label("Question").fill(question)
        page.get_by_label("Options", exact=True).fill("This\nThat")
        page.get_by_label(reach).check()
        press(page, "Keep the draft")
        press(page, "Open the poll")
    page = go(STEWARD, space)
    page.get_by_role("link", name="What everybody sees").click()
    page.locator("main").get_by_role("link", name="Edit the public face").click()
    check(page)
    page.get_by_label("Text of your own").check()
    press(page, "Add")
    page.get_by_label("Title").fill("Who we are")
    page.get_by_label("Text", exact=True).fill("Neighbours of a prison.")
    press(page, "Save")
    page.get_by_label("Polls", exact=True).check()
    press(page, "Add")
    expect(page.get_by_role("link", name="Who is tired?")).to_have_count(0)
    page.get_by_label("Title").fill("Tell us")
    page.get_by_label("Show the newest").fill("0")
    page.get_by_role("button", name=re.compile("Show it ?: What do neighbours need")).press("Enter")
    expect(page.get_by_label("Title")).to_have_value("Tell us")
    page.get_by_label("Why it is shown").fill("It takes a minute.")
    check(page)
    press(page, "Save")
    page.get_by_role("button", name=re.compile("Move up ?Tell us")).press("Enter")
    check(page)
    page.get_by_role("link", name="Preview as a stranger").click()
    preview = page.locator("main")
    expect(preview.get_by_text("This is what somebody sees who has no account.")).to_be_visible()
    expect(preview.get_by_role("heading", name="Tell us")).to_be_visible()
    expect(preview.get_by_text("Tending it")).to_have_count(0)
    expect(page.get_by_text("Sign in", exact=True).first).to_be_visible()
    check(page)
    stranger = open_page(space)
    expect(stranger.get_by_text("Neighbours of a prison.")).to_have_count(0)  # a draft
    page.get_by_role("link", name="Back to the editor").click()
    press(page, "Publish")
    stranger.reload()
    headings = [one for one in stranger.locator("main h2").all_inner_texts() if one in ("Tell us", "Who we are")]
    assert headings == ["Tell us", "Who we are"]
    for shown in ("It takes a minute.", "Neighbours of a prison.", "What do neighbours need?"):
        expect(stranger.get_by_text(shown)).to_be_visible()
    for hidden in ("Who is tired?", "Tending it", "In the last seven days", "Edit the public face"):
        expect(stranger.get_by_text(hidden)).to_have_count(0)
    check(stranger)
    stranger.emulate_media(media="print")
    expect(stranger.get_by_text("Neighbours of a prison.")).to_be_visible()
    expect(stranger.get_by_role("link", name=re.compile("Feed of what"))).not_to_be_visible()
    stranger.emulate_media(media="screen")
    stranger.get_by_role("link", name="What do neighbours need?").click()
    expect(stranger.get_by_text("Who is tired?")).to_have_count(0)
    assert stranger.goto(f"{space}face/").status in (200, 302)  # type: ignore[union-attr]
    assert "/account/login/" in stranger.url
