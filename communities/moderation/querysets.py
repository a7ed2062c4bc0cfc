"""Which cases somebody may decide about."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from communities.spaces.policies import facilitated_by, is_administrator


class CaseQuerySet(models.QuerySet[Any]):
    """Cases by who decides about them, and by how far they are."""

    def decided_by(self, user: Any) -> CaseQuerySet:
        """Those of the spaces that somebody tends, never about what is their own; all others for administrators."""
        mine = Q() if is_administrator(user) else Q(community__in=facilitated_by(user))
        return self.filter(mine).exclude(author=user.pk)

    def waiting(self) -> CaseQuerySet:
        """Those that nobody has settled, and settled ones that are appealed."""
        return self.filter(Q(settled_at=None) | (Q(answered_at=None) & ~Q(appealed_at=None)))

    def settled(self) -> CaseQuerySet:
        """The log, latest first."""
        return self.exclude(settled_at=None).order_by("-settled_at", "-pk")

    def waiting_for_nobody(self) -> CaseQuerySet:
        """Settled, and no appeal is open."""
        return self.exclude(settled_at=None).filter(Q(appealed_at=None) | ~Q(answered_at=None))
