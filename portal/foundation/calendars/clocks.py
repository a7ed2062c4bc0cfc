"""Tells calendar programs when the clocks of a zone are changed (VTIMEZONE).

Our own few lines: the library `icalendar` 7.3 writes the beginning of summer time by the clock that is right afterwards, where RFC 5545
(3.6.5) wants the one that is right before; programs that go by it are an hour wrong in that one hour of the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import icalendar

from portal.foundation.calendars.schedules import zone_of

DAY: Final = timedelta(days=1)
SECOND: Final = timedelta(seconds=1)


@lru_cache(maxsize=200)
def timezone_of(zone: str, first_year: int, last_year: int) -> icalendar.Timezone:
    """A zone with its changes from the beginning of a year to the end of another one."""
    component = icalendar.Timezone()
    component.add("tzid", zone)
    for since, before in _changes(
        zone, datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    ):
        now = since.astimezone(zone_of(zone))
        summer = (now.dst() or timedelta()) > timedelta()
        part: icalendar.Component = icalendar.TimezoneDaylight() if summer else icalendar.TimezoneStandard()
        part.add("dtstart", (since + before).replace(tzinfo=None))  # by the clocks as they went until then
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", now.utcoffset())
        part.add("tzname", now.tzname() or zone)
        component.add_component(part)
    return component


def _changes(zone: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """The moments from which another distance from UTC holds, with the one that held before; the start is the first."""

    def away(at: datetime) -> timedelta:
        return at.astimezone(zone_of(zone)).utcoffset() or timedelta()

    yield start, away(start)
    at = start
    while at < end:
        if away(at) != away(at + DAY):
            before, after = at, at + DAY
            while after - before > SECOND:
                middle = before + (after - before) / 2
                before, after = (middle, after) if away(middle) == away(at) else (before, middle)
            yield after.replace(microsecond=0), away(at)
        at += DAY
