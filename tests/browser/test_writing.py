"""Writing in a community: nothing that was begun is lost, marks come at the press of a button, and others see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
SPACE = "/communities/example-first-weeks/"


@pytest.fixture
def writing(signed_in: Open) -> Iterator[Page]:
    """A member who begins a topic; the invented community lets everybody in."""
    page = signed_in("member", f"{SPACE}join/")
    page.locator("main").get_by_role("button", name="Join").click()
    page.goto(f"{SPACE}forum/new/")
    yield page
    page = signed_in("member", f"{SPACE}leave/")
    page.locator("main").get_by_role("button", name="Leave").click()


def test_what_was_begun_is_there_again_until_it_is_sent_or_its_writer_signs_out(writing: Page) -> None:
    page = writing
    page.get_by_label("Title").fill("The first days")
    page.get_by_label("Your words").fill("Who waits at the gate?")
    page.wait_for_timeout(600)
    page.goto("/communities/")
    page.goto(f"{SPACE}forum/new/")
    expect(page.get_by_text("is here again")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("Who waits at the gate?")
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_label("Your words")).to_have_value("")
    page.get_by_label("Your words").fill("Another beginning")
    page.wait_for_timeout(600)
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length") == 0


def test_marks_are_set_around_what_is_chosen(writing: Page) -> None:
    page = writing
    words = page.get_by_label("Your words")
    words.fill("early\nwith a list")
    words.press("Control+a")
    page.get_by_role("button", name="List").click()
    expect(words).to_have_value("- early\n- with a list")
    words.fill("")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("gate")
    expect(words).to_have_value("**gate**")


def test_a_first_post_where_everybody_can_join_is_looked_at_and_let_in(writing: Page, signed_in: Open) -> None:
    page = writing
    page.get_by_label("Title").fill("How do you begin?")
    page.get_by_label("Your words").fill("On the first day, I mean.")
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_text("looks at it before others see it")).to_be_visible()
    page.goto(f"{SPACE}forum/")
    expect(page.get_by_role("link", name="How do you begin?")).to_have_count(0)
    desk = signed_in("administrator", "/communities/moderation/")
    desk.get_by_role("link", name="Waits to be seen by others").first.click()
    expect(desk.get_by_text("On the first day, I mean.")).to_be_visible()
    desk.get_by_label("it stays, or is shown from now on").check()
    desk.get_by_role("button", name="Decide").click()
    page.goto(f"{SPACE}forum/")
    page.get_by_role("link", name="How do you begin?").click()
    expect(page.get_by_text("On the first day, I mean.")).to_be_visible()
