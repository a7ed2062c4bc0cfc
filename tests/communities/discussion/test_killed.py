"""A process that takes in, posts, answers by mail or takes away files and is killed with SIGKILL at every step of it: of each statement and each
touch of the storage, before and after. Nothing is half there afterwards, nobody is told twice or not at all, and no file stays without a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft
from communities.discussion.models import Post, Topic
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.files import pruning
from portal.foundation.models import OutboxEntry
from portal.notices.models import Letter, Notice
from portal.notices.replies.addresses import reply_to
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.conftest import make_topic, say
from tests.databases import own_data
from tests.killing import killed_at_every_step
from tests.notices.conftest import wants

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="The process needs a database file of its own.")
MOST_STEPS = 400

PROCESSES = """
import os, sys
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS, settings.REQUESTS_PER_MINUTE = ["*"], {**settings.REQUESTS_PER_MINUTE, "posts": 0}
settings.REPLY_ADDRESS, settings.REPLY_DAYS = "reply@in.passerelle.example", 60
settings.SECRET_KEY = os.environ["KEY_OF_TESTS"]
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client
from communities.discussion.models import Topic
from communities.discussion.attachments import Attachment
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.replies import receiving
from portal.site import urls  # all views
from communities.discussion import writing
writing.MOST_FILES = dict.fromkeys(writing.MOST_FILES, 1000)  # a day
from tests.killing import around, begin, serve, step

def statement(execute, sql, *rest):
    if not sql.startswith("SELECT"):
        step()
    return execute(sql, *rest)

for name in ("_save", "delete"):
    around(type(default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage), name)
around(DatabaseWrapper, "_commit")

def post(number):
    user, topic = User.objects.get(name="Nora"), Topic.objects.get()
    client = Client(raise_request_exception=True)
    client.force_login(user)
    file = SimpleUploadedFile("plan.txt", f"The plan {number}".encode())
    answer = client.post(f"{topic.get_absolute_url()}answer/", {"text": f"See number {number}.", "files": file})
    assert answer.status_code == 302, answer.content.decode()

def reply(number):
    receiving.take(open(sys.argv[1], "rb").read().replace(b"NUMBER", str(number).encode()))
    outbox.drain(["reply"])

def tell(_number):
    outbox.drain(["event", "notice"])

def go(_number):
    Attachment.objects.order_by("pk").first().delete()
    outbox.drain(["file"])

def counted(do):
    def from_the_start(number):
        begin(number)
        connection.execute_wrappers.append(statement)
        do(number)
    return from_the_start

serve({"post": counted(post), "reply": counted(reply), "tell": counted(tell), "go": counted(go)})
"""


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """The database is another one."""


@pytest.fixture
def folder(django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder with a database and files of its own, which are asked as long as the test lasts."""
    settings.REPLY_ADDRESS, settings.REPLY_DAYS = "reply@in.passerelle.example", 60
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with own_data(tmp_path, django_db_blocker, settings):
        yield tmp_path


@pytest.fixture
def topic(folder: Path) -> Topic:
    """A question, and somebody who answers it; all are told at once."""
    space = make_space(parts=["people", "forum"], joining="request")
    asked = make_topic(space)
    nora = make_member(space, name="Nora").user
    say(asked, "I do.", nora)
    for user in User.objects.all():
        wants(user, "now")
    outbox.drain(["event", "notice"])
    return asked


def killed(folder: Path, what: str, *arguments: str) -> int:
    """How often it was killed until it was done."""
    key = {"KEY_OF_TESTS": settings.SECRET_KEY}
    return killed_at_every_step(
        PROCESSES, folder, what, *arguments, most=MOST_STEPS, afterwards=as_it_should_be, variables=key
    )


def as_it_should_be() -> None:
    """After each time. Somebody new may send few files a day, so drafts are cleared."""
    everything_has_its_file()
    Draft.objects.all().delete()


def everything_has_its_file() -> None:
    """No row without its file."""
    for name in Attachment.objects.values_list("file", flat=True):
        assert default_storage.exists(name), name


