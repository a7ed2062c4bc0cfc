"""The files of an archive come along: by the one rule for uploads, once, and for who sees the post."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.archives import files
from communities.archives.claiming import claim
from communities.archives.files import found_in
from communities.archives.models import UnclaimedName
from communities.discussion import actions
from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Topic
from communities.discussion.writing import attach
from communities.spaces.copying import zipped
from communities.spaces.models import Community
from portal.foundation import erasure
from portal.foundation.files.taking import take
from tests.communities.archives.conftest import row
from tests.communities.conftest import RUNGS, as_, make_member, make_person, make_space
from tests.communities.discussion.conftest import make_topic
from tests.files import jpeg_from_a_telephone, picture

pytestmark = pytest.mark.django_db
Bring = Callable[..., str]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Where files are stored."""
    settings.MEDIA_ROOT = str(tmp_path / "stored")
    return tmp_path / "stored"


@pytest.fixture
def bring(tmp_path: Path, space: Community) -> Bring:
    """Imports rows; returns what was reported."""
    (tmp_path / "archive").mkdir()

    def bring(*rows: dict[str, Any], folder: Path | None = None, into: Community = space) -> str:
        file = tmp_path / "archive" / "space.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in rows))
        said = StringIO()
        call_command(
            "communities", "import", into.slug, str(file), format="jsonl", folder=folder, quiet=True, stderr=said
        )
        return said.getvalue().replace(str(tmp_path), "")

    return bring


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., str]:
    """Puts a file beside the archive."""

    def put(name: str, content: bytes = b"We met.\n", where: str = "archive/files") -> str:
        file = tmp_path / where / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return f"files/{name}"

    return put


def stored(one: Attachment) -> bytes:
    """What lies on the disk."""
    return default_storage.open(str(one.file.name)).read()


def test_what_a_space_gave_another_takes_in(space: Community, tmp_path: Path) -> None:
    ana = make_member(space, name="Ana").user
    post = make_topic(space, ana).posts.get()
    attach(ContentFile(picture(size=(12, 8)), "Door.png"), ana, 0, post=post, alt="A green door", consent="nobody")
    attach(ContentFile(b"Minutes of May.\n", "minutes.txt"), ana, 1, post=post)
    copy = BytesIO(b"".join(zipped(space, ana)))
    ZipFile(copy).extractall(tmp_path / "copy")
    other = make_space("Another", parts=["people", "forum"])
    archive = str(tmp_path / "copy" / f"{space.slug}.jsonl")
    for _again in range(2):
        out, said = StringIO(), StringIO()
        call_command("communities", "import", other.slug, archive, format="jsonl", stdout=out, stderr=said)
        assert said.getvalue() == ""
    door, minutes = Attachment.objects.filter(post__topic__community=other)
    assert (door.alt, door.consent, door.width, door.author) == ("A green door", "nobody", 12, None)
    assert stored(minutes) == b"Minutes of May.\n"
    assert default_storage.exists(door.file.name)
    assert door.file.name != post.attachments.all()[0].file.name


def test_who_sees_the_post_sees_its_files(bring: Bring, archive: Any, space: Community) -> None:
    assert bring(row(files=[{"path": archive("a/minutes.txt"), "name": "Minutes.txt"}])) == ""
    found = Attachment.objects.get()
    statuses = {rung: as_(rung, space).get(found.url).status_code for rung in RUNGS}
    wanted = dict.fromkeys(RUNGS, 200) | {"stranger": 404, "outsider": 404}
    assert statuses == wanted
    page = as_("member", space).get(Topic.objects.get().get_absolute_url()).content.decode()
    assert "Minutes.txt" in page


def test_a_folder_may_be_named(bring: Bring, archive: Any, tmp_path: Path) -> None:
    archive("posts/one.txt", where="elsewhere")
    rows = row(files=[{"path": "files/posts/one.txt"}])
    assert "the file files/posts/one.txt is not in /archive" in bring(rows)
    assert bring(rows, folder=tmp_path / "elsewhere") == ""
    assert Attachment.objects.get().name == "one.txt"
    with pytest.raises(CommandError, match="is no folder"):
        bring(rows, folder=tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ\x90\x00" + b"\0" * 200),
        ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + b"nonsense"),
        ("empty.txt", b""),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
    ],
)
def test_what_is_not_taken_is_told_and_the_post_kept(bring: Bring, archive: Any, name: str, content: bytes) -> None:
    told = bring(row(files=[{"path": archive(name, content)}, {"path": archive("good.txt")}]))
    assert told.startswith(f"/archive/space.jsonl:1: skipped: the file {name}: ")
    assert len(told.partition(f"{name}: ")[2]) > 20  # the reason
    assert Attachment.objects.get().name == "good.txt"
    assert Post.objects.count() == 1


