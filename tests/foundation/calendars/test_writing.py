"""Calendars, read back by another parser: any words, any zone, any time of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.foundation.calendars.schedules import Schedule, zones
from portal.foundation.calendars.writing import CANCEL, REQUEST, Entry, Person, as_cancelled, plain, uid_of, written
from tests.calendars import entries, in_utc, read

NOW = datetime(2026, 2, 1, 12, 0, 5, tzinfo=UTC)
START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half an hour before the clocks in Europe are put forward
ENTRY = Entry("7@x.example", Schedule(START, START + timedelta(hours=2), "Europe/Berlin"), "Mentors meet", NOW)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(deadline=None, max_examples=30)
@given(title=WORDS, text=WORDS, place=WORDS)
@example("Tea, cake; and\nmore \\n", "שלום 😀 " * 40, "“Room 3”; first floor")
@example("\r\nBEGIN:VEVENT\r\nUID:forged\r\n", "END:VCALENDAR", "\x00\x07\x7f")
def test_any_words_come_back(title: str, text: str, place: str) -> None:
    content = written([replace(ENTRY, title=title, text=text, place=place)])
    (event,) = entries(content)
    assert event.summary.value == plain(title)
    assert getattr(event, "description", None) is None or event.description.value == plain(text)
    assert getattr(event, "location", None) is None or event.location.value == plain(place)
    assert event.uid.value == "7@x.example"


@settings(deadline=None, max_examples=30)
@given(
    start=st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1)),
    minutes=st.integers(1, 20_000),
    zone=st.sampled_from(zones()),
)
@example(
    datetime(2026, 3, 29, 1, 30), 60, "Europe/Berlin"
)  # within the hour after the change, which other writers miss
@example(datetime(2026, 10, 25, 0, 30), 60, "Europe/Berlin")
@example(datetime(2026, 4, 4, 15, 30), 90, "Australia/Lord_Howe")
def test_any_moment_in_any_zone_comes_back(start: datetime, minutes: int, zone: str) -> None:
    begins = start.replace(second=0, microsecond=0, tzinfo=UTC)
    ends = begins + timedelta(minutes=minutes)
    content = written([replace(ENTRY, schedule=Schedule(begins, ends, zone))])
    (event,) = entries(content)
    told = (in_utc(event.dtstart.value), in_utc(event.dtend.value))
    twice = any(at.astimezone(event.dtstart.value.tzinfo).fold for at in (begins, ends))
    assert twice or told == (
        begins,
        ends,
    )  # an hour that comes twice can't be told apart by local time: our forms refuse it


def test_what_programs_need_to_take_an_update_for_one() -> None:
    (first,), (second,) = entries(written([ENTRY])), entries(written([replace(ENTRY, sequence=1)]))
    assert first.uid.value == second.uid.value == "7@x.example"
    assert (int(first.sequence.value), int(second.sequence.value)) == (0, 1)
    assert first.dtstamp.value == NOW
    assert first.status.value == "CONFIRMED"


def test_an_invitation_and_its_end() -> None:
    organiser, invited = Person("site@x.example", 'Mentors "North", é'), Person("ana@x.example", "Ana", "ACCEPTED")
    entry = replace(ENTRY, organiser=organiser, invited=[invited])
    calendar = read(written([entry], method=REQUEST))
    assert calendar.method.value == "REQUEST"
    assert calendar.vevent.organizer.value == "mailto:site@x.example"
    assert calendar.vevent.organizer.params["CN"] == ["Mentors 'North', é"]
    assert calendar.vevent.attendee.params["PARTSTAT"] == ["ACCEPTED"]
    over = read(written([as_cancelled(entry)], method=CANCEL))
    assert (over.method.value, over.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_whole_days_end_the_day_after() -> None:
    (event,) = entries(written([replace(ENTRY, schedule=Schedule(date(2006, 10, 23), date(2006, 10, 24)))]))
    assert (event.dtstart.value, event.dtend.value) == (date(2006, 10, 23), date(2006, 10, 25))


def test_each_zone_stands_there_once_and_utc_not_at_all() -> None:
    there = [replace(ENTRY, uid=str(number)) for number in range(3)]
    in_utc_too = replace(ENTRY, schedule=Schedule(START, START + timedelta(hours=1), "UTC"))
    content = written([*there, in_utc_too], name="Meetings of all")
    assert (content.count(b"BEGIN:VTIMEZONE"), content.count(b"BEGIN:VEVENT")) == (1, 4)
    assert b"DTSTART:20260329T003000Z" in content
    assert read(content).contents["x-wr-calname"][0].value == "Meetings of all"


def test_summer_time_begins_by_the_clock_that_is_right_before() -> None:
    content = written([ENTRY])
    assert b"DTSTART:20260329T020000\r\nTZNAME:CEST" in content
    assert b"DTSTART:20261025T030000\r\nTZNAME:CET" in content


def test_a_calendar_may_be_empty() -> None:
    assert entries(written([])) == []


@pytest.mark.parametrize("address", ["https://portal.example", "http://localhost:8000"])
def test_names_are_of_this_site(settings: Any, address: str) -> None:
    settings.SITE_ADDRESS = address
    assert uid_of("meeting.1").startswith("meeting.1@")
