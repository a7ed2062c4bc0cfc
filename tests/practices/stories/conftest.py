"""Stories and those who have to do with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User
from practices.stories import actions
from practices.stories.models import Consent, Story

WORDS = "I lost my way when I was young. A mentor phoned every week, and it held."


def person(name: str, *groups: str) -> User:
    """Somebody with an account."""
    made = User.objects.create_user(
        f"{name.lower().replace(chr(32), chr(46))}@example.org", "a long password 1", name=name
    )
    made.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return made


def client_of(user: Any) -> Client:
    """Their browser."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def make_story(teller: User | None = None, *, scope: str = "public", **facts: Any) -> Story:
    """A whole draft with its consent."""
    facts = {
        "title": "Somebody phoned",
        "pseudonym": "Rowan",
        "text": WORDS,
        "teller": teller,
        "language": "en",
    } | facts
    story = Story.objects.create(**facts)
    Consent.objects.create(story=story, scope=scope, language="en")
    return Story.objects.select_related("consent").get(pk=story.pk)


def publish(story: Story, *readers: User) -> Story:
    """Released, and read by two."""
    actions.release(story, story.teller)
    readers = readers or (person("Reader One", "editors"), person("Reader Two", "reviewers"))
    for reader in readers:
        fresh = Story.objects.select_related("consent").get(pk=story.pk)
        assert actions.approve(fresh, reader, fresh.digest, "Invented for this test." if fresh.risk.is_blocked else "")
    return Story.objects.select_related("consent").get(pk=story.pk)


@pytest.fixture
def teller(site_tree: None) -> User:
    """Who tells it."""
    return person("Tess Teller")
