"""Reads calendars back with another parser than the one that writes them: vobject, which makes zones of their VTIMEZONE alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import vobject


def read(content: bytes) -> Any:
    """The calendar, after both parsers took it and its lines are as RFC 5545 wants them."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    calendar: Any = icalendar.Calendar.from_ical(content)
    assert not any(component.errors for component in calendar.walk())
    zones = vars(vobject.icalendar)["__tzidMap"]  # which it keeps from one calendar to the next
    for name in [name for name in zones if name != "UTC"]:
        del zones[name]
    return vobject.readOne(content.decode())


def entries(content: bytes) -> list[Any]:
    """The entries of a calendar."""
    return list(getattr(read(content), "vevent_list", ()))


def in_utc(value: datetime | date) -> datetime:
    """A moment that was read, with the zone of the calendar, as one of ours."""
    assert isinstance(value, datetime)
    return value.astimezone(UTC)
