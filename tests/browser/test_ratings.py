"""Rating evidence: one editor proposes, a second agrees, a member appeals, and a third person lifts the rating."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_desk import OVERFLOW, complaints
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]


def is_for_editors(desk: Page) -> None:
    """Nothing for axe to complain of, and no scrolling sideways on a phone."""
    assert complaints(desk) == []
    desk.set_viewport_size({"width": 320, "height": 800})
    desk.wait_for_timeout(300)
    assert desk.evaluate(OVERFLOW) <= 1
    desk.set_viewport_size({"width": 1280, "height": 900})


def test_two_editors_rate_and_a_third_decides_about_an_appeal(signed_in: Open, open_page: Open) -> None:
    editor = signed_in("editor", "/id/PR-0030/")
    editor.get_by_role("link", name="Rate the evidence").click()
    is_for_editors(editor)
    editor.get_by_role("button", name="Propose it").click()
    expect(editor.get_by_text("What you wrote is still here")).to_be_visible()
    is_for_editors(editor)
    editor.locator("[name=strength]").select_option("weak")
    editor.locator("[name=because]").fill("A figure without a comparison, says the quoll.")
    editor.locator("[name=sources]").first.check()
    editor.locator("[name=outcome-0-outcome]").fill("People found work")
    editor.locator("[name=outcome-0-strength]").select_option("unrated")
    editor.locator("[name=outcome-0-because]").fill("Nobody counted it.")
    editor.get_by_role("button", name="Propose it").click()
    expect(editor.get_by_text("somebody else agrees or declines")).to_be_visible()
    is_for_editors(editor)

    reviewer = signed_in("reviewer", "/admin/")
    reviewer.get_by_role("link", name="rating of evidence PR-0030").click()
    reviewer.locator("[name=reason]").fill("I read it likewise.")
    reviewer.locator("[name=named]").select_option("yes")
    reviewer.locator("[name=named_as]").fill("Quinn, a statistician")
    is_for_editors(reviewer)
    reviewer.get_by_role("button", name="Agree, and set the badge").click()
    expect(reviewer.get_by_text("the badge is set")).to_be_visible()

    member = signed_in("member", "/id/PR-0030/")
    member.locator(".trust").get_by_role("link", name="How this came about").click()
    expect(member.get_by_text("agreed to by Quinn, a statistician")).to_be_visible()
    is_for_everyone(member)
    member.get_by_role("link", name="Appeal against this rating").click()
    member.get_by_role("button", name="Send the appeal").click()
    is_for_everyone(member)
    member.get_by_label("What is wrong with the rating?").fill("There is a comparison on page 9.")
    member.get_by_role("button", name="Send the appeal").click()
    expect(member.get_by_text("Thank you. A third person decides")).to_be_visible()
    is_for_everyone(member)

    third = signed_in("administrator", "/admin/")
    third.get_by_role("link", name="appeal against a rating PR-0030").click()
    is_for_editors(third)
    third.get_by_label("Reason").fill("There is one, indeed.")
    third.get_by_role("button", name="The appeal is right: lift the rating").click()
    expect(third.get_by_text("Decided. Whom it concerns is told.")).to_be_visible()
    is_for_editors(third)
    page = open_page("/id/PR-0030/ratings/")
    expect(page.get_by_text("Lifted after an appeal")).to_be_visible()
    expect(page.get_by_text("There is one, indeed.")).to_be_visible()
    is_for_everyone(page)
