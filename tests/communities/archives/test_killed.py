"""An import that is killed in the middle, as a process of its own: begun again it goes on, and the end is the same."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from communities.discussion.models import Post, Topic
from communities.spaces.models import Community
from portal.foundation.models import OutboxEntry
from tests.communities.archives.conftest import row
from tests.communities.conftest import make_space
from tests.databases import own_data

POSTS = 3000
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """The database is another one."""


@pytest.fixture
def folder(django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder with a database of its own, which is asked as long as the test lasts."""
    if connection.vendor != "sqlite":
        pytest.skip("the process is given a database in a file")
    with own_data(tmp_path, django_db_blocker, settings):
        yield tmp_path


def start(folder: Path, file: Path, space: Community) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PASSERELLE_DATA_DIR": str(folder), "PASSERELLE_MODE": "demo"}
    words = [sys.executable, "manage.py", "communities", "import", space.slug, str(file), "--format", "jsonl"]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def count(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "passerelle.sqlite3", timeout=20)) as database:
        return int(database.execute("SELECT COUNT(*) FROM communities_post").fetchone()[0])


def test_what_is_killed_goes_on_where_it_was(folder: Path) -> None:
    space = make_space(parts=["people", "forum"])
    connection.close()
    file = folder / "archive.jsonl"
    lines = (
        row(f"Post {n}", id=n, topic=n % 40, title=f"Topic {n % 40}", reply_to=n - 40 if n >= 40 else None)
        for n in range(POSTS)
    )
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    process, until = start(folder, file, space), time.monotonic() + 60
    while not count(folder) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = count(folder)
    assert 0 < there < POSTS
    assert there % 500 == 0  # whole batches
    assert Topic.objects.count() * 75 >= there > (Topic.objects.count() - 1) * 75
    connection.close()
    for _again in range(2):
        process = start(folder, file, space)
        _out, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
        assert said == b""
    assert (Post.objects.count(), Topic.objects.count()) == (POSTS, 40)
    for topic in Topic.objects.all():
        posts = list(topic.posts.values_list("number", "reply_to__number"))
        assert posts == [(number, number - 1 or None) for number in range(1, 76)]
        assert (topic.last_number, topic.imported_number) == (75, 75)
    pages = OutboxEntry.objects.filter(key__startswith="topic:").values_list("key", flat=True)
    assert set(pages) == {f"topic:{topic.pk}.{page}" for topic in Topic.objects.all() for page in range(1, 5)}
