"""People post with files while web processes and the worker are killed with SIGKILL at random moments, each alone and both at once.

Other tests kill one process at every step of one thing; here all of the site runs as it does for its operator. `KILLS=200 pytest …` goes on for longer.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from communities.discussion.attachments import Attachment
from communities.discussion.models import Topic
from portal.foundation import outbox
from portal.foundation.files import pruning
from portal.foundation.outbox import OutboxEntry
from portal.notices.models import Notice
from tests.databases import Tables, other_database
from tests.operations.machine import (
    ROOT,
    answers,
    children,
    end,
    environment,
    free_port,
    manage,
    output_of,
    start,
    wait_for,
)

pytestmark = [
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the site runs on a database of its own"),
]
KILLS: Final = int(os.environ.get("KILLS", "12"))
SETTINGS: Final = {"DJANGO_SETTINGS_MODULE": "tests.operations.impatient"}
TOKEN: Final = "a" * 32  # of forms: the cookie's is the form's
PEOPLE: Final = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
from communities.people.models import Profile
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.conftest import make_topic
from tests.notices.conftest import wants
space = make_space("Killed now and then", parts=["people", "forum"], joining="request")
topic = make_topic(space)
sessions = []
for name in ("Nora", "Ben", "Cem"):
    user = make_member(space, name=name).user
    Profile.objects.create(user=user, name=name, verified_as="a teacher")  # may send many files
    client = Client()
    client.force_login(user)
    sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
wants(topic.author, "now")
print(json.dumps({"topic": topic.pk, "address": topic.get_absolute_url(), "sessions": sessions}))
"""


class Writer(threading.Thread):
    """Somebody who posts one thing after the other, and goes on where nothing answers."""

    def __init__(self, number: int, session: str, address: str, port: int) -> None:
        super().__init__(daemon=True)
        self.number, self.session, self.address, self.port = number, session, address, port
        self.taken: list[str] = []
        self.unknown: list[str] = []
        self.refused: list[str] = []
        self.stops = threading.Event()

    def run(self) -> None:
        """Posts until it is told to stop."""
        for count in range(100):  # files that one person sends a day
            if self.stops.is_set():
                return
            text = f"Zyzzogeton {self.number} {count}."
            try:
                status, said = self.post(text)
            except (OSError, http.client.HTTPException):
                self.unknown.append(text)
                time.sleep(0.3)
                continue
            (self.taken if status == 302 else self.refused).append(text if status == 302 else f"{status} {said[:300]}")
            time.sleep(0.1)

    def post(self, text: str) -> tuple[int, str]:
        """Sends the form as a browser does."""
        fields = {
            "text": ("", text),
            "csrfmiddlewaretoken": ("", TOKEN),
            "files": ('; filename="plan.txt"', f"The plan of {text}"),
        }
        body = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
            for name, (more, value) in fields.items()
        )
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        headers = {
            "Content-Type": "multipart/form-data; boundary=b",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
        }
        connection.request("POST", f"{self.address}answer/", f"{body}--b--\r\n", headers)
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        return answer.status, said


@pytest.fixture
def data(tmp_path: Path, django_db_setup: None, tables: Tables) -> Path:
    """A site with people who write, killed again and again, and at rest afterwards."""
    tables.give(tmp_path / "passerelle.sqlite3")
    done = manage(tmp_path, "prepare", "--without-demo", **SETTINGS)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path


