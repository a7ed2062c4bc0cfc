"""A worker that is killed with SIGKILL, as a real process that sends by real SMTP: nothing is lost, at most one mail comes twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.foundation.models import OutboxEntry
from portal.notices.models import Notice
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.conftest import make_topic
from tests.databases import copy_of_database, other_database
from tests.notices.conftest import wants
from tests.notices.mailserver import MailServer, mail_server
from tests.operations.machine import environment
from tests.operations.test_production import COMPLETE

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="The process needs a database file of its own.")
PEOPLE = 6


@pytest.fixture(autouse=True)
def nobody_was_here_before(database: Path) -> None:
    """As for all tests of this room, in the database that is written to."""


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Path]:
    """A database file that other processes use, too."""
    path = tmp_path / "passerelle.sqlite3"
    with django_db_blocker.unblock(), other_database(copy_of_database(path)):
        yield path
        connection.close()


def worker(database: Path, server: MailServer) -> subprocess.Popen[str]:
    """A worker of a production site."""
    variables = {
        **COMPLETE, "PASSERELLE_DATA_DIR": str(database.parent), "DATABASE_URL": f"sqlite:///{database}",
        "PASSERELLE_SMTP_HOST": "127.0.0.1", "PASSERELLE_SMTP_PORT": str(server.port),
    }  # fmt: skip
    command = [sys.executable, "manage.py", "worker", "--once"]
    return subprocess.Popen(command, cwd=settings.ROOT, env=environment(database.parent, **variables), text=True)


def told_at_once() -> list[str]:
    """A new topic in a space whose members want to know at once; their addresses."""
    space = make_space(parts=["forum"])
    people = [make_member(space).user for _number in range(PEOPLE)]
    for user in people:
        wants(user, "now", "topic")
    make_topic(space)
    return sorted(user.email for user in people)


def time_passes() -> None:
    """What the killed worker had leased is free again."""
    OutboxEntry.objects.update(leased_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("at_mail", [1, 3, PEOPLE])
def test_killed_between_sending_and_noting_it_repeats_one(database: Path, at_mail: int) -> None:
    wanted = told_at_once()
    with mail_server() as server:
        first = worker(database, server)
        server.before_saying_so = lambda: first.kill() if len(server.taken) == at_mail else None
        assert first.wait(120) == -9
        assert len(server.taken) == at_mail
        time_passes()
        server.before_saying_so = lambda: None
        assert worker(database, server).wait(120) == 0
        assert worker(database, server).wait(120) == 0
    came = Counter(str(message["To"]) for message in server.taken)
    assert sorted(came) == wanted
    assert sorted(came.values(), reverse=True) == [2] + [1] * (PEOPLE - 1)
    twice = [message for message in server.taken if came[str(message["To"])] == 2]
    assert twice[0]["Message-ID"] == twice[1]["Message-ID"]
    assert set(Notice.objects.values_list("mail", flat=True)) == {"sent"}
    assert not OutboxEntry.objects.filter(kind__in=("event", "notice")).exists()


def test_killed_with_a_digest_repeats_it_once(database: Path) -> None:
    told_at_once()
    with mail_server() as server:
        assert worker(database, server).wait(120) == 0
        server.taken.clear()
        Notice.objects.filter(user=Notice.objects.values_list("user")[:1]).update(
            mail="later", created_at=timezone.now() - timedelta(days=2)
        )
        from portal.notices.digests import gather

        notice = Notice.objects.get(mail="later")
        assert gather(notice.user, timezone.now())
        first = worker(database, server)
        server.before_saying_so = first.kill
        assert first.wait(120) == -9
        time_passes()
        server.before_saying_so = lambda: None
        for _time in range(2):
            assert worker(database, server).wait(120) == 0
    assert len(server.taken) == 2
    assert server.taken[0]["Message-ID"] == server.taken[1]["Message-ID"]
    assert "The key to the flat" in server.taken[0].as_string()
