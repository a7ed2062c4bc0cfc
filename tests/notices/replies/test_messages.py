"""Mails as the common programs write them, in German, English, French and Polish: what is new in each becomes a post."""

from __future__ import annotations

import pytest

from communities.discussion.models import Post, Topic
from portal.accounts.models import User
from portal.notices.models import Letter
from portal.notices.replies.quotes import SECRETS
from tests.notices.replies.conftest import MESSAGES, come, message

pytestmark = pytest.mark.django_db
NAMES = sorted(path.stem for path in MESSAGES.glob("*.eml"))
BY_PROGRAMS = [name for name in NAMES if name.startswith(("auto-", "bounce-", "list-"))]
BY_PEOPLE = [name for name in NAMES if name not in BY_PROGRAMS]


def test_there_are_enough_of_them() -> None:
    assert len(BY_PEOPLE) >= 30
    for language in ("de", "en", "fr", "pl"):
        assert sum(name.endswith(f"-{language}") for name in BY_PEOPLE) >= 6


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_what_a_person_wrote_is_posted(name: str, ana: User, topic: Topic) -> None:
    said = (MESSAGES / f"{name}.txt").read_text().rstrip("\n")
    answers = come(message(name, ana))
    post = Post.objects.latest("pk")
    if not said:
        assert post.number == 2
        assert "no new words" in answers[0].body
        return
    assert (post.text, post.author, post.topic) == (said, ana, topic)
    assert post.reply_to
    assert not SECRETS.search(post.text)
    files = name.startswith(("attachment-", "outlook-winmail-"))
    assert [("something about its files" in letter.subject) for letter in answers] == ([True] if files else [])


@pytest.mark.parametrize("name", BY_PROGRAMS)
def test_what_a_program_wrote_is_ignored(name: str, ana: User) -> None:
    assert come(message(name, ana)) == []
    assert Post.objects.count() == 2
    assert Letter.objects.get().outcome == "ignored"
