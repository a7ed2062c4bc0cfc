"""The words in files of posts: found by who sees the post, as long as they do, and never those of what is held, taken away, or a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.discussion import actions
from communities.discussion.attachments import Attachment, AttachmentWords
from communities.discussion.leaving import forget_words
from communities.discussion.models import Topic, Waiting
from communities.discussion.moderated_files import _bring_back, _take_away
from communities.discussion.terms import LONGEST_FILE
from communities.discussion.words import find, keep
from communities.moderation.actions import settle
from communities.moderation.models import Case
from communities.moderation.terms import Outcome
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.files.words import Words
from tests import papers
from tests.communities.conftest import as_, client_of, make_member, make_space
from tests.practices.records.test_reaching_the_index import found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]
FORUM = "/communities/mentoring-after-release/forum/"
NEW = {"title": "Who helps?", "kind": "question", "language": "en", "text": "We need **mentors**."}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def paper(*pages: str, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf(*(pages or ("Nightingales sing", "Kingfishers dive"))))


def read() -> None:
    """What the worker does, as often as there is something to do."""
    outbox.drain(["extraction"])
    outbox.drain(["index"])


def answered(topic: Topic, author: Any, file: Any) -> Attachment:
    """An answer with a file, as somebody sends it, once the worker has read it."""
    sent = {"text": "See below.", "files": file}
    assert client_of(author).post(f"{topic.get_absolute_url()}answer/", sent).status_code == 302
    read()
    return Attachment.objects.latest("pk")


def test_a_post_is_found_by_the_words_in_its_file(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    kept = answered(topic, make_member(space, name="Nora").user, paper())
    assert kept.extraction == "done"
    member = as_("member", space)
    for words in ("nightingales", "kingfishers", "plan.pdf"):
        assert found(words, member) == [topic.get_absolute_url()]
    assert found("nightingales") == found("nightingales", as_("outsider", space)) == []


@pytest.mark.parametrize("way", ["remove", "undo", "forget", "detach", "taken away", "topic", "switched off"])
def test_they_go_with_the_post_and_its_file(space: Community, topic: Topic, found: Found, way: str) -> None:  # noqa: F811
    author, member = make_member(space, name="Nora").user, as_("member", space)
    kept: Any = answered(topic, author, paper())
    assert found("nightingales", member)
    if way == "remove":
        actions.remove(kept.post, "Against the rules", make_member(space, "facilitator").user)
    elif way == "undo":
        actions.undo(kept.post)
    elif way == "forget":
        forget_words(author)
    elif way == "detach":
        client_of(author).post(f"{topic.get_absolute_url()}post/2/draft/", {"text": "See.", "detach": kept.pk})
    elif way == "taken away":
        _take_away(kept.pk, "", None)
    elif way == "topic":
        topic.delete()
    else:
        space.parts = ["people"]
        space.save()
    if way != "topic":
        assert found("nightingales", member) == []  # before the worker came
    read()
    assert found("nightingales", member) == []
    if way == "taken away":
        _bring_back(kept.pk, None)
        read()
        assert found("nightingales", member) == [topic.get_absolute_url()]
    elif way == "remove":
        actions.restore(kept.post)
        read()
        assert found("nightingales", member) == [topic.get_absolute_url()]


def test_drafts_and_held_posts_are_not_found_until_they_are_let_in(space: Community, found: Found) -> None:  # noqa: F811
    Community.objects.update(joining="open")
    author = make_member(space, name="Nora")
    client, everybody = client_of(author.user), [as_(rung, space) for rung in ("member", "facilitator", "steward")]
    client.post(f"{FORUM}new/draft/", {**NEW, "files": [paper()]})
    read()
    assert AttachmentWords.objects.count() == 1
    assert not any(found("nightingales", one) for one in (*everybody, client))
    client.post(f"{FORUM}new/", NEW)
    read()
    assert Waiting.objects.count() == 1
    assert not any(found("nightingales", one) for one in (*everybody, client))
    settle(Case.objects.get(), Outcome.STAYS, "", make_member(space, "facilitator").user)
    read()
    assert found("nightingales", everybody[0]) == [Topic.objects.get().get_absolute_url()]


def test_files_of_a_protected_case_are_never_found(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    kept = answered(topic, make_member(space, name="Nora").user, paper())
    Topic.objects.update(kind="case")
    keep(kept.pk, Words(["Nightingales sing"]))
    read()
    assert not any(found("nightingales", as_(rung, space)) for rung in ("member", "steward", "administrator"))


def test_they_move_with_the_topic(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    answered(topic, make_member(space, name="Nora").user, paper())
    other = make_space("Elsewhere", parts=["people", "forum"])
    actions.move(topic, other, None)
    read()
    assert found("nightingales", as_("member", space)) == []
    assert found("nightingales", as_("member", other)) == [Topic.objects.get().get_absolute_url()]


@pytest.mark.parametrize("file", [papers.locked_pdf(), b"%PDF-1.7\nbroken", papers.pdf("")])
def test_what_cannot_be_read_is_left_and_the_post_found(
    space: Community, topic: Topic, found: Found, file: bytes  # noqa: F811
) -> None:  # fmt: skip
    kept = answered(topic, make_member(space, name="Nora").user, SimpleUploadedFile("plan.pdf", file))
    assert kept.extraction == "failed"
    assert not AttachmentWords.objects.exists()
    assert found("below", as_("member", space)) == [topic.get_absolute_url()]


def test_a_long_file_is_found_by_its_beginning_and_costs_no_more(space: Community, topic: Topic) -> None:
    kept = answered(topic, make_member(space, name="Nora").user, paper())
    keep(kept.pk, Words(["word " * 4_000] * 40))
    assert len(AttachmentWords.objects.get().text) == LONGEST_FILE
    kept.delete()
    keep(kept.pk, Words(["Too late"]))
    assert not AttachmentWords.objects.exists()
    assert find(kept.pk) is None
    assert Client().get(kept.url).status_code == 404
