"""Who is to be told what concerns those who tend a space: its people by their roles, and who stands in for them today.

Mails that go to people by their role ask here, so that they reach stand-ins, too.
"""

from __future__ import annotations

from typing import Any

from communities.commonroom.models import StandIn, today
from communities.spaces.models import Membership
from communities.spaces.policies import stood_in_by
from communities.spaces.reach import Reach


def facilitating(community: int) -> set[int]:
    """Those who let others in. Two queries."""
    return _and_stand_ins(community, Membership.objects.filter(community=community).facilitating())


def tending(community: int) -> set[int]:
    """Those who answer for it. Two queries."""
    return _and_stand_ins(community, Membership.objects.filter(community=community).stewards())


def reading(community: int, reach: str) -> set[int]:
    """Its people whom something reaches that stands there: all, or those who let others in. Two queries at most."""
    if reach == Reach.FACILITATORS:
        return facilitating(community)
    return set(Membership.objects.filter(community=community).values_list("user_id", flat=True))


def tended_by(user: Any) -> set[int]:
    """The spaces that somebody answers for: as a steward, or in the place of one today. One query."""
    own = Membership.objects.filter(user=user).stewards().values_list("community", flat=True)
    return {*own, *stood_in_by(user)}


def tended_places(user: Any) -> list[str]:
    """Those spaces, as places of notices."""
    return [f"community:{space}" for space in sorted(tended_by(user))]


def _and_stand_ins(community: int, members: Any) -> set[int]:
    there = StandIn.objects.in_force(today()).filter(community=community, substitute__is_active=True)
    return {*members.values_list("user_id", flat=True), *there.values_list("substitute", flat=True)}
