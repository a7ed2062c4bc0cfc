"""Pictures and files of posts: how they come, what is asked about them, who sees them, and where they go."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from communities.discussion import actions
from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft
from communities.discussion.leaving import forget_words
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.moderated_files import forget
from communities.moderation.actions import settle
from communities.moderation.models import Case
from communities.moderation.terms import Outcome
from communities.spaces.models import Community
from portal.accounts import own_data
from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.foundation.files import pruning
from tests.communities.conftest import RUNGS, as_, client_of, make_member, make_space
from tests.communities.discussion.conftest import say
from tests.files import docx, jpeg_from_a_telephone, picture
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db
FORUM = "/communities/mentoring-after-release/forum/"
NEW = {"title": "Who helps?", "kind": "question", "language": "en", "text": "We need **mentors**."}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def png(name: str = "bridge.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), "image/png")


def pdf(name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\nthe plan", "application/pdf")


def described() -> dict[str, str]:
    """What a form says of all pictures that there are."""
    keys = Attachment.objects.exclude(width=0).values_list("pk", flat=True)
    return {name: value for key in keys for name, value in ((f"alt-{key}", "A bridge"), (f"consent-{key}", "nobody"))}


def answered(client: Client, topic: Topic, *files: Any, text: str = "See below.") -> Attachment:
    """A post with one file, as people send it: described in a second step."""
    client.post(f"{topic.get_absolute_url()}draft/", {"text": text, "files": files})
    answer = client.post(f"{topic.get_absolute_url()}answer/", {"text": text, **described()})
    assert answer.status_code == 302, answer.content.decode()
    return Attachment.objects.latest("pk")


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def worked_off() -> None:
    outbox.drain([pruning.FILE])


def test_a_document_goes_with_an_answer_at_once(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    assert client.post(f"{topic.get_absolute_url()}answer/", {"text": "Here.", "files": pdf()}).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.post, kept.name, kept.media_type, kept.extraction) == (
        topic.posts.get(number=2),
        "plan.pdf",
        "application/pdf",
        "waiting",
    )
    words = words_of(as_("member", space), topic.get_absolute_url())
    assert "plan.pdf PDF, 17" in words
    assert not Draft.objects.exists()


def test_a_picture_is_described_before_it_is_sent(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    address = f"{topic.get_absolute_url()}answer/"
    answer = client.post(
        address, {"text": "See below.", "files": SimpleUploadedFile("IMG_1.jpg", jpeg_from_a_telephone())}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Say of each picture what it shows" in page
    assert "whether people can be recognised" in page
    assert "See below." in page  # nothing is lost: neither words nor picture
    kept = Attachment.objects.get()
    assert f'name="alt-{kept.pk}"' in page
    half = client.post(address, {"text": "See below.", f"alt-{kept.pk}": " A  bridge\x00 "})
    assert (half.status_code, Attachment.objects.get().alt) == (400, "A bridge")
    assert client.post(address, {"text": "See below.", f"consent-{kept.pk}": "given"}).status_code == 302
    page = text_of(as_("member", space), topic.get_absolute_url())
    kept.refresh_from_db()
    assert f'<img src="{kept.url}" alt="A bridge" width="30" height="40" loading="lazy">' in page
    assert b"Exif" not in b"".join(as_("member", space).get(kept.url))


@pytest.mark.parametrize("way", ["new/", "1/answer/"])
def test_what_is_refused_is_named_and_nothing_else_is_lost(space: Community, topic: Topic, way: str) -> None:
    address = f"{FORUM}new/" if way == "new/" else f"{topic.get_absolute_url()}answer/"
    svg = SimpleUploadedFile("<b>drawing</b>.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    answer = as_("member", space).post(address, {**NEW, "files": [svg, pdf()]})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "SVG drawings are not taken" in page
    assert "<b>drawing" not in page
    assert "We need **mentors**." in page
    assert Attachment.objects.get().name == "plan.pdf"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.pdf", "\u202efdp.exe", "C:\\x\\y.pdf", "", "x" * 500 + ".pdf"]
)
def test_names_are_for_people_alone(space: Community, topic: Topic, name: str, own_folder: Path) -> None:
    kept = answered(as_("member", space), topic, pdf(name or "p"))
    assert own_folder in Path(kept.file.path).resolve().parents
    assert len(Path(str(kept.file.name)).stem) == 32
    answer = as_("member", space).get(kept.url)
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer["Content-Disposition"]


READ = {"stranger": 404, "outsider": 404, "member": 200, "facilitator": 200, "steward": 200, "administrator": 200}
DECIDE = {**READ, "member": 404}


def seen_by(space: Community, address: str) -> dict[str, int]:
    return {rung: as_(rung, space).get(address).status_code for rung in RUNGS}


def test_a_file_is_seen_by_who_sees_its_post(space: Community, topic: Topic) -> None:
    kept = answered(as_("member", space), topic, png())
    assert seen_by(space, kept.url) == READ
    answer = as_("member", space).get(kept.url)
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    Community.objects.update(visibility="public")
    assert set(seen_by(space, kept.url).values()) == {200}
    assert Client().get(kept.url)["Cache-Control"] == "public, no-cache"
    Community.objects.update(visibility="private")
    assert seen_by(space, kept.url) == READ


def test_a_file_moves_with_its_topic_into_another_space(space: Community, topic: Topic) -> None:
    kept = answered(as_("member", space), topic, png())
    other = make_space("Elsewhere", parts=["people", "forum"])
    actions.move(topic, other, None)
    assert as_("member", space).get(kept.url).status_code == 404
    assert as_("member", other).get(kept.url).status_code == 200


def test_a_draft_s_files_are_its_writer_s_alone(space: Community, topic: Topic) -> None:
    writer = as_("member", space)
    writer.post(f"{topic.get_absolute_url()}draft/", {"text": "x", "files": png()})
    kept = Attachment.objects.get()
    assert writer.get(kept.url).status_code == 200
    assert set(seen_by(space, kept.url).values()) == {404}


def test_the_files_of_a_post_that_waits_are_seen_by_who_decides(space: Community) -> None:
    Community.objects.update(joining="open")
    author = make_member(space, name="Nora")
    client = client_of(author.user)
    client.post(f"{FORUM}new/draft/", {**NEW, "files": [png(), pdf()]})
    assert client.post(f"{FORUM}new/", {**NEW, **described()})["Location"].endswith("/account/decisions/")
    waiting = Waiting.objects.get()
    assert Attachment.objects.filter(waiting=waiting).count() == 2
    for kept in Attachment.objects.all():
        assert seen_by(space, kept.url) == DECIDE
        assert client.get(kept.url).status_code == 200
    case = Case.objects.get()
    page = words_of(as_("facilitator", space), f"/communities/moderation/{case.pk}/")
    assert "plan.pdf" in page
    assert "nobody can be recognised" in page
    everywhere = [text_of(as_("member", space), address) for address in (FORUM, FORUM.removesuffix("forum/"))]
    assert not any("plan.pdf" in page or kept.url in page for page in everywhere for kept in Attachment.objects.all())
    with ZipFile(copy_of(space)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("files/")]
    settle(case, Outcome.STAYS, "", make_member(space, "facilitator").user)
    assert {kept.post_id for kept in Attachment.objects.all()} == {Post.objects.get().pk}
    assert seen_by(space, Attachment.objects.earliest("pk").url) == READ


def copy_of(space: Community) -> BytesIO:
    from communities.spaces.copying import zipped

    return BytesIO(b"".join(zipped(space, space.memberships.get(role="steward").user)))


def test_what_a_moderator_takes_away_is_there_for_who_decides_until_no_appeal_can_bring_it_back(
    space: Community, topic: Topic
) -> None:
    kept = answered(as_("member", space), topic, png())
    post = topic.posts.get(number=2)
    actions.remove(post, "Against the rules", make_member(space, "facilitator").user)
    assert seen_by(space, kept.url) == DECIDE
    assert kept.url not in text_of(as_("member", space), topic.get_absolute_url())
    actions.restore(post)
    assert seen_by(space, kept.url) == READ
    actions.remove(post, "Against the rules", make_member(space, "facilitator").user)
    forget()
    assert Attachment.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=280)):
        forget()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("way", ["remove", "undo", "forget", "erase", "topic", "detach"])
def test_files_go_with_what_they_belong_to(space: Community, topic: Topic, way: str, own_folder: Path) -> None:
    author = make_member(space, name="Nora").user
    kept = answered(client_of(author), topic, pdf())
    post = kept.post
    assert post
    assert len(stored(own_folder)) == 1
    if way == "remove":
        actions.remove(post, "I was wrong", author)
    elif way == "undo":
        actions.undo(post)
    elif way == "forget":
        forget_words(author)
    elif way == "erase":
        erase(author)
    elif way == "topic":
        topic.delete()
    else:
        client_of(author).post(f"{topic.get_absolute_url()}post/2/draft/", {"text": "See.", "detach": kept.pk})
    assert not Attachment.objects.exists()
    assert len(stored(own_folder)) == 1  # until the transaction is over
    worked_off()
    assert stored(own_folder) == []
    assert as_("steward", space).get(kept.url).status_code == 404


def test_what_a_killed_process_left_is_pruned_and_nothing_else(
    space: Community, topic: Topic, own_folder: Path
) -> None:
    kept = answered(as_("member", space), topic, pdf())
    default_storage.save("posts/ab/orphan.pdf", pdf())
    pruning.prune()
    assert len(stored(own_folder)) == 2  # its row may still be coming
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert [path.name for path in stored(own_folder)] == [Path(str(kept.file.name)).name]


def test_nobody_takes_out_or_describes_the_files_of_others(space: Community, topic: Topic) -> None:
    kept = answered(as_("member", space), topic, png())
    other = as_("member", space)
    other.post(f"{topic.get_absolute_url()}draft/", {"text": "x", "detach": kept.pk, f"alt-{kept.pk}": "Mine"})
    other.post(
        f"{topic.get_absolute_url()}answer/", {"text": "x", f"alt-{kept.pk}": "Mine", f"consent-{kept.pk}": "given"}
    )
    kept.refresh_from_db()
    assert (kept.alt, kept.post and kept.post.number) == ("A bridge", 2)


def test_a_change_adds_files_and_describes_them_anew(space: Community, topic: Topic) -> None:
    author = make_member(space, name="Nora").user
    client = client_of(author)
    kept = answered(client, topic, png())
    address = f"{topic.get_absolute_url()}post/2/edit/"
    assert 'value="A bridge"' in text_of(client, address)
    assert (
        client.post(address, {"text": "See below.", "files": pdf(), f"alt-{kept.pk}": "A red bridge"}).status_code
        == 302
    )
    assert list(Attachment.objects.values_list("post__number", "alt")) == [(2, "A red bridge"), (2, "")]


def test_how_many_files(space: Community, topic: Topic, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "files": 0}
    client = as_("member", space)
    address = f"{topic.get_absolute_url()}draft/"
    client.post(address, {"text": "x", "files": [pdf() for _ in range(5)]})
    assert Attachment.objects.count() == 4  # nothing of theirs stands yet
    assert "You can send 4 files a day" in words_of(client, topic.get_absolute_url())
    known = make_member(space, name="Karl").user
    say(topic, "I am here", known)
    client = client_of(known)
    client.post(address, {"text": "x", "files": [pdf() for _ in range(12)]})
    assert Attachment.objects.filter(author=known).count() == 10  # of one post
    assert "A post takes at most 10 files" in words_of(client, topic.get_absolute_url())


def test_files_come_no_faster_than_people_send_them(space: Community, topic: Topic, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "files": 1}
    client = as_("member", space)
    answers = [
        client.post(f"{topic.get_absolute_url()}draft/", {"text": "x", "files": pdf()}, headers={"X-Draft": "1"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert "That was fast" in answers[1].content.decode()


def test_files_do_not_cost_queries_each(space: Community, topic: Topic) -> None:
    client, author = as_("member", space), make_member(space, name="Nora").user
    before = warm_queries(client, topic.get_absolute_url())
    answered(client_of(author), topic, pdf())
    one = warm_queries(client, topic.get_absolute_url())
    for _ in range(3):
        answered(client_of(author), topic, png())
    assert warm_queries(client, topic.get_absolute_url()) == one == before


def test_what_is_taken_along(space: Community, topic: Topic) -> None:
    author = make_member(space, name="Nora").user
    kept = answered(client_of(author), topic, png())
    answered(client_of(author), topic, pdf())
    own = BytesIO()
    own_data.write(author, own)
    with ZipFile(own) as archive:
        assert archive.read(f"files/{kept.file.name}").startswith(b"\x89PNG")
        assert "A bridge" in archive.read("data.json").decode()
    with ZipFile(copy_of(space)) as archive:
        assert archive.read(f"files/{kept.file.name}").startswith(b"\x89PNG")
        page = archive.read(f"forum/{topic.pk}.html").decode()
        assert f'<img src="../files/{kept.file.name}" alt="A bridge" width="40" height="30">' in page
        assert 'href="../files/posts/' in page
        rows = [json.loads(line) for line in archive.read(f"{space.slug}.jsonl").splitlines()]
    (found,) = [row["files"] for row in rows if row.get("number") == 2]
    assert found == [
        {
            "path": f"files/{kept.file.name}",
            "name": "bridge.png",
            "type": "image/png",
            "alt": "A bridge",
            "consent": "nobody",
        }
    ]


def test_office_files_and_pictures_in_one_answer(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    files = [SimpleUploadedFile("letter.docx", docx()), png(), SimpleUploadedFile("Größe.csv", b"a;b")]
    client.post(f"{topic.get_absolute_url()}draft/", {"text": "x", "files": files})
    assert client.post(f"{topic.get_absolute_url()}answer/", {"text": "x", **described()}).status_code == 302
    assert list(Attachment.objects.values_list("name", "extraction")) == [
        ("letter.docx", "waiting"), ("bridge.png", "none"), ("Größe.csv", "waiting"),
    ]  # fmt: skip
