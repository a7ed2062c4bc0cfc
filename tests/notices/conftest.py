"""A space with a forum in which people are told of what is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as mailbox
from django.core.mail import EmailMultiAlternatives

from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.choices import choose
from tests.communities.conftest import nobody_was_here_before, secret
from tests.communities.discussion.conftest import space, topic

__all__ = ["nobody_was_here_before", "secret", "space", "topic"]


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def deliver() -> list[Any]:
    """Works off what follows from events; returns the mails that were sent by it."""
    before = len(mailbox.outbox)
    outbox.drain(["event", "notice", "digest", "mail"])
    return mailbox.outbox[before:]


def wants(user: User | None, often: str, kind: str = "answer", scope: str = "") -> None:
    """Somebody chooses how often they get mail."""
    assert user
    choose(user.pk, scope, kind, often)


def html_of(letter: EmailMultiAlternatives) -> str:
    """The HTML part of a mail."""
    (part,) = letter.alternatives
    return str(part[0])
