"""What is forgotten in time: invitations nobody used, requests and proposals that were answered, bans long lifted."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from communities.spaces.models import Ban, Community, Invitation, JoinRequest
from communities.spaces.terms import State
from portal.foundation.duties import duty

INVITATIONS_KEPT: Final = timedelta(days=14)
ANSWERS_KEPT: Final = timedelta(days=180)
LIFTED_KEPT: Final = timedelta(days=365)


@duty("forget_invitations", every=timedelta(days=1))
def forget_invitations() -> None:
    """Deletes what is past its time: the addresses of people who perhaps never wanted to be here, first of all."""
    now = timezone.now()
    Invitation.objects.filter(created_at__lt=now - INVITATIONS_KEPT).delete()
    Community.objects.filter(state=State.CLOSED, founded_at=None, closed_at__lt=now - ANSWERS_KEPT).delete()
    JoinRequest.objects.filter(declined_at__lt=now - ANSWERS_KEPT).delete()
    Ban.objects.filter(lifted_at__lt=now - LIFTED_KEPT).delete()
