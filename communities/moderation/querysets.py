"""Which cases somebody may decide about."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from communities.moderation.terms import Outcome
from communities.spaces.policies import facilitated_by, is_administrator


class CaseQuerySet(models.QuerySet[Any]):
    """Cases by who decides about them, and by how far they are."""

    def decided_by(self, user: Any) -> CaseQuerySet:
        """Those of the spaces that somebody tends, never about what is their own; all others for administrators."""
        mine = Q() if is_administrator(user) else Q(community__in=facilitated_by(user))
        return self.filter(mine).exclude(author=user.pk)

    def told_to(self, author: Any) -> CaseQuerySet:
        """Those that whoever wrote a thing is told of, latest first: it waits, or something was decided about it. Each with `is_past`:
        something later holds of the same thing."""
        mine = self.filter(author=author.pk).exclude(held="", settled_at=None)
        mine = mine.exclude(held="", outcome=Outcome.STAYS, appealed_at=None).order_by("-opened_at", "-pk")
        same = mine.order_by().filter(kind=OuterRef("kind"), key=OuterRef("key"))
        return mine.annotate(is_past=Exists(same.filter(opened_at__gt=OuterRef("opened_at"))))

    def waiting(self) -> CaseQuerySet:
        """Those that nobody has settled, and settled ones that are appealed."""
        return self.filter(Q(settled_at=None) | (Q(answered_at=None) & ~Q(appealed_at=None)))

    def settled(self) -> CaseQuerySet:
        """The log, latest first."""
        return self.exclude(settled_at=None).order_by("-settled_at", "-pk")

    def waiting_for_nobody(self) -> CaseQuerySet:
        """Settled, and no appeal is open."""
        return self.exclude(settled_at=None).filter(Q(appealed_at=None) | ~Q(answered_at=None))
