"""What moderation says of a protected case by mail: that there is a decision, and where to read it."""

from __future__ import annotations

from typing import Any

import pytest

from communities.discussion import actions as discussion
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.waiting import hold
from communities.moderation import actions
from communities.moderation.models import Case
from communities.moderation.terms import Outcome, Why
from communities.spaces.models import Community
from portal.accounts.models import User
from tests.communities.conftest import make_member, make_person
from tests.communities.moderation.conftest import mails, of
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
REASON, ANSWER = "The wombat is Mr Zebedee.", "The numbat is nobody."
TOLD = "There is a decision. It is only read on the site."


@pytest.fixture
def author(space: Community) -> User:
    return make_member(space, name="Carla Quokka").user


@pytest.fixture
def spoken(space: Community, author: User) -> Post:
    """The first post of a protected case."""
    topic = Topic(community=space, title="He does not speak any more", kind="case", language="en")
    return discussion.begin(topic, "He sits in the corner.", author, role="a teacher, IT")


def told(author: User) -> list[str]:
    return [body for to, body in mails() if to == author.email]


def test_no_mail_holds_the_words_of_who_decided(space: Community, spoken: Post, author: User) -> None:
    case = actions.report("post", spoken.pk, Why.PERSON, "It is his full name", make_person())
    assert case
    everything = mails()
    actions.settle(case, Outcome.GOES, REASON, space.memberships.get(role="steward").user)
    letters = told(author)
    actions.appeal(case, "He is a character in a play.")
    case.refresh_from_db()
    actions.answer(case, Outcome.STAYS, ANSWER, make_person())
    letters += told(author)
    assert len(letters) == 2
    for body in letters:
        assert TOLD in body
        assert "/account/decisions/" in body
    for body in (*letters, *(body for _to, body in everything)):
        for word in ("wombat", "numbat", "Zebedee", "corner", "speak", "teacher", "full name"):
            assert word not in body, word
    page = words_of(of(author), "/account/decisions/")
    assert REASON in page
    assert ANSWER in page


def test_nor_of_what_was_never_let_in(space: Community, author: User) -> None:
    said: dict[str, Any] = {"title": "A silent learner", "kind": "case", "language": "en", "role": "a teacher, IT"}
    hold(Waiting(community=space, author=author, text="He sits in the corner.", **said), "a first post")
    actions.settle(Case.objects.get(), Outcome.GOES, REASON, space.memberships.get(role="steward").user)
    (body,) = told(author)
    assert TOLD in body
    assert not [word for word in ("wombat", "Zebedee", "corner", "silent", "teacher") if word in body]


def test_nor_of_what_is_gone_and_may_have_been_one(space: Community, spoken: Post, author: User) -> None:
    actions.take_away("post", spoken.pk, REASON, space.memberships.get(role="steward").user)
    spoken.topic.delete()
    (body,) = told(author)
    assert TOLD in body
    assert "wombat" not in body


def test_elsewhere_a_mail_says_why(space: Community, post: Post) -> None:
    assert post.author
    actions.take_away("post", post.pk, "It names a person.", space.memberships.get(role="steward").user)
    (body,) = told(post.author)
    assert "It names a person." in body
    assert "Your contribution was taken away." in body
