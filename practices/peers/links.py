"""Signed links of people who were invited: no account is needed, each letter's link replaces those before."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from practices.peers.models import PeerInvitation
from practices.peers.terms import LINK_KEPT, Answer

SIGNER: Final = TimestampSigner(salt="practices.peers.invitation")


def to_invitation(invitation: PeerInvitation) -> str:
    """Where somebody answers, and reads on until the link expires."""
    token = SIGNER.sign(f"{invitation.pk}.{invitation.serial}")
    return settings.SITE_ADDRESS + reverse("peer_invitation", args=[token])


def invited(token: str) -> PeerInvitation | None:
    """Whom a link lets in; None where it is forged, too old, replaced or taken back, or their identity was forgotten."""
    try:
        key, _dot, serial = SIGNER.unsign(token, max_age=LINK_KEPT).partition(".")
    except BadSignature:
        return None
    found = PeerInvitation.objects.filter(pk=key, serial=serial, identity__isnull=False)
    return found.exclude(answer=Answer.WITHDRAWN).select_related("review__record").first()
