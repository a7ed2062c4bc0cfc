"""Moderation as a part of every space, for who tends it; and what is forgotten in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.moderation import policies
from communities.moderation.models import Case
from communities.moderation.terms import CASES_KEPT
from communities.spaces import parts
from communities.spaces.policies import Standing
from portal.foundation.duties import duty

OWN_LINK: Final = _("What was decided about what I wrote")


def declare() -> None:
    """Registers it."""
    parts.register(
        parts.Part(
            "moderation", _("Moderation"), "moderation_of", "warn", may_see=policies.moderate,
            from_the_start=True, always=True, count_own=_count,
        )
    )  # fmt: skip


def _count(standing: Standing) -> int:
    return Case.objects.decided_by(standing.user).filter(community=standing.community).waiting().count()


@duty("forget_cases", every=timedelta(days=1))
def forget_cases() -> None:
    """Deletes what was settled long ago, with the reports."""
    Case.objects.filter(settled_at__lt=timezone.now() - CASES_KEPT).waiting_for_nobody().delete()
