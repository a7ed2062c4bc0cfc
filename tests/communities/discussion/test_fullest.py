"""The page of a topic with everything on it that can stand there: how many queries it takes, whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.discussion import actions, checks, offering
from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft, place_of
from communities.discussion.models import Post, Topic
from communities.discussion.tagging import About
from communities.discussion.terms import MENTION, Reacted
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.foundation.audience import PUBLIC
from portal.notices.models import Notice
from portal.notices.terms import Mail
from tests.communities.conftest import RUNGS, as_, client_of, make_member, make_space
from tests.communities.discussion.conftest import make_topic, say
from tests.factories import make_concept, make_place, make_record, make_translation, make_user
from tests.practices.pages import text_of, warm_queries

pytestmark = pytest.mark.django_db
MOST = {"stranger": 6, "outsider": 11, "administrator": 11, "member": 12, "facilitator": 12, "steward": 12}  # queries
SHOWN = (
    "Woodpecker 1",
    "Austria",
    "Told elsewhere 1",
    "riend 1</bdi>",
    "plan.pdf",
    "Families",
    "flats",
    "Accepted answer",
    "Pinned",
)


def attached(**to: Any) -> Attachment:
    """A file of a post or a draft."""
    return Attachment.objects.create(
        name="plan.pdf", file="posts/ab/plan.pdf", media_type="application/pdf", size=1, sha256="", **to
    )


def refers(space: Community, number: int) -> str:
    """Words that name a record with a translation, a topic of another space, and somebody who may be found."""
    record = make_record(title=f"Woodpecker {number}", places=[make_place("AT")])
    make_translation(record)
    there = make_space(f"Elsewhere {number}", parts=["forum"], visibility="public")
    topic = make_topic(there, author=make_member(there, name="Elsa").user, title=f"Told elsewhere {number}")
    friend = make_member(space, name=f"Friend {number}").user
    Profile.objects.create(user=friend, name=f"A friend {number}", published=True, audience=PUBLIC)
    return f"{record.identifier} {site.SITE_ADDRESS}{topic.get_absolute_url()} @{friend.name}"


@pytest.fixture
def fullest(space: Community) -> Topic:
    """A question with two pages of all that there is, in a space that everybody reads."""
    Community.objects.filter(pk=space.pk).update(visibility="public")
    space.refresh_from_db()
    record = make_record(title="What it is about")
    topic = make_topic(space, text=f"First. {refers(space, 0)}", about=record.identifier)
    actions.tag(topic, About([make_concept("theme:families").pk, make_concept("theme:housing").pk], ["keys", "flats"]))
    posts = [say(topic, f"> Quoted\n\nSecond. {refers(space, number)}") for number in range(1, 4)]
    for post in posts:
        attached(post=post, author=post.author)
        actions.react(post, Reacted.THANKS, topic.author)
    Post.objects.filter(pk=posts[1].pk).update(reply_to=posts[0], likes=3)
    actions.change(posts[1], f"Changed. {posts[1].text}")
    actions.accept(topic, posts[0], topic.author)
    offering.offer(posts[0], topic.author)
    actions.remove(posts[2], "Off topic", topic.author)
    for number in range(18):
        say(topic, f"Number {number}", posts[0].author)
    actions.pin(topic, topic.author)
    return topic


def writes_and_is_told(user: Any, topic: Topic) -> None:
    """Somebody began to answer, with a file, and has news of the topic that the page doesn't show."""
    words = {"text": "What I would say", "reply_to": "2"}
    draft = Draft.objects.create(user=user, place=place_of(topic), words=words)
    attached(draft=draft, author=user)
    Notice.objects.create(user=user, event=f"{MENTION}:0", kind=MENTION, thread=place_of(topic), mail=Mail.NEVER)


def reader(rung: str, space: Community, topic: Topic) -> Client:
    """A browser of somebody of a rung; who has an account has begun to write an answer."""
    client = as_(rung, space)
    if rung != "stranger":
        writes_and_is_told(signed_in(client), topic)
    return client


def signed_in(client: Client) -> User:
    """Whose browser it is."""
    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize("rung", RUNGS)
def test_everything_takes_few_queries(space: Community, fullest: Topic, rung: str) -> None:
    client, address = reader(rung, space, fullest), fullest.get_absolute_url()
    page = text_of(client, address)
    assert [there for there in SHOWN if there not in page] == []
    assert ("What I would say" in page) == (rung in ("member", "facilitator", "steward"))
    assert ("Tend this topic" in page) == (rung in ("facilitator", "steward", "administrator"))
    taken = [warm_queries(client, address + more) for more in ("", "?quote=2", "?page=2")]
    assert taken[0] <= MOST[rung]
    assert taken[1] == taken[0]
    assert taken[2] < taken[0]


def test_an_administrator_who_tends_the_space_and_writes(space: Community, fullest: Topic) -> None:
    user = make_user("administrators", name="Ada")
    make_member(space, "steward", user=user)
    writes_and_is_told(user, fullest)
    assert warm_queries(client_of(user), f"{fullest.get_absolute_url()}?quote=2") <= 12


def test_somebody_whose_address_would_let_them_in(space: Community, fullest: Topic) -> None:
    Community.objects.filter(pk=space.pk).update(joining="domain", domains=["example.org"])
    assert warm_queries(reader("outsider", space, fullest), fullest.get_absolute_url()) <= 12


@pytest.mark.parametrize("rung", ["member", "steward"])
def test_a_case_with_all_that_it_takes(space: Community, rung: str) -> None:
    checks.register(silent)
    client = as_(rung, space)
    user = signed_in(client)
    case = make_topic(space, text=refers(space, 0), kind="case")
    actions.tag(case, About([make_concept("theme:families").pk], ["keys"]))
    for speaker in (user, make_member(space, name="Ben").user):
        actions.react(
            actions.say(case, refers(space, speaker.pk), speaker, role=f"a mentor {speaker.pk}"), Reacted.TRIED, user
        )
    actions.pin(case, user)
    writes_and_is_told(user, case)
    page = text_of(client, case.get_absolute_url())
    checks.unregister(silent)
    assert f"a mentor {user.pk}" in page
    assert warm_queries(client, f"{case.get_absolute_url()}?quote=2") <= 12


def silent(_words: str, _language: str) -> Iterator[str]:
    """A check that has nothing to say: with one, cases are switched on."""
    yield from ()


@pytest.mark.parametrize("rung", RUNGS)
def test_a_plain_topic(space: Community, topic: Topic, rung: str) -> None:
    Community.objects.filter(pk=space.pk).update(visibility="public")
    most = {"stranger": 4, "outsider": 9, "administrator": 9}
    assert warm_queries(as_(rung, space), topic.get_absolute_url()) <= most.get(rung, 8)


def test_news_of_another_page_is_not_written_about(space: Community, fullest: Topic) -> None:
    client = reader("member", space, fullest)
    for page in (1, 2):
        client.get(f"{fullest.get_absolute_url()}?page={page}")
    with CaptureQueriesContext(connection) as queries:
        client.get(fullest.get_absolute_url())
    assert [query for query in queries if not query["sql"].lstrip("(").startswith("SELECT")] == []