def no_file_is_left_without_a_row() -> None:
    """What was left behind is pruned, a day later."""
    outbox.drain([pruning.FILE])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert set(pruning.stored()) == {*Attachment.objects.values_list("file", flat=True)}


def everybody_is_told_once(topic: Topic) -> None:
    """Of each post that stands, each who is to be told of it, and once."""
    outbox.drain(["event", "notice"])
    told = Counter(Notice.objects.filter(event__startswith="post:").values_list("event", flat=True))
    asker = Notice.objects.filter(user=topic.author).values_list("event", flat=True)
    for post in topic.posts.filter(number__gt=1).exclude(author=topic.author):
        assert told[f"post:{post.pk}"] >= 1
        assert list(asker).count(f"post:{post.pk}") == 1
    assert not OutboxEntry.objects.filter(kind__in=("event", "notice")).exists()


def test_posting_with_a_file(folder: Path, topic: Topic) -> None:
    kills = killed(folder, "post")
    assert kills > 20
    posts = list(topic.posts.filter(text__startswith="See number").order_by("number"))
    assert [post.number for post in posts] == list(range(3, 3 + len(posts)))
    assert Topic.objects.get().last_number == 2 + len(posts)
    said = Counter(post.text for post in posts)
    assert said[f"See number {kills + 1}."] == 1  # the one that nobody killed
    assert max(said.values()) == 1
    for post in posts:
        assert post.attachments.count() == 1, post.text
    assert not Draft.objects.exists()
    everything_has_its_file()
    everybody_is_told_once(topic)
    no_file_is_left_without_a_row()


def test_an_answer_by_mail_with_files(folder: Path, topic: Topic) -> None:
    nora = User.objects.get(name="Nora")
    say(topic, "Who else?", topic.author)
    outbox.drain(["event", "notice"])
    letter = folder / "letter"
    letter.write_bytes(
        f"From: {nora.email}\nTo: {reply_to(Notice.objects.filter(user=nora).latest('pk'))}\nMessage-ID: <NUMBER@client.example>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nNumber NUMBER.\n"
        "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=plan.pdf\n\n%PDF-1.7 NUMBER\n--b--\n".encode()
    )
    kills = killed(folder, "reply", str(letter))
    assert kills > 20
    outbox.drain(["reply"])
    came = Letter.objects.count()
    posts = list(topic.posts.filter(text__startswith="Number "))
    assert len({post.text for post in posts}) == len(posts) == came  # what was taken in was posted, once
    for post in posts:
        (file,) = post.attachments.all()
        assert str(post.text.split()[1].rstrip(".")) in default_storage.open(file.file.name).read().decode()
    everything_has_its_file()
    everybody_is_told_once(topic)
    no_file_is_left_without_a_row()


def test_telling(folder: Path, topic: Topic) -> None:
    post = say(topic, "So do I.", make_member(topic.community, name="Ben").user)
    members = topic.community.memberships.exclude(user=post.author_id).count()
    assert killed(folder, "tell") > 5
    everybody_is_told_once(topic)
    assert Notice.objects.filter(event=f"post:{post.pk}").count() <= members
    sent = Notice.objects.filter(event=f"post:{post.pk}").values_list("mail", flat=True)
    assert set(sent) == {"sent"}


def test_files_that_go(folder: Path, topic: Topic) -> None:
    post = Post.objects.get(number=2)
    for number in range(40):
        name = default_storage.save(f"posts/ab/{number}.txt", default_storage.open(_some_file(folder)))
        Attachment.objects.create(
            post=post, author=post.author, name="a.txt", file=name, media_type="text/plain", size=1, sha256="0"
        )
    assert killed(folder, "go") > 4
    everything_has_its_file()
    no_file_is_left_without_a_row()
    assert Attachment.objects.exists()


def _some_file(folder: Path) -> str:
    (folder / "files").mkdir(exist_ok=True)
    (folder / "files" / "some.txt").write_text("words")
    return "some.txt"
