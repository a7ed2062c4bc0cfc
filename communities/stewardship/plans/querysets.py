"""Versions of plans by who may read them, and lines by what holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from communities.spaces.models import Community
from communities.spaces.policies import spaces_of
from communities.stewardship.plans.terms import Decision


class VersionQuerySet(models.QuerySet[Any]):
    """Plans are for who belongs to the space; drafts for its stewards, who see them by `policies.see`."""

    def visible_to(self, user: Any) -> VersionQuerySet:
        """Those that members may read, of the spaces that this person belongs to."""
        return self.opened().filter(community__in=spaces_of(user))

    def opened(self) -> VersionQuerySet:
        """Those that are no drafts any more."""
        return self.exclude(opened_at=None)

    def in_hand(self) -> VersionQuerySet:
        """The one of each space that is worked on: written, reviewed or being decided."""
        return self.filter(decided_at=None)


class LineQuerySet(models.QuerySet[Any]):
    """Lines of plans."""

    def in_force(self) -> LineQuerySet:
        """What holds in each space: approved, not decided anew in a later version, and not left out of a later one that is decided."""
        later = Q(version__community=OuterRef("version__community"), version__number__gt=OuterRef("version__number"))
        again = self.model._base_manager.filter(later, thread=OuterRef("thread")).exclude(decision="")
        versions = self.model._meta.get_field("version").related_model._base_manager
        replaced = versions.filter(
            community=OuterRef("version__community"), number__gt=OuterRef("version__number")
        ).exclude(decided_at=None)
        return self.filter(~Exists(again), ~Exists(replaced), decision=Decision.APPROVED)

    def due_for_review(self, community: Community, on: date) -> LineQuerySet:
        """What holds in a space and was to be looked at again by a day, the longest overdue first."""
        due = self.in_force().filter(version__community=community, review_on__lte=on)
        return due.select_related("version").order_by("review_on", "pk")
