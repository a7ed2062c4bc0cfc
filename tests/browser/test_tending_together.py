"""Those who tend communities work together: a stand-in takes over and ends; a steering group shares out a duty and adopts a version."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.test_communities import STEWARD, Go, check, found, go, let_in, press

__all__ = ["go"]
ROOM = "/communities/stewards-common-room/common-room/"


def days_from_now(days: int) -> str:
    """What a browser sends for a day."""
    return f"{date.today() + timedelta(days=days):%Y-%m-%d}"


def make_steward(go: Go, space: str, name: str) -> None:
    """Gives somebody who is in it a steward's role."""
    page = go(STEWARD, f"{space}people/")
    page.get_by_role("link", name=re.compile(f"Role ?: {name}")).click()
    page.get_by_label("steward", exact=True).check()
    press(page, "Save")
    page.wait_for_load_state()


def room(go: Go, group: str) -> Page:
    """The common room, once the worker has let somebody in."""
    page = go(group, ROOM)
    for _try in range(40):
        if page.get_by_role("heading", name="Standing in").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    return page


def test_a_stand_in_takes_over_and_ends(go: Go) -> None:
    space, other = found(go, "Gate keepers"), found(go, "Night rounds")
    let_in(go, other, "editor")
    make_steward(go, other, "Demo editor")
    door = go("administrator", "/communities/stewards/")
    if door.get_by_role("button", name="Open it").count():
        check(door)
        press(door, "Open it")

    page = room(go, STEWARD)
    check(page)
    page.locator("summary", has_text="Ask for a stand-in").click()
    page.get_by_label("Gate keepers").check()
    page.get_by_label("From").fill(days_from_now(0))
    page.get_by_label("Until").fill(days_from_now(14))
    page.get_by_label("Note").fill("Two ask to be let in.")
    press(page, "Tell the others")
    expect(page.get_by_text("Wanted for Gate keepers")).to_be_visible()
    check(page)

    stand_in = room(go, "editor")
    wanted = stand_in.locator("li", has_text="Wanted for Gate keepers")
    wanted.get_by_role("button", name="I’ll do it").click()
    check(stand_in)
    stand_in.goto(space)
    expect(stand_in.get_by_text("You stand in for its stewards.")).to_be_visible()
    check(stand_in)
    asks = go("member", f"{space}join/")
    asks.get_by_label("Who are you").fill("I wait at the gate on Mondays.")
    press(asks, "Ask to join")
    stand_in.goto(f"{space}requests/")
    stand_in.get_by_label("Let them in").first.check()
    stand_in.locator("main form button[type=submit]").first.click()
    stand_in.wait_for_load_state()
    asks.goto(space)
    expect(asks.get_by_text("Demo editor stands in for the stewards until")).to_be_visible()
    check(asks)

    page = room(go, STEWARD)
    page.locator("li", has_text="Gate keepers").get_by_role("button", name="End it now").click()
    page.wait_for_load_state()
    check(page)
    assert stand_in.request.get(f"{space}requests/").status == 403
    asks.goto(space)
    expect(asks.get_by_text("stands in for the stewards until")).to_have_count(0)


def test_a_steering_group_shares_out_a_duty_and_adopts_a_version(go: Go) -> None:
    steered, group = found(go, "Bridge builders"), found(go, "Board of the bridges")
    let_in(go, group, "editor")
    let_in(go, steered, "member")
    page = go(STEWARD, f"{group}edit/")
    page.get_by_label("It is the steering group of a network").check()
    press(page, "Save")
    page.goto(f"{group}edit/")
    page.locator("details:has(input[name=steers]) summary").click()
    page.get_by_label("Bridge builders").check()
    press(page, "Save")
    page.goto(f"{group}steering/")
    check(page)
    page.get_by_role("link", name="New duty").click()
    check(page)
    page.get_by_label("What", exact=True).fill("Papers for the autumn meeting")
    page.get_by_label("Kind").select_option("papers")
    page.locator("[name=who]").select_option(label="Demo editor")
    page.get_by_label("Until").fill(days_from_now(20))
    press(page, "Save")
    expect(page.get_by_role("heading", name="Papers for the autumn meeting")).to_be_visible()
    check(page)
    does = go("editor", "/notices/")
    expect(does.get_by_text("Papers for the autumn meeting").first).to_be_visible()
    does.goto(f"{group}steering/")
    does.get_by_role("button", name=re.compile("It is done")).click()
    check(does)

    def write(programme: str, note: str) -> None:
        page.goto(f"{group}steering/agreement/new/")
        page.get_by_label("Work programme and budget").fill(programme)
        page.get_by_label("What changed, and why").fill(note)
        check(page)
        press(page, "Keep this version")
        expect(page.get_by_role("heading", name=re.compile("version")).first).to_be_visible()

    write("Three workshops a year.", "The first version.")
    press(page, "It is in force")
    expect(page.get_by_text("Adopted on").first).to_be_visible()
    check(page)
    write("Four workshops a year.", "One more, in the south.")
    expect(page.locator("ins", has_text="Four")).to_be_visible()
    member = go("member", f"{steered}steered/")
    expect(member.get_by_text("Three workshops a year.")).to_be_visible()
    press(page, "It is in force")
    page.wait_for_load_state()
    check(page)
    member.reload()
    expect(member.get_by_text("Four workshops a year.")).to_be_visible()
    check(member)
