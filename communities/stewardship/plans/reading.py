"""What the pages of plans show, in a number of queries that doesn't grow with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone
from wagtail.models import ModelLogEntry

from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import shown_name
from communities.stewardship.plans.models import PlanLine, PlanVersion, Stance, Suggestion
from communities.stewardship.plans.terms import COUNTED, MOST_SHOWN, Says
from portal.texts import differences

MOST_SWITCHES = 20


def language_of(community: Community) -> str:
    """The language in which a plan is most likely written."""
    return next(iter(community.languages), settings.LANGUAGE_CODE)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many said what of a line."""

    counts: Mapping[str, int]

    @property
    def said(self) -> list[tuple[str, Any, int]]:
        """Code, words and number, of what at least one person said."""
        return [(code, label, self.counts[code]) for code, label in COUNTED.items() if self.counts.get(code)]

    @property
    def objections(self) -> int:
        """How many object."""
        return self.counts.get(Says.OBJECTS, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a page shows it to one reader."""

    line: PlanLine
    tally: Tally
    own: Stance | None
    suggestions: int  # that wait
    taken: Sequence[str]  # who suggested words that stand there now
    on: bool  # whether its part is switched on

    @property
    def overdue(self) -> bool:
        """Whether it holds and was to be looked at again before today."""
        return is_overdue(self.line)


def is_overdue(line: PlanLine) -> bool:
    """Whether a line was to be looked at again by today."""
    return line.review_on is not None and line.review_on <= timezone.localdate()


def rows_of(version: PlanVersion, user: Any) -> list[Row]:
    """The lines of a version in order. Four queries, however many lines, stances and suggestions there are."""
    lines = list(version.lines.select_related("decided_by"))
    for line in lines:
        line.version = version
    counted: dict[int, dict[str, int]] = {}
    said = Stance.objects.filter(line__version=version).order_by().values_list("line", "says").annotate(n=Count("pk"))
    for line_pk, says, number in said:
        counted.setdefault(line_pk, {})[says] = number
    own = {one.line_id: one for one in Stance.objects.filter(line__version=version, user=user)}
    waiting: dict[int, int] = {}
    credited: dict[int, list[str]] = {}
    shown = (
        Suggestion.objects.filter(line__version=version, removed_at=None).exclude(taken=False).select_related("author")
    )
    for one in shown.only("line", "taken", "author__name"):
        if one.taken is None:
            waiting[one.line_id] = waiting.get(one.line_id, 0) + 1
        elif one.author:
            credited.setdefault(one.line_id, []).append(shown_name(one.author))
    return [
        Row(
            line, Tally(counted.get(line.pk, {})), own.get(line.pk), waiting.get(line.pk, 0),
            sorted(set(credited.get(line.pk, ()))), parts.is_on(version.community, line.part),
        )
        for line in lines
    ]  # fmt: skip


def answered(version: PlanVersion) -> int:
    """How many members have said something of it. Who has not is nobody's business."""
    return Stance.objects.filter(line__version=version).aggregate(n=Count("user", distinct=True))["n"] or 0


@dataclass(frozen=True, slots=True)
class Switched:
    """That a part was switched on or off."""

    when: Any
    label: Any
    on: bool
    who: str
    line: PlanLine | None = field(default=None)


def switched(community: Community) -> list[Switched]:
    """Who switched what on or off, when, and because of which line; the last first. At most two queries."""
    kind = ContentType.objects.get_for_model(Community)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(community.pk), action="communities.switch")
    found = list(entries.select_related("user").order_by("-timestamp", "-pk")[:MOST_SWITCHES])
    named = {(entry.data.get("plan"), entry.data.get("line")) for entry in found} - {(None, None)}
    wanted = Q(pk=None)
    for number, thread in named:
        wanted |= Q(version__number=number, thread=UUID(str(thread)))
    lines: dict[tuple[Any, Any], PlanLine] = {}
    if named:
        for line in PlanLine.objects.filter(wanted, version__community=community).select_related("version"):
            line.version.community = community
            lines[line.version.number, str(line.thread)] = line
    return [_switched(entry, lines) for entry in found]


def _switched(entry: Any, lines: Mapping[tuple[Any, Any], PlanLine]) -> Switched:
    code = entry.data.get("part", "")
    part = parts.parts().get(code)
    line = lines.get((entry.data.get("plan"), entry.data.get("line")))
    who = shown_name(entry.user) if entry.user else ""
    return Switched(entry.timestamp, part.label if part else code, bool(entry.data.get("on")), who, line)


def in_force(community: Community) -> list[PlanLine]:
    """What holds, in the order of the plan. One query."""
    found = PlanLine.objects.in_force().filter(version__community=community).select_related("version")
    lines = list(found.order_by("version__number", "position", "pk"))
    for line in lines:
        line.version.community = community
    return lines


def on_workspace(community: Community, *, drafts: bool) -> dict[str, Any]:
    """What the workspace shows of the plan: its versions, what holds, what was switched. At most four queries."""
    versions = list(PlanVersion.objects.filter(community=community)[:20])
    for version in versions:
        version.community = community
    shown = [version for version in versions if drafts or version.opened_at]
    return {
        "versions": shown,
        "in_hand": next((one for one in shown if one.decided_at is None), None),
        "may_start": not any(one.decided_at is None for one in versions),
        "lines": [(line, parts.is_on(community, line.part), is_overdue(line)) for line in in_force(community)],
        "switched": switched(community),
    }


def stances_of(line: PlanLine) -> Any:
    """Who said what of a line: objections first, then reservations; of those who have left, without a name."""
    order = Case(*(When(says=code, then=Value(place)) for place, code in enumerate(Says.values)))
    return line.stances.select_related("user").order_by(order, F("user__name").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class Compared:
    """A suggestion, with how it differs from what stands there now, or stood there when it was answered."""

    suggestion: Suggestion
    words: Any
    outdated: bool  # the line has other words now than when it was made


def suggestions_of(line: PlanLine) -> list[Compared]:
    """Those for a line that are shown at once; the ones that wait come first. One query."""
    found = line.suggestions.filter(removed_at=None).select_related("author", "answered_by")
    in_order = found.order_by(F("taken").asc(nulls_first=True), "made_at", "pk")
    return [_compared(one, line) for one in in_order[:MOST_SHOWN]]


def _compared(one: Suggestion, line: PlanLine) -> Compared:
    one.line = line
    now = getattr(line, one.field) if one.taken is None else one.before
    return Compared(one, differences.words(now, one.text), one.taken is None and now != one.before)
