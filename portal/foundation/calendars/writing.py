"""Writes calendars as programs read them (iCalendar, RFC 5545; as invitations RFC 5546). The kept library `icalendar` escapes and folds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

from portal.foundation.calendars.clocks import timezone_of
from portal.foundation.calendars.schedules import Schedule, zone_of

MEDIA_TYPE: Final = "text/calendar"
MAKER: Final = "-//Passerelle//Calendar//EN"
PUBLISH: Final = "PUBLISH"  # to be taken over as it is
REQUEST: Final = "REQUEST"  # somebody is invited, or told of a change
CANCEL: Final = "CANCEL"
CONTROLS: Final = {code: None for code in range(32) if chr(code) not in "\t\n"} | {0x7F: None}


@dataclass(frozen=True, slots=True)
class Person:
    """An organiser or somebody who is invited, as calendars name them."""

    address: str
    name: str = ""
    answer: str = "NEEDS-ACTION"  # ACCEPTED, TENTATIVE, DECLINED


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. It keeps its `uid` for good, and every change raises `sequence`: so programs know what replaces what."""

    uid: str
    schedule: Schedule
    title: str
    changed_at: datetime
    text: str = ""
    place: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
    organiser: Person | None = None
    invited: Sequence[Person] = ()


def written(entries: Iterable[Entry], *, method: str = PUBLISH, name: str = "", language: str = "") -> bytes:
    """A calendar with these entries and the zones that they name."""
    shown = list(entries)
    calendar = icalendar.Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", plain(name))  # RFC 7986, and what was before it
        calendar.add("x-wr-calname", plain(name))
    if language:
        calendar.add("x-wr-callanguage", language)
    for zone in _zones(shown):
        calendar.add_component(zone)
    for entry in shown:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def uid_of(key: str) -> str:
    """The name by which all calendars of the world know a thing of this site."""
    return f"{key}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}"


def as_cancelled(entry: Entry) -> Entry:
    """The same entry, for who is told that it does not take place."""
    return replace(entry, cancelled=True)


def plain(text: str) -> str:
    """A text as it may stand in a calendar: no control characters, one kind of line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)


def _zones(entries: Sequence[Entry]) -> list[icalendar.Timezone]:
    """Each zone once, with its changes of clocks from a year before the first entry to a year after the last."""
    years: dict[str, list[int]] = {}
    for entry in entries:
        start, end = entry.schedule.start, entry.schedule.end
        if isinstance(start, datetime) and _zone(entry) != "UTC":
            years.setdefault(_zone(entry), []).extend((start.year, end.year))
    return [timezone_of(zone, min(found) - 1, max(found) + 1) for zone, found in sorted(years.items())]


def _zone(entry: Entry) -> str:
    return str(zone_of(entry.schedule.zone))


def _event(entry: Entry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    start, end = entry.schedule.start, entry.schedule.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        zone = UTC if _zone(entry) == "UTC" else zone_of(entry.schedule.zone)
        event.add("dtstart", start.astimezone(zone))
        event.add("dtend", end.astimezone(zone))
    else:
        event.add("dtstart", start)
        event.add("dtend", end + timedelta(days=1))  # the day after the last one
        event.add("transp", "TRANSPARENT")
    event.add("summary", plain(entry.title))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for field, value in (("description", plain(entry.text)), ("location", plain(entry.place)), ("url", entry.url)):
        if value:
            event.add(field, value)
    if entry.organiser:
        event.add("organizer", _address(entry.organiser))
    for person in entry.invited:
        address = _address(person)
        address.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": person.answer, "RSVP": "FALSE"}
        event.add("attendee", address, encode=False)
    return event


def _address(person: Person) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{person.address}")
    if name := plain(person.name).replace('"', "'").replace("\n", " "):
        address.params["CN"] = name
    return address
