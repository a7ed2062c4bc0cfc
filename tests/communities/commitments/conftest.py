"""A space whose members take things up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from communities.commitments.models import Commitment
from communities.spaces.models import Membership
from tests.communities.conftest import nobody_was_here_before, secret, space

__all__ = ["nobody_was_here_before", "secret", "space"]
HERE = "/communities/mentoring-after-release/stewardship/commitments/"


def in_days(days: int) -> Any:
    """A day, counted from today."""
    return timezone.localdate() + timedelta(days=days)


def taken_up(membership: Membership, words: str = "I answer one question", days: int = 14, **fields: Any) -> Commitment:
    """Something that somebody has taken up."""
    return Commitment.objects.create(membership=membership, words=words, due_on=in_days(days), **fields)
