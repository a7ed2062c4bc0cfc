"""A meeting from its date poll to its minutes: called by a steward, answered by a member, brought to their calendar by mail, held, written down."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_communities import STEWARD, check, found, go, let_in, press
from tests.calendars import read

Go = Callable[[str, str], Page]
__all__ = ["go"]


def switch_on(go: Go, space: str) -> None:
    """The steward switches meetings on."""
    page = go(STEWARD, f"{space}edit/")
    page.get_by_label("Meetings", exact=True).check()
    press(page, "Save")


def begin(site: Site) -> None:
    """Lets the meeting have begun yesterday: only the clock is moved."""
    start = datetime.now(UTC) - timedelta(days=1)
    with sqlite3.connect(site.folder / "passerelle.sqlite3", timeout=30) as database:
        moments = [f"{at:%Y-%m-%d %H:%M:%S}" for at in (start, start + timedelta(hours=1))]
        database.execute("UPDATE communities_meeting SET starts_at = ?, ends_at = ? WHERE title = 'Gate rota'", moments)


def test_a_meeting_from_date_poll_to_minutes(go: Go, site: Site) -> None:
    space = found(go, "Gate rota people")
    let_in(go, space, "member")
    switch_on(go, space)
    page = go(STEWARD, f"{space}meetings/")
    expect(page.get_by_text("No meeting is planned.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="New meeting").click()
    page.get_by_label("Title", exact=True).fill("Gate rota")
    page.get_by_label("What it is about").fill("Who waits **when**.")
    check(page)
    press(page, "Call the meeting")
    for number, days in ((1, 7), (2, 9)):
        local = f"{datetime.now() + timedelta(days=days):%Y-%m-%d}T14:00"
        page.get_by_label(f"Time {number}").fill(local)
    check(page)
    press(page, "Propose them")
    meeting = re.sub(r"^https?://[^/]+", "", page.url)
    check(page)

    reader = go("member", meeting)
    second = reader.locator("tbody tr").nth(1)
    second.get_by_label("Yes").focus()
    reader.keyboard.press("Space")  # by keyboard
    reader.locator("tbody tr").first.get_by_label("No", exact=True).check()
    press(reader, "Save your answers")
    expect(reader.get_by_text("1 person has answered.")).to_be_visible()
    check(reader)

    page = go(STEWARD, meeting)
    expect(page.get_by_text("suits most")).to_be_visible()
    page.locator("tbody tr").nth(1).get_by_role("button", name=re.compile("Fix it")).click()
    expect(page.get_by_text("The date is fixed.").first).to_be_visible()
    check(page)
    letter = site.mail("member@passerelle.example", "Gate rota")
    (entry,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    content = entry.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert read(b"\r\n".join(content.splitlines()) + b"\r\n").vevent.summary.value == "Gate rota"

    go(STEWARD, f"{meeting}agenda/").get_by_label("What").first.fill("Mondays")
    check(page)
    press(page, "Save")
    begin(site)
    page = go(STEWARD, f"{meeting}came/")
    check(page)
    page.locator("input[type=checkbox]").first.check()
    press(page, "Save")
    page = go(STEWARD, f"{meeting}minutes/")
    expect(page.get_by_label("Minutes")).to_have_value(re.compile("1. Mondays"))
    page.get_by_label("Minutes").fill("## Mondays\n\nTwo are enough.")
    page.get_by_label("What").first.fill("Two on Mondays")
    check(page)
    press(page, "Publish")
    check(page)
    page.get_by_role("link", name="Talk about them in the forum").click()
    expect(page.get_by_role("heading", name="Minutes: Gate rota")).to_be_visible()
    expect(page.get_by_text("Two are enough.")).to_be_visible()


def test_meetings_in_ones_calendar(go: Go) -> None:
    space = "/communities/example-first-weeks/"
    page = go("administrator", f"{space}meetings/")
    expect(page.get_by_role("link", name="The first day outside, hour by hour")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Past meetings").click()
    check(page)
    page.get_by_role("link", name="What we want from each other").click()
    check(page)
    page.goto(f"{page.url.partition('/communities/')[0]}{space}meetings/calendar/")
    address = page.get_by_label("Your own address").input_value()
    check(page)
    assert "BEGIN:VEVENT" in page.request.get(address).text()
    press(page, "Give me a new address")
    assert page.request.get(address).status == 404
