"""Who may do what in the common room. What a stand-in may do in a space is asked of `communities.spaces.policies`, as everything there is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from communities.commonroom.models import StandIn
from communities.spaces.models import Ban, Community, Membership
from communities.spaces.policies import Standing, belongs, is_administrator
from communities.spaces.terms import READABLE, Kind, Role


def enter(standing: Standing) -> bool:
    """Be in it: its members, who are the stewards of all communities, and administrators."""
    return standing.community.kind == Kind.COMMON_ROOM and belongs(standing)


def own(user: Any) -> QuerySet[Community]:
    """The communities for which somebody speaks here: those that they are a steward of; who stands in does not."""
    tended = Membership.objects.filter(user=user, role=Role.STEWARD).values("community")
    return Community.objects.filter(pk__in=tended, state__in=READABLE).exclude(kind=Kind.COMMON_ROOM).order_by("name")


def take_up(user: Any, one: StandIn) -> bool:
    """Stand in where somebody asked: another steward, who does not tend that community anyway and was not put out of it."""
    if one.community_id is None or one.agreed_at or one.steward_id == user.pk:
        return False
    tends = Membership.objects.filter(community=one.community_id, user=user, role=Role.STEWARD).exists()
    return not tends and not Ban.objects.in_force().filter(community=one.community_id, user=user).exists()


def accept(user: Any, one: StandIn, community: Community) -> bool:
    """Take up an offer for a community of one's own; not of somebody who tends it, or was put out of it."""
    if one.substitute_id in (None, user.pk) or one.agreed_at or not own(user).filter(pk=community.pk).exists():
        return False
    tends = Membership.objects.filter(community=community, user=one.substitute_id, role=Role.STEWARD).exists()
    return not tends and not Ban.objects.in_force().filter(community=community, user=one.substitute_id).exists()


def end(user: Any, one: StandIn, mine: Collection[int]) -> bool:
    """Take back what one asked or offered, and end what was agreed: both sides, the community's other stewards (`mine` are the keys of
    this person's own communities), administrators."""
    return user.pk in (one.steward_id, one.substitute_id) or one.community_id in mine or is_administrator(user)
