"""A site that takes answers by mail, and mails as programs write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from communities.discussion.models import Topic
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.models import Notice
from portal.notices.replies.addresses import reply_to
from portal.notices.replies.receiving import take
from tests.communities.discussion.conftest import say
from tests.notices.conftest import deliver, letters, nobody_was_here_before, secret, space, topic

__all__ = ["letters", "nobody_was_here_before", "secret", "space", "topic"]
MESSAGES = Path(__file__).parent / "messages"


@pytest.fixture(autouse=True)
def takes_mail(settings: Any) -> None:
    settings.REPLY_ADDRESS = "reply@in.passerelle.example"
    settings.REPLY_DAYS = 60
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "posts": 0}


@pytest.fixture
def ana(topic: Topic) -> User:
    """She asked; Ben answered, and she was told."""
    say(topic, "The after-care team does, on the first day.")
    deliver()
    assert topic.author
    return topic.author


def address_of(user: User) -> str:
    """Where somebody answers the mail about what they were told of last."""
    return reply_to(Notice.objects.filter(user=user).latest("pk"))


def mail(
    user: User, text: str = "We do, too.", *, sender: str = "", to: str = "", headers: str = "", name: str = "1"
) -> bytes:
    """A mail to the reply address of somebody."""
    head = f"From: {sender or user.email}\nTo: {to or address_of(user)}\nMessage-ID: <{name}@client.example>\n{headers}"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


def come(raw: bytes) -> list[Any]:
    """A mail comes and is worked off; the mails that are sent because of it."""
    take(raw)
    outbox.drain(["reply"])
    return [letter for letter in deliver() if letter.message()["Auto-Submitted"] == "auto-replied"]


def message(name: str, user: User) -> bytes:
    """A message as a mail program wrote it, from somebody to their reply address."""
    raw = (MESSAGES / f"{name}.eml").read_bytes()
    return raw.replace(b"{{SENDER}}", user.email.encode()).replace(b"{{REPLY_TO}}", address_of(user).encode())
