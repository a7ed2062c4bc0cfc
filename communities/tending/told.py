"""Stewards are told of the weekly five: on Monday morning, where anything waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.commonroom.people import tended_by, tended_places, tending
from communities.spaces.models import Community
from communities.spaces.terms import Role, State
from communities.spaces.told import in_space, row_of
from communities.tending.five import Task, five
from communities.tending.terms import EVENT, KIND
from portal.accounts.models import User
from portal.foundation.duties import duty
from portal.foundation.numbers import grouped
from portal.notices import registry, telling
from portal.notices.models import Notice
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.notices.terms import Often

# A week begins for the site at noon of Sunday in UTC: nowhere is it seven o'clock on Monday then, when digests are made.
AHEAD: Final = timedelta(hours=12)


def declare() -> None:
    """Registers kind and event."""
    label = gettext_lazy("The weekly five of a community that you tend: what most needs you")
    because = gettext_lazy("You get this mail because you tend this community.")
    registry.kind(Kind(KIND, label, because, Often.WEEKLY, in_places=True, where=tended_places))
    registry.event(Event(EVENT, concerned, stories))


def key_of(space: int, monday: date) -> str:
    """The five of a space in a week."""
    return f"{space}.{monday:%Y%m%d}"


def monday_of(key: str) -> date:
    """The week that a key names."""
    day = key.partition(".")[2]
    return date(int(day[:4]), int(day[4:6]), int(day[6:8]))


def begun() -> date:
    """The day as the week counts it: a Monday from noon of Sunday on."""
    return (timezone.now().astimezone(UTC) + AHEAD).date()


def week_begun() -> date:
    """The Monday of the week that it is."""
    today = begun()
    return today - timedelta(days=today.weekday())


@duty("weekly_five", every=timedelta(hours=1))
def look() -> None:
    """While a week begins has the stewards of each living space told, once; what they were told the week before is over."""
    monday = begun()
    if monday.weekday() != 0:
        return
    tended = Community.objects.filter(state=State.ACTIVE, memberships__role=Role.STEWARD).distinct()
    keys = [key_of(pk, monday) for pk in tended.values_list("pk", flat=True)]
    told = set(Notice.objects.filter(event__in=[f"{EVENT}:{key}" for key in keys]).values_list("event", flat=True))
    before = monday - timedelta(weeks=1)
    with transaction.atomic():
        telling.withdraw(EVENT, [key_of(row_of(key), before) for key in keys])
        for key in keys:
            if f"{EVENT}:{key}" not in told:
                telling.happened(EVENT, key)


def concerned(key: str) -> Concerned | None:
    """The stewards, and who stands in for them, for whom something waits."""
    space = Community.objects.filter(pk=row_of(key), state=State.ACTIVE).first()
    if space is None:
        return None
    tend = User.objects.filter(pk__in=tending(space.pk))
    return in_space(space, [user.pk for user in tend if five(space, user)], KIND)


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What waits now, in the week of the key, where they tend the space. Some queries for each space that somebody tends."""
    now = [key for key in keys if monday_of(key) == week_begun()]
    spaces = Community.objects.in_bulk(tended_by(user) & {row_of(key) for key in now})
    waiting = ((key, spaces[row_of(key)]) for key in now if row_of(key) in spaces)
    return {key: _story(space, tasks) for key, space in waiting if (tasks := five(space, user))}


def _story(space: Community, tasks: Sequence[Task]) -> Story:
    title = ngettext(
        "This week in “%(name)s”: %(count)s thing waits for you",
        "This week in “%(name)s”: %(count)s things wait for you",
        len(tasks),
    )
    lines = [(task.waiting.url, task.source.label, task.waiting.title, task.waiting.why) for task in tasks]
    items = format_html_join("", '<li><strong>{1}:</strong> <a href="{0}">{2}</a> {3}</li>', lines)
    return Story(
        title % {"name": space.name, "count": grouped(len(tasks))},
        reverse("stewardship", args=[space.slug]),
        _("What most needs you, the most urgent first:"),
        "\n\n".join(f"{label}: {name} – {why}" for _url, label, name, why in lines),
        format_html("<ol>{}</ol>", items),
        place=space.name,
        by_mail=False,
    )
