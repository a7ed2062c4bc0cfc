"""The weekly five: at most five things that wait for those who tend a space, of as many sorts as there are, the most urgent first.

A sort is one line of `SOURCES`: a function that finds what waits. What is dealt with is found no more; what can't be dealt with is set
aside for four weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.commitments.models import Commitment
from communities.discussion.models import Naming, Post, Topic
from communities.discussion.terms import FORUM, MENTION
from communities.discussion.told import ANSWER
from communities.faces.models import Face
from communities.spaces.models import Community, Membership
from communities.spaces.parts import is_on, shown_name
from communities.spaces.terms import State, audience_of
from communities.stewardship.plans.models import PlanLine
from communities.tending.models import SetAside
from communities.tending.terms import (
    ANSWERED_WITHIN,
    DATES_SOON,
    DUE_SOON,
    FORGOTTEN,
    GREETED_WITHIN,
    LONGEST_KEY,
    MOST,
    NEW_FOR,
    SET_ASIDE,
)
from portal.foundation.numbers import grouped
from portal.foundation.reviewing import overdue
from portal.notices.models import Notice
from search.misses.models import Miss
from search.misses.noting import week_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, why it is shown, and where one goes on."""

    key: str
    title: str
    why: str
    url: str
    urgency: float  # days by which it waits too long; things of all sorts are compared by it


Find = Callable[[Community, Any, int], Iterable[Waiting]]


@dataclass(frozen=True, slots=True)
class Source:
    """One sort of things: its name, what one can do about each, and the function that finds at most so many, the most urgent first."""

    label: Any
    act: Any
    find: Find


@dataclass(frozen=True, slots=True)
class Task:
    """A thing with its sort."""

    code: str
    source: Source
    waiting: Waiting


# -- What waits --


def unanswered(space: Community, _user: Any, most: int) -> Iterator[Waiting]:
    """Questions in the forum to which nobody but who asked has said anything; none that came with an archive."""
    if not is_on(space, FORUM):
        return
    now = timezone.now()
    said = Post.objects.standing().filter(topic=OuterRef("pk"), number__gt=1).exclude(author=OuterRef("author"))
    asked = Topic.objects.of_space(space.pk, cases=False).filter(
        kind=Topic.Kind.QUESTION, accepted=None, closed_at=None, imported_number=0,
        created_at__range=(now - FORGOTTEN, now - ANSWERED_WITHIN),
    )  # fmt: skip
    for topic in asked.exclude(Exists(said)).order_by("created_at", "pk")[:most]:
        topic.community = space
        why = _("Nobody has answered since %(day)s.") % {"day": _day(topic.created_at)}
        yield Waiting(str(topic.pk), topic.title, why, topic.get_absolute_url(), _days(now - topic.created_at))


def stale(space: Community, user: Any, most: int) -> Iterator[Waiting]:
    """Records that the space shows or talks about, and that are past the day of their review."""
    found = overdue(user)
    codes = [one.code for one in found]
    named = Naming.objects.filter(code__in=codes, post__removed_at=None, post__topic__community=space)
    about = Topic.objects.filter(about__in=codes, community=space)
    face = Face.objects.filter(community=space).first()
    shown = {item.thing for section in (face.shown if face else ()) for item in section.things}
    here = set(about.order_by().values_list("about", flat=True).union(named.values_list("code", flat=True)))
    today, kept = timezone.localdate(), 0
    for one in found:
        if kept < most and (one.code in here or f"page:{one.page}" in shown):
            kept += 1
            why = _("It was to be looked at again by %(day)s.") % {"day": date_format(one.since)}
            yield Waiting(one.code, f"{one.code}: {one.title}", why, one.url, (today - one.since).days / 10)


def newcomers(space: Community, user: Any, most: int) -> Iterator[Waiting]:
    """Members who came lately and to whom nobody has said anything: no answer, and their name not called."""
    now = timezone.now()
    spoken_to = Notice.objects.filter(user=OuterRef("user"), place=audience_of(space.pk), kind__in=(ANSWER, MENTION))
    came = Membership.objects.filter(community=space, joined_at__range=(now - NEW_FOR, now - GREETED_WITHIN))
    new = came.filter(role=Membership.Role.MEMBER).exclude(user=user.pk).exclude(Exists(spoken_to))
    for one in new.select_related("user").order_by("joined_at", "pk")[:most]:
        why = _("Came on %(day)s, and nobody has said anything to them yet.") % {"day": _day(one.joined_at)}
        forum = is_on(space, FORUM)
        url = reverse("topic_new" if forum else "community_people", args=[space.slug])
        greeting = f"?{urlencode({'welcome': one.pk})}" if forum else ""
        yield Waiting(str(one.pk), shown_name(one.user), why, url + greeting, _days(now - one.joined_at))


def missed(space: Community, _user: Any, most: int) -> Iterator[Waiting]:
    """What several readers of the site looked for in vain this week or the last, in a language of the space."""
    lately = Q(week__gte=week_of(timezone.localdate()) - timedelta(weeks=1))
    found = Miss.objects.filter(lately).exclude(text="").order_by("-readers", "text")
    if space.languages:
        found = found.filter(language__in=[code[:2] for code in space.languages])
    rows: dict[str, int] = {}
    for text, readers in found.values_list("text", "readers")[: 2 * most]:
        rows.setdefault(text, readers)
    for text, readers in list(rows.items())[:most]:
        why = ngettext(
            "%(count)s reader of the site looked for it within a week, and found nothing.",
            "%(count)s readers of the site looked for it within a week, and found nothing.",
            readers,
        ) % {"count": grouped(readers)}
        forum = is_on(space, FORUM)
        url = reverse("topic_new", args=[space.slug]) if forum else reverse("search")
        asked = {"title": text} if forum else {"q": text}
        key = sha256(text.encode()).hexdigest()[:LONGEST_KEY]
        yield Waiting(key, f"“{text}”", why, f"{url}?{urlencode(asked)}", readers)


