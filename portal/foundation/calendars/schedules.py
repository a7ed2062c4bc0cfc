"""When something takes place: moments with the zone that they were set in, or whole days; and how a reader is told, in their own zone too.

Catalogue events and meetings of communities share it. Zones are names of the IANA database, such as Europe/Lisbon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

OUTSIDE_EUROPE: Final = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Indian/", "Pacific/")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """From a moment to a moment, both aware; or, without a zone, from a day to a day, the last one included."""

    start: datetime | date
    end: datetime | date
    zone: str = ""

    @property
    def all_day(self) -> bool:
        """Whether it is of whole days, which are the same everywhere."""
        return not self.zone

    @property
    def lines(self) -> list[tuple[str, str]]:
        """When it is, with the name of the zone: the reader's first, then the one it was set in where the clock there shows another time.

        Of whoever is not signed in no zone is known: they are told the one it was set in, and UTC.
        """
        if not (isinstance(self.start, datetime) and isinstance(self.end, datetime)):
            return [(days(self.start, self.end), "")]
        own, readers = zone_of(self.zone), timezone.get_current_timezone()
        zones: list[tzinfo] = [own, readers] if readers == timezone.get_default_timezone() else [readers, own]
        told = [(span(self.start, self.end, zone), named(zone, self.start)) for zone in zones]
        return told[:1] if told[0][0] == told[1][0] else told

    @property
    def first_day(self) -> date:
        """The day on which it begins, in the reader's zone."""
        return timezone.localtime(self.start).date() if isinstance(self.start, datetime) else self.start


def days(first: date, last: date) -> str:
    """One day or several, in words."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def day(at: date) -> str:
    """A day with its weekday."""
    return f"{date_format(at, 'l')}, {date_format(at, 'DATE_FORMAT')}"


def span(start: datetime, end: datetime, zone: tzinfo) -> str:
    """From when to when by the clocks of a zone."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    clock = f"{date_format(first, 'TIME_FORMAT')}–{date_format(last, 'TIME_FORMAT')}"
    if first.date() == last.date():
        return f"{day(first)}, {clock}"
    return f"{day(first)}, {date_format(first, 'TIME_FORMAT')} – {day(last)}, {date_format(last, 'TIME_FORMAT')}"


def named(zone: tzinfo, at: datetime) -> str:
    """The name of a zone with its distance from UTC at a moment: “Europe/Lisbon, UTC+1”."""
    name = str(zone)
    away = at.astimezone(zone).utcoffset() or timedelta()
    if name == "UTC":
        return name
    minutes = round(away.total_seconds() / 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"{name.replace('_', ' ')}, UTC{sign}{hours}{f':{rest:02}' if rest else ''}"


def zone_of(name: str) -> ZoneInfo:
    """A zone by name; UTC for one that the database has no more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The zones that somebody can choose: Europe's first, then UTC and all others."""
    known = available_timezones()
    europe = sorted(name for name in known if name.startswith("Europe/"))
    return (*europe, "UTC", *sorted(name for name in known if name.startswith(OUTSIDE_EUROPE)))


def moment(local: datetime, zone: str) -> datetime:
    """The moment that clocks of a zone show, in UTC. Raises ValidationError for what they never show, or twice, when they are changed."""
    there = zone_of(zone)
    first, second = (local.replace(tzinfo=there, fold=fold) for fold in (0, 1))
    try:
        back = first.astimezone(UTC).astimezone(there).replace(tzinfo=None)
        said = {"time": date_format(local, "TIME_FORMAT"), "date": date_format(local, "DATE_FORMAT"), "zone": zone}
        if back != local.replace(tzinfo=None):
            said["next"] = date_format(back, "TIME_FORMAT")
            raise ValidationError(
                _(
                    "There is no %(time)s on %(date)s in %(zone)s: clocks are put forward then. Choose %(next)s or another time."
                )
                % said,
                code="gap",
            )
        if first.utcoffset() != second.utcoffset():
            raise ValidationError(
                _(
                    "%(time)s comes twice on %(date)s in %(zone)s: clocks are put back then. Choose an hour before or after, or write it in UTC."
                )
                % said,
                code="twice",
            )
        return first.astimezone(UTC)
    except OverflowError:
        raise ValidationError(
            _("This date is too far away. Choose one that people will live to see."), code="far"
        ) from None
