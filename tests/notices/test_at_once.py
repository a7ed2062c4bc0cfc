"""Two workers at the same rows, each by a connection of its own: everybody is told once, and by one mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail as mailbox
from django.core.cache import cache
from django.db import connection

from portal.foundation import outbox
from portal.notices.models import Notice
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.conftest import make_topic
from tests.communities.discussion.test_at_once import committed
from tests.notices.conftest import wants

__all__ = ["committed"]
PEOPLE, TOPICS = 20, 10


@pytest.fixture(autouse=True)
def nobody_was_here_before(committed: None) -> None:
    """As for all tests of this room, in the database that is written to."""
    cache.clear()


def test_two_workers_tell_each_person_once() -> None:
    space = make_space(parts=["forum"])
    people = [make_member(space).user for _number in range(PEOPLE)]
    for user in people:
        wants(user, "now", "topic")
    for number in range(TOPICS):
        make_topic(space, people[number])

    def work(_number: int) -> None:
        try:
            for _time in range(5):
                outbox.drain(["event", "notice"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert Notice.objects.count() == len(mailbox.outbox) == TOPICS * (PEOPLE - 1)
    assert set(Notice.objects.values_list("mail", flat=True)) == {"sent"}
