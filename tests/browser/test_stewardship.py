"""The stewards' cycle, from what a community needs to a part switched on by an approved line; members review; each page for everyone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from communities.commitments.lessons import LESSONS
from tests.browser.test_communities import STEWARD, Go, Open, check, found, go, let_in, press

__all__ = ["go"]


def answer_needs(page: Page, score: str) -> None:
    """Gives all nine the same score but the first, and stands in the middle everywhere."""
    groups = page.locator("main form fieldset, main form [role=radiogroup], main form .field:has(input[type=radio])")
    for number in range(groups.count()):
        scale = groups.nth(number).locator("input[type=radio]")
        scale.nth(5 if number == 0 else int(score)).check() if scale.count() == 6 else scale.nth(2).check()
    press(page, "Save my answer")


def test_a_steward_goes_from_needs_to_a_part_switched_on(go: Go) -> None:
    space = found(go, "Planning at the gate")
    let_in(go, space, "member", "contributor", "editor")
    here = f"{space}stewardship/"
    page = go(STEWARD, here)
    check(page)
    press(page, "Ask members what they need")
    for group in ("member", "contributor", "editor"):
        answer_needs(go(group, f"{here}needs/1/answer/"), "2")
    page.goto(here)
    press(page, "Close this round")

    page.goto(here)
    press(page, "Start the plan")
    expect(page.get_by_text("Members give it 5.0 of 5").first).to_be_visible()
    check(page)
    page.locator("main").get_by_label("Meetings").check()
    press(page, "Take these over")
    expect(page.get_by_role("heading", name="1. Meetings")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Add a line").click()
    check(page)
    press(page, "Save the line")
    page.get_by_label("Need", exact=False).last.fill("Decide without a meeting")
    page.get_by_label("Part of the space").select_option("polls")
    page.get_by_label("Why").fill("Half of us can’t come on weekdays.")
    page.get_by_label("Who looks after it").fill("Two facilitators")
    press(page, "Save the line")
    expect(page.get_by_role("heading", name="2. Decide without a meeting")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Down")).click()
    expect(page.get_by_role("heading", name="1. Decide without a meeting")).to_be_visible()
    plan = re.sub(r"^https?://[^/]+", "", page.url).partition("#")[0]
    expect(go("member", plan).get_by_text("Decide without a meeting")).to_have_count(
        0
    )  # a draft is not there for members
    page = go(STEWARD, plan)
    page.get_by_role("link", name="Ask the members").click()
    check(page)
    page.get_by_label("The review ends on").fill(f"{datetime.now() + timedelta(days=9):%Y-%m-%dT%H:%M}")
    press(page, "Ask the members")
    expect(page.get_by_text("In review")).to_be_visible()
    check(page)
    member = go("member", "/notices/")
    expect(member.get_by_text("The plan of “Planning at the gate” is to be reviewed").first).to_be_visible()
    member.goto(f"{plan}answer/")
    check(member)
    line = member.locator("li", has=member.get_by_role("heading", name="Decide without a meeting"))
    line.get_by_label("I object").check()
    press(member, "Save what I say")
    expect(member.get_by_text("Say why you object, so that it can be answered.").first).to_be_visible()
    line.get_by_label("Reason").fill("Nobody has a computer there.")
    press(member, "Save what I say")
    expect(member.get_by_text("Thank you. You can change it until the review ends.")).to_be_visible()
    check(member)
    member.get_by_role("link", name=re.compile("^Suggest other words.*Decide")).click()
    check(member)
    member.get_by_label("Your words").fill("Half of us can’t come on Fridays.")
    press(member, "Suggest it")
    expect(member.locator("del", has_text="weekdays")).to_be_visible()
    expect(member.locator("ins", has_text="Fridays")).to_be_visible()
    check(member)
    other = go("editor", f"{plan}answer/")
    for one in other.get_by_label("I agree", exact=True).all():
        one.check()
    press(other, "Save what I say")

    page = go(STEWARD, plan)
    page.get_by_role("link", name="Decide without a meeting").first.click()
    press(page, "Take it over")
    expect(page.get_by_text("Half of us can’t come on Fridays.").first).to_be_visible()
    expect(page.get_by_text("With words suggested by")).to_be_visible()
    check(page)
    page.goto(plan)
    page.locator("summary", has_text="End it now").click()
    press(page, "End the review")
    check(page)
    page.get_by_role("link", name="Decide without a meeting").first.click()
    check(page)
    page.get_by_label("Approve it").check()
    press(page, "Keep the decision")
    expect(page.get_by_text("objections are answered by one").first).to_be_visible()
    page.get_by_label("Reason", exact=False).fill("Two telephones stand in the common room.")
    press(page, "Keep the decision")
    press(page, "Switch on")
    expect(page.get_by_text("is switched on in this space")).to_be_visible()
    check(page)
    member.goto(plan)
    expect(member.get_by_role("navigation", name="Inside").get_by_role("link", name="Polls")).to_be_visible()
    expect(member.get_by_text("Two telephones stand in the common room.")).to_be_visible()
    page.goto(here)
    expect(page.get_by_text("Polls switched on by")).to_be_visible()
    check(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Hand-over pack (PDF)").click()
    words = " ".join(one.extract_text() for one in PdfReader(BytesIO(saved.value.path().read_bytes())).pages)
    assert "Two telephones stand in the common room." in " ".join(words.split())
    page.get_by_role("link", name="Decide without a meeting").first.click()
    press(page, "Switch off")
    expect(page.get_by_text("It is switched off.")).to_be_visible()


def test_a_plan_is_reviewed_without_javascript(go: Go, signed_in: Open) -> None:
    space = found(go, "Planning without scripts")
    let_in(go, space, "member")
    page = signed_in(STEWARD, f"{space}stewardship/", java_script_enabled=False)
    press(page, "Start the plan")
    page.get_by_role("link", name="Add a line").click()
    page.get_by_label("Orientation").select_option("conversations")
    page.get_by_label("Part of the space").select_option("forum")
    page.get_by_label("Why").fill("We talk in corridors now.")
    press(page, "Save the line")
    page.get_by_role("link", name="Ask the members").click()
    press(page, "Ask the members")
    member = signed_in("member", f"{page.url.partition('#')[0]}answer/", java_script_enabled=False)
    member.get_by_label("I agree", exact=True).check()
    press(member, "Save what I say")
    expect(member.get_by_text("1 agree")).to_be_visible()


def test_a_member_takes_a_lesson_up_learns_and_ticks_it(go: Go) -> None:
    space = found(go, "Learning at the gate")
    let_in(go, space, "member")
    commitments = f"{space}stewardship/commitments/"
    steward = go(STEWARD, f"{commitments}proposals/")
    steward.locator("main [name=words]").fill("I welcome one newcomer")
    press(steward, "Propose it")
    page = go("member", commitments)
    expect(page.get_by_label("I welcome one newcomer")).to_be_visible()
    page.get_by_label("I learn to filter messages").check()
    page.get_by_label("everybody who belongs to this community").check()
    press(page, "Take it up")
    expect(page.locator("#own ~ ul li")).to_contain_text("I learn to filter messages")
    check(page)
    steward.goto(commitments)
    expect(steward.locator("#others ~ ul li")).to_contain_text("I learn to filter messages")
    page.get_by_role("link", name="Go to the lesson").click()
    wrong = page.locator(
        "#check form fieldset, #check form [role=radiogroup], #check form .field:has(input[type=radio])"
    )
    for question in wrong.all():
        question.locator("input[type=radio]").last.check()
    press(page, "Check my answers")
    expect(page).to_have_title(re.compile("^Error:"))
    check(page)
    for number, right in enumerate(one.right for one in LESSONS["messages"].questions):
        wrong.nth(number).locator("input[type=radio]").nth(right).check()
    press(page, "Check my answers")
    expect(page.get_by_text("All four are right.")).to_be_visible()
    here = page.locator("form", has_text="In Learning at the gate you took up")  # they learn it elsewhere, too
    here.get_by_role("button", name="Tick it").click()
    expect(page.get_by_text("Done: “I learn to filter messages”.")).to_be_visible()
    steward.goto(commitments)
    steward.locator("summary", has_text="Done in the last three months").click()
    expect(steward.get_by_text("done on")).to_be_visible()
