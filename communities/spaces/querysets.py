"""Spaces, memberships and bans by who asks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce

from communities.spaces import policies
from communities.spaces.terms import FACILITATING, READABLE, Role


class CommunityQuerySet(models.QuerySet[Any]):
    """Spaces by who may know of them."""

    def visible_to(self, user: Any) -> CommunityQuerySet:
        """Those whose face this person may see."""
        return self.filter(policies.faces(user))

    def untended(self) -> CommunityQuerySet:
        """Those that are read and that nobody tends: the accounts of all their stewards are suspended or gone."""
        return self.filter(state__in=READABLE).exclude(Exists(self._stewards()))

    def with_stewards(self) -> CommunityQuerySet:
        """Each with the number of those who tend it, `tended_by`."""
        counted = self._stewards().values("community").annotate(count=models.Count("pk")).values("count")
        return self.annotate(tended_by=Coalesce(Subquery(counted), 0))

    def _stewards(self) -> models.QuerySet[Any]:
        memberships = self.model._meta.get_field("memberships").related_model
        return memberships.objects.filter(community=OuterRef("pk")).order_by().stewards()

    def open_to(self, user: Any) -> CommunityQuerySet:
        """Those whose inside this person may see."""
        return self.filter(policies.insides(user))

    def having(self, part: str) -> CommunityQuerySet:
        """Those that have a part switched on, by its code. The list is searched as text: SQLite can't look into it otherwise."""
        return self.alias(parts_as_text=Cast("parts", models.TextField())).filter(parts_as_text__contains=f'"{part}"')


class MembershipQuerySet(models.QuerySet[Any]):
    """Who belongs to a space."""

    def stewards(self) -> MembershipQuerySet:
        """Those who answer for it, whose account is not suspended."""
        return self.filter(role=Role.STEWARD, user__is_active=True)

    def facilitating(self) -> MembershipQuerySet:
        """Those who let others in."""
        return self.filter(role__in=FACILITATING, user__is_active=True)

    def in_order(self) -> MembershipQuerySet:
        """Stewards, facilitators, sponsors, members; the longest there first."""
        ranks = {Role.STEWARD: 0, Role.FACILITATOR: 1, Role.SPONSOR: 2}
        rank = models.Case(
            *(models.When(role=role, then=models.Value(number)) for role, number in ranks.items()),
            default=models.Value(3),
            output_field=models.IntegerField(),
        )
        return self.select_related("user").order_by(rank, "joined_at", "pk")


class BanQuerySet(models.QuerySet[Any]):
    """Who may not take part."""

    def in_force(self) -> BanQuerySet:
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)
