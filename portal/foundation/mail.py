"""Mail that follows a change goes through the outbox; in the demo mode each message is a file, readable at `/demo/mail/`.

A row of the outbox says only what a message is about, so that no personal data waits there: the message is composed when it is
sent. One row always gives the same `Message-ID` (RFC 5322, 3.6.4): if the worker dies between sending and deleting the row, the
second copy can be told as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage as OutgoingMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry

KIND: Final = "mail"
Compose = Callable[[str], OutgoingMessage | None]
_composers: Final[dict[str, Compose]] = {}
NAME: Final = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")


def composes(name: str) -> Callable[[Compose], Compose]:
    """Declares the function from a key to the message about it; None where there is nothing left to send."""

    def declare(compose: Compose) -> Compose:
        _composers[name] = compose
        return compose

    return declare


def send_later(name: str, key: str) -> None:
    """Has a message sent, once the current transaction is committed."""
    outbox.enqueue(KIND, f"{name}:{key}")


def letter(to: str, subject: str, *paragraphs: str) -> OutgoingMessage:
    """A plain letter to one address, in the language that is spoken now; empty paragraphs are left out."""
    body = "\n\n".join(filter(None, paragraphs)) + "\n"
    return OutgoingMessage(f"{settings.EMAIL_SUBJECT_PREFIX}{' '.join(subject.split())}", body, to=[to])


@outbox.handler(KIND)
def send(entries: Sequence[OutboxEntry]) -> None:
    """Composes and sends; raises to have it tried again."""
    for entry in entries:
        name, _colon, key = entry.key.partition(":")
        message = _composers[name](key)
        if message is not None:
            message.extra_headers.setdefault("Message-ID", message_id(entry))
            message.send()


def message_id(entry: OutboxEntry) -> str:
    """The same for the same row, different for any other of this site."""
    return (
        f"<{entry.key.replace(':', '.')}.{entry.created_at:%Y%m%d%H%M%S%f}@{urlsplit(settings.SITE_ADDRESS).hostname}>"
    )


def folder() -> Path:
    """Where the messages lie."""
    return Path(settings.DATA_DIR) / "mail"


class StoredMailBackend(BaseEmailBackend):
    """Writes each message to a file instead of sending it."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
            (folder() / name).write_bytes(message.message().as_bytes())
        return len(email_messages)


def stored_messages(limit: int = 50) -> list[tuple[str, EmailMessage]]:
    """The newest messages first: (name, message)."""
    newest = sorted((path.stem for path in folder().glob("*.eml")), reverse=True)[:limit]
    return [(name, message) for name in newest if (message := stored_message(name))]


def stored_message(name: str) -> EmailMessage | None:
    """A message by its name; None where there is none."""
    if not NAME.fullmatch(name):
        return None
    try:
        return message_from_bytes((folder() / f"{name}.eml").read_bytes(), _class=EmailMessage, policy=policy.default)
    except FileNotFoundError:
        return None
