"""What the page of the common room shows, put together with a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from communities.commonroom import policies
from communities.commonroom.models import StandIn, today
from communities.commonroom.terms import MOST_LISTED, SOON
from communities.spaces.models import Community, Membership
from communities.spaces.parts import shown_name
from communities.spaces.terms import READABLE, Kind, Role
from communities.stewardship.models import NeedsProfile
from portal.foundation import prepared
from portal.foundation.prepared import PK


@dataclass(frozen=True, slots=True)
class Tended:
    """A community that shows its needs, with who tends it and the last round of asking."""

    community: Community
    stewards: Sequence[Membership]
    profile: NeedsProfile | None


def spaces() -> QuerySet[Community]:
    """All communities but this one."""
    return Community.objects.filter(state__in=READABLE).exclude(kind=Kind.COMMON_ROOM).order_by("name", "pk")


def known_to(user: Any) -> QuerySet[Community]:
    """Those of which somebody may know here: whose face they see, and who show themselves to stewards."""
    seen = Community.objects.visible_to(user).values("pk")
    return spaces().filter(Q(pk__in=seen) | ~Q(sharing=None))


def sharing() -> list[Tended]:
    """Those that show their needs to all stewards. Three queries."""
    found = list(spaces().exclude(sharing=None)[:MOST_LISTED])
    stewards = stewards_of(found)
    rounds = NeedsProfile.objects.filter(community__in=found).order_by("community", "-number")
    last: dict[int, NeedsProfile] = {}
    for profile in rounds:
        last.setdefault(profile.community_id, profile)
    return [Tended(one, stewards.get(one.pk, []), last.get(one.pk)) for one in found]


def stewards_of(communities: Sequence[Community]) -> Mapping[int, list[Membership]]:
    """Who tends each. One query."""
    found: dict[int, list[Membership]] = {}
    for one in Membership.objects.filter(community__in=communities).stewards().select_related("user").order_by("pk"):
        one.name = shown_name(one.user)
        found.setdefault(one.community_id, []).append(one)
    return found


def ending(user: Any) -> list[Membership]:
    """Terms of stewards that end within two months, or have ended. One query."""
    terms = Membership.objects.filter(role=Role.STEWARD, user__is_active=True, term_to__lte=today() + SOON)
    known = terms.filter(community__in=known_to(user).values("pk")).select_related("community", "user")
    found = list(known.order_by("term_to", "pk")[:MOST_LISTED])
    for one in found:
        one.name = shown_name(one.user)
    return found


def untended(user: Any) -> list[Community]:
    """Communities that nobody tends any more. One query."""
    return list(Community.objects.untended().filter(pk__in=known_to(user).values("pk")).order_by("name")[:MOST_LISTED])


def stand_ins(user: Any) -> dict[str, Any]:
    """What is asked and offered, with what this person may do about it; and what was agreed, of communities that they may know of, each
    with whether they may end it. Three queries."""
    named = ("community", "steward", "substitute")
    waiting = StandIn.objects.open().select_related(*named)
    known = Q(community__in=spaces().values("pk"))
    agreed = StandIn.objects.not_over().filter(community__in=known_to(user).values("pk")).select_related(*named)
    found = list(waiting.filter(known | Q(community=None))[:MOST_LISTED])
    mine = set(policies.own(user).values_list("pk", flat=True))
    return {
        "asked": [(one, one.community_id not in mine) for one in found if one.community_id],
        "offered": [one for one in found if not one.community_id],
        "agreed": [(one, policies.end(user, one, mine)) for one in agreed[:MOST_LISTED]],
    }


def here(community: Community) -> list[StandIn]:
    """Who stands in at a space today, for its people, each with `name`. One query, compiled once a day."""
    day = today()

    def found() -> QuerySet[StandIn]:
        there: Any = StandIn.objects.in_force(day).filter(community=PK)
        named: QuerySet[StandIn] = there.annotate(name=F("substitute__name"))
        return named

    return prepared.objects(("stand-ins", day), StandIn, found, pk=community.pk)
