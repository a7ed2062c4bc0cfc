"""What pages of meetings show, put together with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.meetings.models import Meeting, ProposedTime, TimeAnswer
from communities.meetings.terms import MOST_NAMES, Comes, Suits
from communities.spaces.parts import named
from communities.spaces.policies import Standing
from portal.foundation.calendars.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a list, with what is in it; the first may be “date not fixed yet”."""

    label: str
    meetings: Sequence[Meeting]


@dataclass(frozen=True, slots=True)
class Said:
    """How many answered the same, and who, as far as a page shows them."""

    label: str
    code: str
    count: int
    names: Sequence[str]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A proposed time with what people say of it."""

    time: ProposedTime
    schedule: Schedule
    own: str
    said: Sequence[Said]
    best: bool


@dataclass(frozen=True, slots=True)
class Poll:
    """A date poll."""

    rows: Sequence[TimeRow]
    choices: Sequence[tuple[str, Any]]
    answered: int  # people


def months(meetings: Iterable[Meeting]) -> list[Month]:
    """Meetings in their order, by the months of the reader's zone."""

    def month(meeting: Meeting) -> str:
        schedule = meeting.schedule
        return date_format(schedule.first_day, "YEAR_MONTH_FORMAT") if schedule else str(_("Date not fixed yet"))

    return [Month(label, list(found)) for label, found in groupby(meetings, month)]


def poll_of(meeting: Meeting, standing: Standing, *, names: bool) -> Poll:
    """The poll of a meeting: what its reader said, sums, and with `names` who said what. At most five queries."""
    times = list(meeting.times.all())
    answers = TimeAnswer.objects.filter(time__meeting=meeting)
    sums = {(time, says): count for time, says, count in answers.values_list("time", "says").annotate(Count("pk"))}
    own = dict(answers.filter(user=standing.user.pk).values_list("time", "says")) if standing.signed_in else {}
    people = _people(answers.order_by("pk").values_list("time", "says", "user__name")) if names else {}
    good = {time.pk: (sums.get((time.pk, Suits.YES), 0), sums.get((time.pk, Suits.IF_NEEDED), 0)) for time in times}
    best = max(good.values(), default=(0, 0))
    rows = []
    for time in times:
        time.meeting = meeting
        said = [
            Said(str(label), code, sums.get((time.pk, code), 0), people.get((time.pk, code), ()))
            for code, label in Suits.choices
        ]
        rows.append(TimeRow(time, time.schedule, own.get(time.pk, ""), said, best > (0, 0) and good[time.pk] == best))
    return Poll(rows, Suits.choices, answers.values("user").distinct().count())


def _people(rows: Iterable[tuple[int, str, str]]) -> Mapping[tuple[int, str], Sequence[str]]:
    found: dict[tuple[int, str], list[str]] = {}
    for time, says, name in rows:
        there = found.setdefault((time, says), [])
        if len(there) < MOST_NAMES:
            there.append(named(name))
    return found


def who_comes(meeting: Meeting, standing: Standing, *, names: bool) -> dict[str, Any]:
    """Who said that they come, and who came: numbers for everybody, names for members. At most four queries."""
    rows = meeting.attendances.order_by("pk")
    sums = dict(rows.exclude(says="").values_list("says").annotate(Count("pk")).order_by())
    own = rows.filter(user=standing.user.pk).values_list("says", flat=True).first() if standing.signed_in else ""
    people: dict[str, list[str]] = {}
    came = 0
    if names:
        for says, was_there, name in rows.values_list("says", "came", "user__name"):
            for group in filter(None, (says, "came" if was_there else "")):
                people.setdefault(group, []).append(named(name))
    if meeting.has_begun:
        came = rows.filter(came=True).count() + meeting.others_came
    said = [
        Said(str(label), code, sums.get(code, 0), people.get(code, [])[:MOST_NAMES]) for code, label in Comes.choices
    ]
    return {
        "said": said, "own": own or "", "choices": Comes.choices, "came": came,
        "came_names": people.get("came", [])[:MOST_NAMES],
    }  # fmt: skip
