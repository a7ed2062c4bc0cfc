"""What is sent twice, by a double click or after a lost answer, is said once; what is meant as something new is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communities.discussion.again import AGAIN
from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft
from communities.discussion.models import Post, Topic, Waiting
from communities.spaces.models import Community
from tests.communities.conftest import as_, client_of, make_member
from tests.communities.discussion.conftest import say

pytestmark = pytest.mark.django_db
FORUM = "/communities/mentoring-after-release/forum/"
NEW = {"title": "Who helps?", "kind": "question", "language": "en", "text": "We need mentors, @Stella."}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def pdf(words: bytes = b"the plan") -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n" + words)


def test_an_answer_stands_once_and_the_second_way_leads_to_it(space: Community, topic: Topic, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "posts": 1}
    client, address = as_("member", space), f"{topic.get_absolute_url()}answer/"
    first = client.post(address, {"text": "Yes, @Stella."})
    again = client.post(address, {"text": "Yes, @Stella."})  # no limit stands in its way: it is sent already
    assert first["Location"] == again["Location"] == topic.page_url(2)
    topic.refresh_from_db()
    assert (topic.last_number, topic.posts.count()) == (2, 2)


def test_a_topic_is_begun_once(space: Community) -> None:
    client = as_("member", space)
    first, again = (client.post(f"{FORUM}new/", NEW) for _time in range(2))
    assert again["Location"].split("#")[0] == first["Location"]
    assert Topic.objects.count() == Post.objects.count() == 1
    client.post(f"{FORUM}new/", {**NEW, "title": "Who else helps?"})
    assert Topic.objects.count() == 2


@pytest.mark.parametrize("what", ["answer", "topic"])
def test_what_waits_waits_once(space: Community, topic: Topic, what: str) -> None:
    Community.objects.update(joining="open")
    client = as_("member", space)
    address = f"{topic.get_absolute_url()}answer/" if what == "answer" else f"{FORUM}new/"
    assert {client.post(address, NEW)["Location"] for _time in range(2)} == {"/account/decisions/"}
    assert Waiting.objects.count() == 1


def test_what_is_meant_is_said(space: Community, topic: Topic) -> None:
    """To somebody else, by somebody else, elsewhere, later, after it was taken away, or other words."""
    say(topic)
    member = make_member(space).user
    client, other = client_of(member), as_("member", space)
    address, thanks = f"{topic.get_absolute_url()}answer/", {"text": "Thank you!"}
    client.post(address, thanks)
    client.post(address, {**thanks, "reply_to": "2"})
    client.post(address, {"text": "Thank you all!"})
    other.post(address, thanks)
    assert topic.posts.count() == 6
    Post.objects.filter(author=member, text="Thank you!").update(removed_at=timezone.now())
    client.post(address, thanks)
    assert topic.posts.count() == 7
    with time_machine.travel(timezone.now() + AGAIN + timedelta(seconds=1)):
        client_of(member).post(address, thanks)
    assert topic.posts.count() == 8


def test_the_copies_of_its_files_go_with_the_draft(space: Community, topic: Topic) -> None:
    client, address = as_("member", space), f"{topic.get_absolute_url()}answer/"
    for _time in range(2):
        assert client.post(address, {"text": "See below.", "files": pdf()})["Location"] == topic.page_url(2)
    assert [one.post and one.post.number for one in Attachment.objects.all()] == [2]
    assert not Draft.objects.exists()


def test_a_file_that_was_forgotten_is_not_lost(space: Community, topic: Topic) -> None:
    client, address = as_("member", space), f"{topic.get_absolute_url()}answer/"
    client.post(address, {"text": "See below."})
    client.post(address, {"text": "See below.", "files": pdf()})
    assert [one.post and one.post.number for one in Attachment.objects.all()] == [3]


def test_what_a_killed_request_left_in_the_draft_is_not_there_twice(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    client.post(f"{topic.get_absolute_url()}draft/", {"text": "See below.", "files": pdf()})
    client.post(f"{topic.get_absolute_url()}answer/", {"text": "See below.", "files": [pdf(), pdf(b"another")]})
    assert topic.posts.get(number=2).attachments.count() == 2
    client.post(f"{topic.get_absolute_url()}post/2/edit/", {"text": "See above.", "files": pdf()})
    assert Attachment.objects.count() == 2
