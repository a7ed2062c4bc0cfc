"""Forgets in time: messages after a year, and the address in them when its owner leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase, also_export
from portal.site.messages.models import Message, forget_old


@duty("forget_messages", every=timedelta(days=1))
def forget_messages() -> None:
    """Deletes messages that came more than a year ago."""
    forget_old()


@also_erase
def forget_address(user: Any) -> None:
    """A message that somebody sent before leaving stays; their address in it goes."""
    Message.objects.filter(email__iexact=user.email).update(email="")


@also_export("site.message.email")
def messages_with_address(user: Any) -> Iterable[Mapping[str, Any]]:
    """What a person wrote to the editors and wanted an answer to."""
    own = Message.objects.filter(email__iexact=user.email)
    return own.values("kind", "record", "page", "text", "email", "created_at")