def people(data: Path) -> dict[str, Any]:
    """A topic, and the sessions of those who write there."""
    done = subprocess.run(
        [sys.executable, "-c", PEOPLE],
        cwd=ROOT,
        env=environment(data, PYTHONPATH=str(ROOT), **SETTINGS),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def killed(supervisor: int, chance: random.Random) -> None:
    """Kills the worker, a web process, or both."""
    parts = {name: pid for pid, name in children(supervisor).items()}
    web = [*children(parts["web"])] if "web" in parts else []
    worker = [parts["worker"]] if "worker" in parts else []
    for pid in chance.choice([worker, web[:1], web, worker + web]):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_nothing_is_lost_or_doubled(data: Path, django_db_setup: None, django_db_blocker: Any, settings: Any) -> None:
    there, port, chance = people(data), free_port(), random.Random(17)
    process = start(data, "serve", "--port", str(port), **SETTINGS)
    try:
        wait_for(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, output_of(data)
        writers = [Writer(number, session, there["address"], port) for number, session in enumerate(there["sessions"])]
        for writer in writers:
            writer.start()
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0.5, 4.0))
            killed(process.pid, chance)
        for writer in writers:
            writer.stops.set()
        for writer in writers:
            writer.join(30)
        settings.MEDIA_ROOT = data / "files"
        with django_db_blocker.unblock(), other_database(str(data / "passerelle.sqlite3")):
            wait_for(lambda: not OutboxEntry.objects.exclude(kind="digest").exists(), 120)
            end(process)
            assert [writer.refused for writer in writers] == [[], [], []]
            all_is_well(data, there["topic"], writers)
    finally:
        end(process)


def all_is_well(data: Path, key: int, writers: list[Writer]) -> None:
    """Whatever was taken is there, once, with its file; who asked is told of each post once, and by at most two copies of one mail."""
    topic = Topic.objects.get(pk=key)
    posts = {post.text: post for post in topic.posts.filter(text__startswith="Zyzzogeton")}
    said = Counter(topic.posts.values_list("text", flat=True))
    taken = {text for writer in writers for text in writer.taken}
    assert len(taken) > KILLS
    assert taken <= posts.keys() <= taken | {text for writer in writers for text in writer.unknown}
    assert max(said.values()) == 1
    numbers = sorted(topic.posts.values_list("number", flat=True))
    assert numbers == list(range(1, topic.last_number + 1))
    lost = {f"The plan of {text}" for writer in writers for text in writer.unknown if text not in posts}
    # A file that came with what was not taken stays with its writer's draft, which the next post is made of.
    for post in posts.values():
        files = [file.file.read().decode() for file in post.attachments.all()]
        assert files.count(f"The plan of {post.text}") == 1
        assert lost.issuperset(files[:-1] if len(files) > 1 else [])
    told = Counter(Notice.objects.filter(user=topic.author).values_list("event", flat=True))
    assert told == Counter(f"post:{post.pk}" for post in posts.values())
    assert set(Notice.objects.filter(user=topic.author).values_list("mail", flat=True)) == {"sent"}
    letters = [message_from_bytes(file.read_bytes()) for file in (data / "mail").glob("*.eml")]
    copies = Counter(letter["Message-ID"] for letter in letters if topic.author and letter["To"] == topic.author.email)
    assert len(copies) == len(posts)
    assert max(copies.values()) <= 2
    outbox.drain([pruning.FILE])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert set(pruning.stored("posts/")) == set(Attachment.objects.values_list("file", flat=True))
    assert found(data, [*posts]) == {1}


def found(data: Path, texts: Sequence[str]) -> set[int]:
    """In how many pages of topics a member finds each of some texts."""
    asked = (
        "import django; django.setup()\nfrom django.utils import timezone\nfrom search.engines import engine\n"
        "from search.engines.base import SearchRequest\nfrom communities.spaces.models import Community\n"
        "from communities.spaces.terms import audience_of\n"
        "seen = frozenset({'public', 'members', audience_of(Community.objects.get().pk)})\n"
        "import json, sys\n"
        "for text in json.load(sys.stdin): print(engine().count(SearchRequest(text=f'\"{text}\"', now=timezone.now(), audiences=seen)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        input=json.dumps(texts),
        cwd=ROOT,
        env=environment(data, PYTHONPATH=str(ROOT), **SETTINGS),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {int(line) for line in done.stdout.splitlines() if line.isdigit()}
