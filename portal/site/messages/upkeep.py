"""Forgets in time: messages after a year, and the address in them when its owner leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase
from portal.site.messages.models import Message, forget_old


@duty("forget_messages", every=timedelta(days=1))
def forget_messages() -> None:
    """Deletes messages that came more than a year ago."""
    forget_old()


@also_erase
def forget_address(user: Any) -> None:
    """A message that somebody sent before leaving stays; their address in it goes."""
    Message.objects.filter(email__iexact=user.email).update(email="")
