"""The parts that a space can have: people now; forum, blog, documents, galleries, polls and meetings as they come.

A part is registered from `ready()` and knows nothing of the others. Stewards switch it on and off for their space; it then stands among
the tabs inside, tells what is new, goes into the export, and is told when its space changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from communities.spaces import policies
from communities.spaces.models import Community, Membership
from communities.spaces.policies import Standing
from communities.spaces.standing import Rule
from portal.foundation import prepared
from portal.foundation.prepared import PK, PKS, SINCE

MOST_NEWS: Final = 20
PEOPLE: Final = "people"


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened since the last visit."""

    when: datetime
    text: str
    url: str
    symbol: str  # a name of the icon sprite
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """A page of a space's copy: its place in the folder of its part, its title, and harmless HTML. The first one leads to all others."""

    path: str  # such as index.html
    title: str
    html: SafeString


@dataclass(frozen=True)
class Part:
    """One part of a space. `news` is given the standing of the reader and the moment of their last visit, and shows only what they may see."""

    code: str
    label: Any
    url_name: str  # an address that takes the space's slug
    symbol: str
    may_see: Rule = policies.see_inside
    from_the_start: bool = False
    always: bool = False  # can't be switched off
    count: Callable[[Standing], int] | None = None
    news: Callable[[Standing, datetime], Iterable[News]] | None = None
    export: Callable[[Community], Iterable[Mapping[str, Any]]] | None = None
    pages: Callable[[Community], Iterable[OfflinePage]] | None = None  # of the copy that is read without this site
    files: Callable[[Community], Iterable[str]] | None = None  # stored names, for that copy
    space_changed: Callable[[Community], None] | None = None  # in the transaction: who may see it, or what it is called


@dataclass(frozen=True, slots=True)
class Tab:
    """A part as the navigation inside shows it."""

    label: Any
    url: str
    count: int | None
    code: str


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Adds a part; the order of registering is the order of showing."""
    _parts[part.code] = part


def parts() -> Mapping[str, Part]:
    """All of them, by code."""
    return _parts


def of(community: Community) -> Iterator[Part]:
    """Those that a space has switched on."""
    return (part for part in _parts.values() if part.always or part.code in community.parts)


def tabs(standing: Standing) -> list[Tab]:
    """What a reader finds inside."""
    slug = standing.community.slug
    return [
        Tab(part.label, reverse(part.url_name, args=[slug]), part.count(standing) if part.count else None, part.code)
        for part in of(standing.community)
        if part.may_see(standing)
    ]


def news(standing: Standing, since: datetime) -> list[News]:
    """What happened in all parts since a moment, the newest first."""
    seen = (part for part in of(standing.community) if part.news and part.may_see(standing))
    found = [one for part in seen if part.news for one in part.news(standing, since)]
    return sorted(found, key=lambda one: one.when, reverse=True)[:MOST_NEWS]


def declare() -> None:
    """Registers the part that every space has."""
    register(
        Part(
            PEOPLE, _("People"), "community_people", "person", policies.see_people,
            from_the_start=True, always=True, count=count_people, news=_who_came, export=_people,
        )
    )  # fmt: skip


def count_people(standing: Standing) -> int:
    """How many belong to a space. One query that an index answers."""
    return next((int(count) for (count,) in prepared.rows("members", _members, pk=standing.community.pk)), 0)


def _members() -> QuerySet[Membership, Any]:
    members = Membership.objects.filter(community=PK).order_by()
    return members.values("community").annotate(count=Count("pk")).values_list("count")


def _who_came(standing: Standing, since: datetime) -> Iterator[News]:
    given = (standing.community.pk, standing.user.pk)
    url, note = reverse("community_people", args=[standing.community.slug]), str(_("is new here"))
    for membership in prepared.objects("who came", Membership, _came, pks=given, since=since):
        yield News(membership.joined_at, named(membership.name), url, "person", note)


def _came() -> QuerySet[Membership]:
    came = Membership.objects.filter(community=PKS[0], joined_at__gt=SINCE).exclude(user=PKS[1])
    return came.only("joined_at").annotate(name=F("user__name")).order_by("-joined_at")[:MOST_NEWS]


def _people(community: Community) -> Iterator[Mapping[str, Any]]:
    for membership in Membership.objects.filter(community=community).in_order():
        yield {"name": shown_name(membership.user), "role": membership.role, "since": membership.joined_at}


def shown_name(user: Any) -> str:
    """What others may read of somebody: the name that they gave, never their address."""
    return named(user.name)


def named(name: str) -> str:
    """The name that somebody gave, or a word for that there is none."""
    return name or str(_("somebody without a name"))
