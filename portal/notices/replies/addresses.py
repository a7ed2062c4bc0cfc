"""Addresses to which somebody answers a mail: each says whose and what about, signed, and works for a while.

Mail servers lower the case of addresses and take 64 letters at most before the @, so it is short and small:
`reply+PERSON.EVENT.DAY.SIGNATURE@…`, numbers to the base of 36. All of a person's become invalid when their key rises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from portal.notices import registry
from portal.notices.models import ReplyKey

SALT: Final = "notices.reply"
EPOCH: Final = date(2026, 1, 1)
DIGITS: Final = 20  # hexadecimal: 80 bits
TOKEN: Final = re.compile(
    r"(?P<user>[0-9a-z]{1,12})\.(?P<name>[a-z]{1,8})(?P<key>[0-9]{1,12})\.(?P<day>[0-9a-z]{1,4})\.(?P<sign>[0-9a-f]{20})\Z"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an address says: who may write to it, what they answer, and until when."""

    user: int
    name: str
    key: str
    until: date

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return timezone.now().date() > self.until


def reply_to(notice: Any) -> str:
    """The address to answer the mail about a notice; empty where the site takes no mail in, or nothing can be answered."""
    name, _colon, key = notice.event.partition(":")
    declared = registry.event_of(name)
    if not settings.REPLY_ADDRESS or declared is None or declared.answer is None:
        return ""
    until = timezone.now().date() + timedelta(days=settings.REPLY_DAYS)
    said = f"{int_to_base36(notice.user_id)}.{name}{key}.{int_to_base36((until - EPOCH).days)}"
    local, _at, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{local}+{said}.{signature(said, key_of(notice.user_id))}@{domain}"


def answered(addresses: Iterable[str]) -> Answered | None:
    """What the first genuine one of some addresses says, expired or not; None where none is."""
    local, _at, domain = settings.REPLY_ADDRESS.lower().partition("@")
    for address in addresses:
        before, _at, after = address.strip().lower().rpartition("@")
        name, _plus, token = before.partition("+")
        match = TOKEN.match(token) if (name, after) == (local, domain) else None
        if match is None:
            continue
        user = base36_to_int(match["user"])
        said = token.rpartition(".")[0]
        if user < 2**63 and constant_time_compare(signature(said, key_of(user)), match["sign"]):
            until = EPOCH + timedelta(days=base36_to_int(match["day"]))
            return Answered(user, match["name"], match["key"], until)
    return None


def revoke(user: Any) -> None:
    """Makes all addresses that a person was given so far invalid."""
    ReplyKey.objects.get_or_create(user=user)
    ReplyKey.objects.filter(user=user).update(number=F("number") + 1)


def key_of(user: int) -> int:
    """The number that a person's addresses are signed with."""
    return ReplyKey.objects.filter(user=user).values_list("number", flat=True).first() or 0


def signature(said: str, key: int) -> str:
    """What only this site can write below it."""
    return salted_hmac(SALT, f"{said}.{key}", algorithm="sha256").hexdigest()[:DIGITS]