def due(space: Community, user: Any, most: int) -> Iterator[Waiting]:
    """What members wanted to have done by now, or within a week."""
    today = timezone.localdate()
    found = Commitment.objects.visible_to(user).open().of_space(space).filter(due_on__lte=today + DUE_SOON)
    for one in found[:most]:
        one.membership.community = space
        words = {"person": shown_name(one.membership.user), "day": date_format(one.due_on)}
        why = _("%(person)s wanted to have it done by %(day)s. Ask whether they need anything.") % words
        yield Waiting(str(one.pk), one.said, why, one.get_absolute_url(), (today - one.due_on).days)


def plan_lines(space: Community, _user: Any, most: int) -> Iterator[Waiting]:
    """Lines of the plan that hold and were to be looked at again by now."""
    today = timezone.localdate()
    for line in PlanLine.objects.due_for_review(space, today)[:most]:
        line.version.community = space
        why = _("It was to be looked at again by %(day)s.") % {"day": date_format(line.review_on)}
        yield Waiting(
            str(line.thread), line.shown_need, why, line.get_absolute_url(), (today - line.review_on).days / 10
        )


def own_review(space: Community, _user: Any, _most: int) -> Iterator[Waiting]:
    """The space's own review, from two weeks before its day on."""
    today, day = timezone.localdate(), space.review_on
    if day and day <= today + DATES_SOON:
        why = _("It is to be reviewed on %(day)s.") if day >= today else _("It was to be reviewed on %(day)s.")
        url = reverse("community_edit", args=[space.slug])
        yield Waiting(f"{day:%Y%m%d}", space.name, why % {"day": date_format(day)}, url, (today - day).days / 10)


def terms_that_end(space: Community, _user: Any, most: int) -> Iterator[Waiting]:
    """Terms of its stewards, from two weeks before their end on."""
    today = timezone.localdate()
    found = Membership.objects.filter(community=space, term_to__lte=today + DATES_SOON).stewards()
    for one in found.select_related("user").order_by("term_to", "pk")[:most]:
        why = _("Ends on %(day)s.") if one.term_to >= today else _("Has ended on %(day)s.")
        url = reverse("community_role", args=[space.slug, one.pk])
        key, urgency = f"{one.pk}.{one.term_to:%Y%m%d}", (today - one.term_to).days / 10
        yield Waiting(key, shown_name(one.user), why % {"day": date_format(one.term_to)}, url, urgency)


SOURCES: Final[Mapping[str, Source]] = {
    "question": Source(gettext_lazy("Unanswered question"), gettext_lazy("Answer it, or ask who could"), unanswered),
    "newcomer": Source(gettext_lazy("New member to welcome"), gettext_lazy("Say hello"), newcomers),
    "commitment": Source(gettext_lazy("Commitment that is due"), gettext_lazy("See what was taken up"), due),
    "record": Source(gettext_lazy("Record past its review"), gettext_lazy("Read it, and say what has changed"), stale),
    "plan": Source(
        gettext_lazy("Line of the plan past its review"), gettext_lazy("See whether it still serves you"), plan_lines
    ),
    "review": Source(
        gettext_lazy("Review of the community"),
        gettext_lazy("Ask whether it is still needed, set a new day"),
        own_review,
    ),
    "term": Source(gettext_lazy("Term of a steward"), gettext_lazy("Agree who goes on"), terms_that_end),
    "search": Source(gettext_lazy("Search without result"), gettext_lazy("Ask who knows something"), missed),
}


# -- The five --


def five(space: Community, user: Any) -> list[Task]:
    """What is shown to somebody who tends a living space. As many queries as there are sorts, and a few."""
    if space.state != State.ACTIVE:
        return []
    away = set_aside(space)
    found = {code: _found(code, source, space, user, away) for code, source in SOURCES.items()}
    firsts = _by_urgency(tasks[0] for tasks in found.values() if tasks)
    others = _by_urgency(task for tasks in found.values() for task in tasks[1:])
    return _by_urgency([*firsts, *others][:MOST])


def _found(code: str, source: Source, space: Community, user: Any, away: set[tuple[str, str]]) -> list[Task]:
    most = MOST + sum(1 for aside, _key in away if aside == code)
    waiting = source.find(space, user, most)
    return [Task(code, source, one) for one in waiting if (code, one.key) not in away][:MOST]


def _by_urgency(tasks: Iterable[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: -task.waiting.urgency)


def set_aside(space: Community) -> set[tuple[str, str]]:
    """What is not shown at the moment: sorts and keys."""
    now = SetAside.objects.filter(community=space, until__gte=timezone.localdate())
    return set(now.values_list("source", "key"))


def put_aside(space: Community, code: str, key: str) -> bool:
    """Shows something no more for four weeks; whether it is of a sort that there is. What was set aside before and is over is forgotten."""
    if code not in SOURCES or not key or len(key) > LONGEST_KEY:
        return False
    today = timezone.localdate()
    with transaction.atomic():
        SetAside.objects.filter(community=space, until__lt=today).delete()
        SetAside.objects.update_or_create(community=space, source=code, key=key, defaults={"until": today + SET_ASIDE})
    return True


def _day(moment: datetime) -> str:
    return date_format(localtime(moment))


def _days(waited: timedelta) -> float:
    return waited / timedelta(days=1)
