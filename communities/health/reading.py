"""What the page of a space's health shows, each asked of the database in one query that sums up there.

Counts of one or two people are not shown: who knows the space could tell who they are. Where the sum of all is known, a second count is left
out beside a single one, so that it can't be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import inf
from statistics import median
from typing import Any, Final

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncWeek
from django.utils import timezone

from communities.discussion.models import Post, Topic
from communities.spaces.models import Community, Membership

FEWEST: Final = 3  # people, of whom nobody can be told
WEEKS: Final = 26
PERIOD: Final = timedelta(weeks=13)  # this quarter is held against the one before
SOON: Final = timedelta(days=2)
DAY: Final = timedelta(days=1)
SHOWN: Final = 6  # languages


def shown(count: int) -> int | None:
    """A count of people; None where it would point at one."""
    return None if 0 < count < FEWEST else count


def shown_together(counts: Sequence[int]) -> list[int | None]:
    """Counts of people whose sum is known: where one alone is left out, so is the next smallest."""
    found = [shown(count) for count in counts]
    if found.count(None) == 1:
        others = [place for place, count in enumerate(found) if count]
        if others:
            found[min(others, key=lambda place: counts[place])] = None
    return found


# -- Activity --


@dataclass(frozen=True, slots=True)
class Week:
    """What happened from a Monday on: posts, and how many people wrote them; None where these were one or two."""

    monday: date
    posts: int
    people: int | None


def posts_since(space: Community, since: datetime) -> QuerySet[Post, Any]:
    """What was said in a space since a moment, wherever in it. The topics that moved on since are found by their index."""
    topics = Topic.objects.filter(community=space, last_post_at__gte=since).order_by()
    return Post.objects.standing().filter(topic__in=topics.values("pk"), created_at__gte=since).order_by()


def weeks(space: Community, now: datetime) -> list[Week]:
    """The weeks of half a year, this one last; people who speak under a role are not counted as people."""
    this = monday_of(now)
    first = this - timedelta(weeks=WEEKS - 1)
    said = posts_since(space, datetime(first.year, first.month, first.day, tzinfo=UTC))
    by_week = said.annotate(week=TruncWeek("created_at", tzinfo=UTC)).values("week")
    rows = by_week.annotate(posts=Count("pk"), people=Count("author", distinct=True))
    found = {row["week"].date(): (row["posts"], row["people"]) for row in rows}
    mondays = (first + timedelta(weeks=number) for number in range(WEEKS))
    return [Week(monday, posts, shown(people)) for monday in mondays for posts, people in [found.get(monday, (0, 0))]]


def monday_of(moment: datetime) -> date:
    """The Monday of a week."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


# -- How long people wait --


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited for a first answer, in days."""

    number: int
    median: float | None  # until half of them had one; None where fewer than half have, or too few waited
    soon: int | None  # of a hundred, how many had one within two days; None where too few waited

    @classmethod
    def of(cls, waits: Sequence[float]) -> Waits:
        """Of how long each waited; `inf` for who still does."""
        if len(waits) < FEWEST:
            return cls(len(waits), None, None)
        half, within = median(waits), sum(1 for wait in waits if wait <= SOON / DAY)
        return cls(len(waits), half if half < inf else None, round(100 * within / len(waits)))

    @property
    def too_few(self) -> bool:
        """Whether so few waited that nothing is said of them."""
        return self.number < FEWEST


@dataclass(frozen=True, slots=True)
class Compared:
    """The same of this quarter and of the one before."""

    now: Waits
    before: Waits


def answers(space: Community, now: datetime) -> Compared:
    """How long questions waited for a word of somebody else; those of the last two days have time yet."""
    said = Post.objects.standing().filter(topic=OuterRef("pk"), number__gt=1).exclude(author=OuterRef("author"))
    first = Subquery(said.order_by("number").values("created_at")[:1])
    asked = Topic.objects.filter(
        community=space, kind=Topic.Kind.QUESTION, attached_to="", imported_number=0,
        created_at__range=(now - 2 * PERIOD, now - SOON),
    )  # fmt: skip
    return _compared(asked.order_by().values_list("created_at", first), now)


def first_answers(space: Community, now: datetime) -> Compared:
    """How long the first post of who came in that time waited for a word of somebody else in its topic."""
    since = now - 2 * PERIOD
    new = Membership.objects.filter(community=space, joined_at__gte=since).values("user")
    firsts = posts_since(space, since).filter(author__in=new).values("author").annotate(first=Min("pk")).values("first")
    said = Post.objects.standing().filter(topic=OuterRef("topic"), number__gt=OuterRef("number"))
    answer = Subquery(said.exclude(author=OuterRef("author")).order_by("number").values("created_at")[:1])
    spoken = Post.objects.filter(pk__in=firsts, created_at__lte=now - SOON).order_by()
    return _compared(spoken.values_list("created_at", answer), now)


def _compared(rows: Iterable[tuple[datetime, datetime | None]], now: datetime) -> Compared:
    quarters: tuple[list[float], list[float]] = ([], [])
    for begun, answered in rows:
        quarters[begun < now - PERIOD].append((answered - begun) / DAY if answered else inf)
    return Compared(*(Waits.of(waits) for waits in quarters))


# -- Who is there --


@dataclass(frozen=True, slots=True)
class Members:
    """How many belong to a space, and how many of them wrote, read only, or were not here in a quarter; None where one could tell who."""

    number: int
    wrote: int | None
    read: int | None
    away: int | None
    came: int | None


def members(space: Community, now: datetime) -> Members:
    """One query. Who speaks under a role only counts as reading: nobody shall find out by these numbers."""
    since = now - PERIOD
    wrote = Q(user__in=posts_since(space, since).exclude(author=None).values("author"))
    here = Q(visited_at__gte=since)
    found = Membership.objects.filter(community=space).aggregate(
        number=Count("pk"),
        wrote=Count("pk", filter=wrote),
        read=Count("pk", filter=~wrote & here),
        came=Count("pk", filter=Q(joined_at__gte=since)),
    )
    away = found["number"] - found["wrote"] - found["read"]
    wrote_shown, read_shown, away_shown = shown_together([found["wrote"], found["read"], away])
    return Members(found["number"], wrote_shown, read_shown, away_shown, shown(found["came"]))


# -- In which languages --


def languages(space: Community, now: datetime) -> list[tuple[str, int]]:
    """How many posts of a quarter stand in topics of each language, the most first; those with few of them together, under no name."""
    said = posts_since(space, now - PERIOD).values("topic__language").annotate(posts=Count("pk"))
    rows: Mapping[str, int] = dict(said.values_list("topic__language", "posts"))
    often = sorted(
        ((code, count) for code, count in rows.items() if count >= FEWEST), key=lambda row: (-row[1], row[0])
    )
    others = sum(rows.values()) - sum(count for _code, count in often[:SHOWN])
    return [*often[:SHOWN], *([("", others)] if others else [])]


# -- All of it --


@dataclass(frozen=True, slots=True)
class Health:
    """What the page shows. Five queries, whatever the size of the space."""

    weeks: Sequence[Week]
    answers: Compared
    first_answers: Compared
    members: Members
    languages: Sequence[tuple[str, int]]

    @classmethod
    def of(cls, space: Community) -> Health:
        """As it is now."""
        now = timezone.now()
        return cls(
            weeks(space, now),
            answers(space, now),
            first_answers(space, now),
            members(space, now),
            languages(space, now),
        )
