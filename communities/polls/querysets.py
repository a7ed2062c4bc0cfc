"""Polls by who may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from communities.spaces.reach import ReachQuerySet


class PollQuerySet(ReachQuerySet):
    """A draft is its author's; what was taken away is nobody's."""

    def visible_to(self, user: Any) -> PollQuerySet:
        """Those that this person may see."""
        shown = ~Q(opened_at=None)
        if user and user.is_authenticated:
            shown |= Q(author=user.pk)
        return self.standing().filter(shown).reached_by(user)

    def reached_by(self, user: Any) -> Any:
        """Those that reach this person, drafts and all."""
        return super().visible_to(user)

    def standing(self) -> Any:
        """Those that nobody took away."""
        return self.filter(removed_at=None)

    def opened(self) -> Any:
        """Those that are no drafts: what search, mails, news, counts and copies may have."""
        return self.standing().exclude(opened_at=None)

    def under_way(self) -> Any:
        """Those in which one can vote now."""
        return self.opened().filter(Q(closes_at=None) | Q(closes_at__gt=Now()), closed_at=None)
