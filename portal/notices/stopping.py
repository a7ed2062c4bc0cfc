"""Ending mail with one click: the link in a mail says whose and what, signed, and needs no log-in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from portal.accounts.models import User
from portal.notices import registry
from portal.notices.choices import choose, stop_digests
from portal.notices.terms import Often

SIGNER: Final = Signer(salt="notices.stop")
DIGESTS: Final = "digests"


@dataclass(frozen=True, slots=True)
class Stop:
    """What comes no more: all of a thread, a kind in a place or everywhere, or the digests (`kind` is DIGESTS)."""

    user: int
    scope: str
    kind: str

    @property
    def url(self) -> str:
        """The address in a mail: it stays valid, old mails are unsubscribed from too."""
        token = SIGNER.sign(f"{self.user}.{self.scope}.{self.kind}")
        return settings.SITE_ADDRESS + reverse("notice_stop", args=[token])

    def carry_out(self) -> None:
        """Keeps it as a choice; a second time it changes nothing."""
        if self.kind == DIGESTS:
            stop_digests(self.user)
        else:
            choose(self.user, self.scope, self.kind, Often.NONE)


def of_token(token: str) -> Stop | None:
    """What a link says; None where it is forged, or the account is gone."""
    try:
        user, scope, kind = SIGNER.unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    known = kind in ("", DIGESTS) or kind in registry.kinds()
    return Stop(int(user), scope, kind) if known and User.objects.filter(pk=user).exists() else None


def of(notice: Any, kind: registry.Kind) -> Stop | None:
    """What the mail about one notice lets its reader end: the thread, else the kind in its place; None where it has to arrive."""
    if not kind.chosen:
        return None
    if kind.in_threads and notice.thread:
        return Stop(notice.user_id, notice.thread, "")
    return Stop(notice.user_id, notice.place if kind.in_places else "", kind.code)
