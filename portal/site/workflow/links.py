"""Signed links of people who decide without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from portal.site.workflow.models import ReviewInvitation
from portal.site.workflow.terms import LINK_DAYS

SALT: Final = "portal.site.workflow.invitation"
LONGEST: Final = timedelta(days=max(LINK_DAYS))


def token_of(invitation: ReviewInvitation) -> str:
    """Signed: the invitation, its stage and the version that it is about."""
    return signing.dumps([invitation.pk, invitation.state_id, invitation.version], salt=SALT)


def to_invitation(invitation: ReviewInvitation) -> str:
    """Where the letter leads."""
    return settings.SITE_ADDRESS + reverse("review_invited", args=[token_of(invitation)])


def invitation_of(token: str) -> ReviewInvitation | None:
    """What a link opens, be it that it works no more; None where it is forged or older than any may be."""
    try:
        key, state, version = signing.loads(token, salt=SALT, max_age=LONGEST)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = ReviewInvitation.objects.select_related("state__workflow_state", "invited_by", "revision")
    return found.filter(pk=key, state=state, version=version).first()
