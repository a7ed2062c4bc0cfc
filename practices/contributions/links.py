"""Signed links of people without an account: one that confirms an address, one that opens the thread."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from practices.contributions.models import Contribution
from practices.contributions.terms import BEFORE_THE_DESK, UNCONFIRMED_KEPT, State

CONFIRM: Final = TimestampSigner(salt="practices.contributions.confirm")
THREAD: Final = Signer(salt="practices.contributions.thread")


def to_confirm(contribution: Contribution) -> str:
    """It works once, for seven days."""
    return settings.SITE_ADDRESS + reverse("contribution_confirm", args=[CONFIRM.sign(str(contribution.pk))])


def unconfirmed(token: str) -> Contribution | None:
    """What a link asks to confirm; None where it is forged, too old, or was used."""
    try:
        key = CONFIRM.unsign(token, max_age=UNCONFIRMED_KEPT)
    except BadSignature:
        return None
    return Contribution.objects.filter(pk=key, state=State.UNCONFIRMED).first()


def to_thread(contribution: Contribution) -> str:
    """Where its sender reads on: their own page, or a link that works as long as their address is kept."""
    if contribution.person_id:
        return reverse("own_contribution", args=[contribution.pk])
    return reverse("contribution_thread", args=[THREAD.sign(str(contribution.pk))])


def of_thread(token: str) -> Contribution | None:
    """What a link opens; None where it is forged, or its sender was forgotten."""
    try:
        key = THREAD.unsign(token)
    except BadSignature:
        return None
    sent = Contribution.objects.exclude(state__in=BEFORE_THE_DESK).exclude(email="")
    return sent.filter(pk=key, person=None).select_related("record").first()
