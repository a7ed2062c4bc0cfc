"""Something said in a space, to be reported."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as mailbox
from django.test import Client

from communities.discussion.models import Post, Topic
from communities.moderation import actions
from communities.moderation.models import Case
from communities.moderation.terms import Why
from communities.spaces.models import Community
from portal.foundation import outbox
from tests.communities.conftest import make_member, make_person, nobody_was_here_before
from tests.communities.discussion.conftest import make_topic, say, space

__all__ = ["nobody_was_here_before", "space"]
SETTLED = {"outcome": "goes", "statement": "It names a person."}


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    """Mails stay in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def topic(space: Community) -> Topic:
    """A question by Ana."""
    return make_topic(space)


@pytest.fixture
def post(topic: Topic) -> Post:
    """An answer by Ben."""
    return say(topic, "His name is Zebedee.")


@pytest.fixture
def case(post: Post) -> Case:
    """Ben's answer, reported."""
    found = actions.report("post", post.pk, Why.PERSON, "It is his full name", make_person(name="Rita"))
    assert found
    return found


def of(user: Any) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def member_of(space: Community, role: str = "member") -> Client:
    """A browser of somebody who belongs to a space."""
    return of(make_member(space, role).user)


def mails() -> list[tuple[str, str]]:
    """Whom was written to and what, by all that waits."""
    mailbox.outbox.clear()
    outbox.drain(["event", "notice", "digest", "mail"])
    return [(mail.to[0], str(mail.body)) for mail in mailbox.outbox]
