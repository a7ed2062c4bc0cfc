"""Many people who write in one topic at the same moment, each by a connection of their own: nothing here is rolled back at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from communities.discussion import actions
from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft
from communities.discussion.models import Post, Topic
from communities.discussion.writing import Writing
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.foundation.models import OutboxEntry
from tests.communities.conftest import client_of, make_member, make_space
from tests.communities.discussion.conftest import make_topic
from tests.databases import copy_of_database, other_database

AUTHORS, POSTS = 20, 200


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """On SQLite a copy of the database in a file; elsewhere the database itself, from which all is taken away again."""
    with django_db_blocker.unblock(), contextlib.ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(other_database(copy_of_database(tmp_path / "own.sqlite3")))
        people = set(User.objects.values_list("pk", flat=True))
        yield
        Community.objects.all().delete()
        User.objects.exclude(pk__in=people).delete()
        OutboxEntry.objects.all().delete()
        connection.close()


@pytest.fixture(autouse=True)
def nobody_was_here_before(committed: None) -> None:
    """As for all tests of this room, in the database that is written to."""
    cache.clear()


def test_nothing_is_lost_and_the_order_is_one() -> None:
    space = make_space(parts=["forum"])
    topic = make_topic(space)
    authors = [make_member(space).user for _number in range(AUTHORS)]

    def write(number: int) -> tuple[int, int]:
        try:
            return actions.say(
                Topic.objects.get(pk=topic.pk), f"Number {number}", authors[number % AUTHORS]
            ).number, number
        finally:
            connection.close()

    with ThreadPoolExecutor(AUTHORS) as pool:
        told = dict(pool.map(write, range(POSTS)))
    topic.refresh_from_db()
    assert topic.last_number == POSTS + 1
    posts = dict(topic.posts.filter(number__gt=1).values_list("number", "text"))
    assert posts == {place: f"Number {number}" for place, number in told.items()}
    assert sorted(posts) == list(range(2, POSTS + 2))


@pytest.mark.parametrize("begins", [False, True])
def test_what_is_sent_several_times_at_once_is_said_once(begins: bool) -> None:
    space = make_space(parts=["forum"], joining="request")
    topic = make_topic(space)
    author = make_member(space).user
    words = {"text": "The after-care team does.", "title": "Keys", "kind": "question", "language": "en"}
    address = f"{space.get_absolute_url()}forum/new/" if begins else f"{topic.get_absolute_url()}answer/"

    def send(client: Client) -> str:
        try:
            return str(client.post(address, words)["Location"]).partition("#post-1")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        led_to = set(pool.map(send, [client_of(author) for _number in range(4)]))
    assert len(led_to) == 1
    assert Post.objects.filter(author=author).count() == 1


def test_a_file_that_comes_as_its_draft_is_sent_is_kept_in_another(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    topic = make_topic(make_space(parts=["forum"]))
    writing = Writing(make_member(topic.community).user, topic)
    writing.take({"text": "See below."}, [SimpleUploadedFile("a.pdf", b"%PDF-1.7\nthe plan")])
    Draft.objects.all().delete()  # by the request that sent it
    writing.take({"text": "See below."}, [SimpleUploadedFile("b.pdf", b"%PDF-1.7\nanother")])
    assert writing.errors == []
    assert [one.name for one in Attachment.objects.filter(draft__place=writing.place)] == ["b.pdf"]
