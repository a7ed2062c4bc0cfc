"""The parts that a space can have: people now; forum, blog, documents, galleries, polls and meetings as they come.

A part is registered from `ready()` and knows nothing of the others. Stewards switch it on and off for their space; it then stands among
the tabs inside, tells what is new, goes into the export, and is told when its space changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.spaces import policies
from communities.spaces.models import Community, Membership
from communities.spaces.policies import Standing
from communities.spaces.reach import reaches
from communities.spaces.standing import Rule
from portal.foundation import prepared
from portal.foundation.prepared import PK, PKS, SINCE

MOST_NEWS: Final = 20
MOST_ADDRESSES: Final = 10_000
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


@dataclass(frozen=True, slots=True)
class Way:
    """How a reader stands to a space, as far as counts and compiled queries depend on it."""

    reached: tuple[str, ...]  # by `communities.spaces.reach.reaches`
    belongs: bool

    @classmethod
    def of(cls, standing: Standing) -> Way:
        """That of one reader."""
        return cls(reaches(standing), policies.belongs(standing))


Counted = Callable[[Way], QuerySet[Any, Any]]  # the rows of the space `PK` that are counted


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that somebody in a space has to do."""

    what: str
    who: str = ""  # as people wrote it
    until: date | None = None


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
    only_in: str = ""  # a kind of space, which always has it, and no other
    on_the_face: bool = False  # holds what reaches everybody: strangers find its tab where `count` finds some
    count: Counted | None = None
    count_own: Callable[[Standing], int] | None = None  # where it depends on who asks
    news: Callable[[Standing, datetime], Iterable[News]] | None = None
    export: Callable[[Community], Iterable[Mapping[str, Any]]] | None = None
    pages: Callable[[Community], Iterable[OfflinePage]] | None = None  # of the copy that is read without this site
    files: Callable[[Community], Iterable[str]] | None = None  # stored names, for that copy
    duties: Callable[[Community], Iterable[Duty]] | None = None  # that are open, for who tends the space
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
    return (part for part in _parts.values() if is_on(community, part.code))


def above(community: Community) -> list[tuple[str, str]]:
    """The trail to a space, with which that of every page in it begins."""
    here = (community.name, community.get_absolute_url())
    return [(gettext("Home"), "/"), (gettext("Communities"), "/communities/"), here]


def is_on(community: Community, code: str) -> bool:
    """Whether a space has a part."""
    part = _parts.get(code)
    if part is None or part.only_in:
        return part is not None and part.only_in == community.kind
    return part.always or code in community.parts


def tabs(standing: Standing, numbers: Mapping[str, int] | None = None) -> list[Tab]:
    """What a reader finds inside; who may not see that, what reaches everybody. One query counts for all of them, if that was not done."""
    inside = policies.see_inside(standing)
    seen = [part for part in of(standing.community) if part.may_see(standing) and (inside or part.on_the_face)]
    numbers = counts(standing) if numbers is None else numbers
    found = (_tab(part, standing, numbers.get(part.code)) for part in seen)
    return [tab for tab in found if inside or tab.count]


def _tab(part: Part, standing: Standing, count: int | None) -> Tab:
    count = part.count_own(standing) if part.count_own else count
    return Tab(part.label, address(part.url_name, standing.community.slug), count, part.code)


@lru_cache(maxsize=MOST_ADDRESSES)
def address(url_name: str, slug: str) -> str:
    """Where a part of a space is found; every page inside asks for all of them."""
    return reverse(url_name, args=[slug])


def counts(standing: Standing) -> dict[str, int]:
    """How much there is for a reader in every part that says how it is counted, switched on or not. One query."""
    way, counted = Way.of(standing), [(part.code, part.count) for part in _parts.values() if part.count]
    codes = tuple(code for code, _rows in counted)

    def numbers() -> QuerySet[Community, Any]:
        """In one row."""
        found = (rows(way).order_by().values("community").annotate(count=Count("*")) for _code, rows in counted)
        return Community.objects.filter(pk=PK).order_by().values_list(*(Subquery(one.values("count")) for one in found))

    ((*found,),) = prepared.rows(("counts", way, codes), numbers, pk=standing.community.pk) or ((0,) * len(codes),)
    return dict(zip(codes, (int(number or 0) for number in found), strict=True))


def frame(standing: Standing, current: str) -> dict[str, Any]:
    """What every page of a part shows around itself; `current` is the code of the part."""
    return {
        "community": standing.community,
        "standing": standing,
        "sees_inside": policies.see_inside(standing),
        "tabs": tabs(standing),
        "current": current,
    }


def switched_on(code: str, rule: Rule = policies.see_face) -> Rule:
    """The rule for a part's own addresses: `rule`, where the space has the part. Raises Http404 where it has not."""

    def both(standing: Standing) -> bool:
        if not is_on(standing.community, code):
            raise Http404
        return rule(standing)

    return both


def news(standing: Standing, since: datetime) -> list[News]:
    """What happened in all parts since a moment, the newest first."""
    seen = (part for part in of(standing.community) if part.news and part.may_see(standing))
    found = [one for part in seen if part.news for one in part.news(standing, since)]
    return sorted(found, key=lambda one: one.when, reverse=True)[:MOST_NEWS]


def duties(community: Community) -> Iterator[Duty]:
    """What is open in the parts that a space has."""
    for part in of(community):
        yield from part.duties(community) if part.duties else ()


def declare() -> None:
    """Registers the part that every space has."""
    register(
        Part(
            PEOPLE, _("People"), "community_people", "person", policies.see_people,
            from_the_start=True, always=True, count=_members, news=_who_came, export=_people,
        )
    )  # fmt: skip


def _members(_way: Way) -> QuerySet[Membership, Any]:
    return Membership.objects.filter(community=PK)


def _who_came(standing: Standing, since: datetime) -> Iterator[News]:
    given = (standing.community.pk, standing.user.pk)
    url, note = address("community_people", standing.community.slug), str(_("is new here"))
    for membership in prepared.objects("who came", Membership, _came, pks=given, since=since):
        yield News(membership.joined_at, named(membership.name), url, "person", note)


def _came() -> QuerySet[Membership]:
    came = Membership.objects.filter(community=PKS[0], joined_at__gt=SINCE, user__is_active=True).exclude(user=PKS[1])
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
