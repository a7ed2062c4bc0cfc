"""Reminds once of what is overdue, and forgets who was invited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase, also_export
from portal.notices import telling
from portal.site.workflow.models import ReviewInvitation, ReviewState
from portal.site.workflow.terms import KEPT, OVERDUE


@duty("remind_of_reviews", every=timedelta(hours=1))
def remind() -> None:
    """Tells, once for each stage, that its day has passed."""
    late = ReviewState.objects.open().filter(due_on__lt=timezone.localdate(), reminded_at=None)
    for key in late.values_list("pk", flat=True):
        with transaction.atomic():
            if ReviewState.objects.filter(pk=key, reminded_at=None).update(reminded_at=timezone.now()):
                telling.happened(OVERDUE, key)


@duty("forget_review_invitations", every=timedelta(days=1))
def forget() -> None:
    """Name, address and words of who was invited go a year after their link has ended; the decision stays."""
    over = ReviewInvitation.objects.filter(expires_at__lt=timezone.now() - KEPT).exclude(email="", name="")
    over.update(email="", name="", reason="")


@also_erase
def forget_invited(user: Any) -> None:
    """Who was invited by letter, and has an account, too: their address goes, and links to it work no more."""
    own = ReviewInvitation.objects.filter(email__iexact=user.email)
    own.filter(revoked_at=None).update(revoked_at=timezone.now())
    own.update(email="", name="")


@also_export("site.reviewinvitation.email")
def invitations_to(user: Any) -> Iterable[Mapping[str, Any]]:
    """Letters in which somebody was asked to review."""
    own = ReviewInvitation.objects.filter(email__iexact=user.email)
    return own.values("created_at", "expires_at", "note", "decided_at", "approved", "name", "reason")