def test_pictures_come_without_what_a_camera_wrote(bring: Bring, archive: Any) -> None:
    sent = {"path": archive("a.jpg", jpeg_from_a_telephone()), "alt": "Red\n\0 " + "x" * 999}
    assert bring(row(files=[sent])) == ""
    found = Attachment.objects.get()
    assert b"telephone" not in stored(found)
    assert len(found.alt) == 300


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "files/../../secret.txt",
        "/etc/passwd",
        "files/link.txt",
        "files/circle",
        "files",
        "a" * 5000,
        "\0",
        "files/\ud800",
    ],
)
def test_nothing_from_outside_of_the_folder(bring: Bring, archive: Any, tmp_path: Path, path: str) -> None:
    archive("secret.txt", where="")
    archive("here.txt")
    os.symlink(tmp_path / "secret.txt", tmp_path / "archive/files/link.txt")
    os.symlink(tmp_path / "archive/files/circle", tmp_path / "archive/files/circle")
    assert "skipped" in bring(row(files=[{"path": path}]))
    assert not Attachment.objects.exists()
    assert found_in(tmp_path / "archive", path) is None


@pytest.mark.parametrize(
    "value", [5, True, {"path": 7}, [None], [[]], [{}], {"name": "x"}, "nowhere.txt", [{"path": ""}]]
)
def test_nonsense_is_told(bring: Bring, value: Any) -> None:
    assert "skipped" in bring(row(files=value))
    assert Post.objects.count() == 1


@pytest.mark.parametrize("value", [None, [], "", {}])
def test_no_files_are_nothing_to_tell(bring: Bring, value: Any) -> None:
    assert bring(row(files=value)) == ""


def test_a_post_takes_ten(bring: Bring, archive: Any) -> None:
    told = bring(row(files=[{"path": archive(f"{number}.txt")} for number in range(12)]))
    assert "at most 10: 10.txt, 11.txt" in told
    assert Attachment.objects.count() == 10


def test_what_was_interrupted_goes_on(bring: Bring, archive: Any, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row(f"Post {n}", id=n, files=[{"path": archive(f"{n}.txt", f"{n}\n".encode())}]) for n in range(6)]
    calls = list[Any]()

    def killed(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return take(*given)

    monkeypatch.setattr(files, "take", killed)
    with pytest.raises(KeyboardInterrupt):
        bring(*rows)
    assert (Post.objects.count(), Attachment.objects.count()) == (6, 3)
    for _again in range(2):
        assert bring(*rows) == ""
    assert Attachment.objects.count() == 6
    assert len(calls) == 7  # none is looked at a second time
    assert len([one for one in media.rglob("*") if one.is_file()]) == 6
    assert {post.text: stored(post.attachments.get()) for post in Post.objects.all()} == {
        f"Post {n}": f"{n}\n".encode() for n in range(6)
    }


def test_what_was_removed_gets_none(bring: Bring, archive: Any, space: Community) -> None:
    rows = row(files=[{"path": archive("late.txt")}])
    bring({**rows, "files": None})
    actions.remove(Post.objects.get(), "Off topic", None)
    assert bring(rows) == ""
    assert not Attachment.objects.exists()


def test_files_go_with_their_author(bring: Bring, archive: Any) -> None:
    bring(row(files=[{"path": archive("mine.txt")}]))
    owner = make_person(email="ana@old.example")
    assert EmailAddress.objects.filter(user=owner).exists()
    claim(UnclaimedName.objects.get(), owner)
    assert erasure.export(owner)["communities.attachment.author"][0]["name"] == "mine.txt"
    bring(row("More", files=[{"path": archive("later.txt")}]))
    assert set(Attachment.objects.values_list("author", flat=True)) == {owner.pk}
    erasure.erase(owner)
    assert not Attachment.objects.exists()


def test_posts_without_files_ask_nothing_more(bring: Bring) -> None:
    with CaptureQueriesContext(connection) as queries:
        bring(*(row(f"Post {number}", id=number) for number in range(30)))
    assert not [query for query in queries.captured_queries if "communities_attachment" in query["sql"]]


def test_a_stranger_learns_nothing(bring: Bring, archive: Any) -> None:
    bring(row(files=[{"path": archive("x.txt")}]))
    assert Client().get(Attachment.objects.get().url).status_code == 404
