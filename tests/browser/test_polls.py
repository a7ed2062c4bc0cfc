"""A poll from draft to result, by keyboard as by mouse; the public asked without JavaScript; each page on the way for everyone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_communities import STEWARD, Go, Open, check, found, go, let_in, press

__all__ = ["go"]


@pytest.fixture
def polled(go: Go, request: pytest.FixtureRequest) -> str:
    """A community with polls, and two who belong to it."""
    space = found(go, "Asking the public" if "public" in request.node.name else "Ranking at the gate")
    let_in(go, space, "member", "contributor")
    page = go(STEWARD, f"{space}edit/")
    page.get_by_label("Polls", exact=True).check()
    press(page, "Save")
    return space


def test_a_poll_from_draft_to_result(go: Go, polled: str, open_page: Open) -> None:
    page = go("member", f"{polled}polls/")
    expect(page.get_by_text("Nothing has been asked yet.")).to_be_visible()
    check(page)
    page.locator("main").get_by_role("link", name="New poll").click()
    page.get_by_label("Question").fill("Who waits at the gate on Fridays?")
    page.get_by_label("a ranking").check()
    page.get_by_label("Options", exact=True).fill("A mentor\nA social worker\nThe family")
    page.get_by_label("Members may add options", exact=False).check()
    page.get_by_label("everybody: it also stands").check()
    check(page)
    press(page, "Keep the draft")
    expect(page.get_by_text("Nobody else sees it yet.")).to_be_visible()
    check(page)
    press(page, "Open the poll")
    poll = re.sub(r"^https?://[^/]+", "", page.url)
    check(page)
    other = go("contributor", poll)
    other.get_by_label("Your option").fill("A neighbour")
    press(other, "Add an option")
    other.get_by_label("A neighbour").select_option("1")
    other.get_by_label("A mentor").select_option("1")
    press(other, "Vote")
    expect(other.get_by_text("Two options have the rank 1.").first).to_be_visible()
    check(other)
    other.get_by_label("A mentor").select_option("2")
    other.get_by_label("A mentor").press("Tab")
    press(other, "Vote")
    expect(other.get_by_text("Your vote is counted.")).to_be_visible()
    expect(other.get_by_text("“A neighbour” is ahead so far.")).to_be_visible()
    check(other)
    for group in ("member", STEWARD):
        page = go(group, poll)
        page.get_by_label("A mentor").select_option("1")
        press(page, "Vote")
    stranger = open_page(poll)
    expect(stranger.get_by_text("Members vote here.")).to_be_visible()
    check(stranger)
    page.locator("summary", has_text="End it now").click()
    press(page, "End the poll")
    expect(page.get_by_text("“A mentor” has come first.")).to_be_visible()
    table = page.get_by_role("table").filter(has_text="Votes of the members")
    expect(table.get_by_role("row").nth(1)).to_contain_text("A mentor")
    check(page)
    stranger.goto(poll)
    expect(stranger.get_by_text("“A mentor” has come first.")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Results as a table (CSV)").click()
    assert "A mentor,2" in saved.value.path().read_text(encoding="utf-8-sig")


def test_the_public_is_asked_without_javascript(go: Go, polled: str, open_page: Open) -> None:
    page = go(STEWARD, f"{polled}polls/new/")
    page.get_by_label("Question").fill("What helps most?")
    page.get_by_label("Options", exact=True).fill("A room\nA job")
    page.get_by_label("everybody: it also stands").check()
    page.get_by_label("an opinion poll", exact=False).check()
    check(page)
    press(page, "Keep the draft")
    press(page, "Open the poll")
    stranger = open_page(page.url, java_script_enabled=False)
    expect(stranger.get_by_text("Not representative.").first).to_be_visible()
    stranger.get_by_label("A job").check()
    press(stranger, "Vote")
    expect(stranger.get_by_text("Your vote is counted.")).to_be_visible()
    expect(stranger.get_by_text("Nobody has voted yet.")).to_be_visible()  # of the members
    tab = open_page(page.url)
    check(tab)
    page.reload()
    check(page)
