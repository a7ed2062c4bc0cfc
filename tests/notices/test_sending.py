"""Mails about one event: their words, headers and parts; and nobody is mailed what they may not see when it is sent."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress

from communities.discussion import actions
from communities.discussion.models import Post, Topic
from communities.spaces.models import Community, Membership
from portal.foundation import outbox
from portal.foundation.models import OutboxEntry
from portal.notices.models import Notice
from tests.communities.conftest import make_member
from tests.communities.discussion.conftest import make_topic, say
from tests.notices.conftest import deliver, html_of, wants

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(topic: Topic) -> Any:
    """She asked, and wants to know of answers at once; nobody else wants mail."""
    deliver()
    wants(topic.author, "now")
    return topic.author


def test_a_mail_says_who_said_what_where_and_how_to_end_it(ana: Any, topic: Topic) -> None:
    post = say(topic, "The **after-care** team does.\n\nSee PR-0001 and <b>ask</b>.")
    (letter,) = deliver()
    assert letter.to == [ana.email]
    assert letter.subject == "Re: [Mentoring after release] The key to the flat"
    assert letter.from_email.startswith("=?utf-8?") or "Ben – Passerelle" in letter.from_email
    assert letter.body.startswith("Ben answers:\n\nThe **after-care** team does.")
    _above, _line, below = letter.body.partition("\n-- \n")
    assert f"http://localhost:8000/communities/mentoring-after-release/forum/{topic.pk}/post/{post.number}/" in below
    assert "because you take part in this topic" in below
    assert "/notices/stop/" in below
    html = html_of(letter)
    assert "<strong>after-care</strong>" in html
    assert 'href="http://localhost:8000/id/PR-0001/"' in html
    assert "&lt;b&gt;ask" in html
    assert 'href="/' not in html
    assert "<script" not in html
    assert "prefers-color-scheme: dark" in html


def test_its_headers(ana: Any, topic: Topic) -> None:
    post = say(topic)
    (letter,) = deliver()
    read = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    first = topic.posts.get(number=1)
    assert read["Message-ID"] == f"<post.{post.pk}@localhost>"
    assert read["In-Reply-To"] == read["References"] == f"<post.{first.pk}@localhost>"
    assert read["List-Id"] == f'"Mentoring after release" <community-{topic.community_id}.localhost>'
    assert read["List-Unsubscribe"].strip().startswith("<http://localhost:8000/notices/stop/")
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (read["Auto-Submitted"], read["Precedence"]) == ("auto-generated", "list")
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_an_answer_to_an_answer_names_the_whole_thread(ana: Any, topic: Topic) -> None:
    first, second = topic.posts.get(number=1), say(topic)
    deliver()
    third = actions.say(topic, "Yes.", make_member(topic.community, name="Cem").user, reply_to=second)
    letters = {letter.to[0]: letter for letter in deliver()}
    read = letters[ana.email].message()
    assert read["Message-ID"] == f"<post.{third.pk}@localhost>"
    assert read["In-Reply-To"] == f"<post.{second.pk}@localhost>"
    assert read["References"] == f"<post.{first.pk}@localhost> <post.{second.pk}@localhost>"


@pytest.mark.parametrize("title", ["Ключ от квартиры", "مفتاح الشقة", "a\u2028b\x7f\x85c", "x" * 200])
def test_any_title_and_name_make_a_mail(ana: Any, topic: Topic, title: str) -> None:
    Topic.objects.update(title=title)
    Community.objects.update(name=f"{title[:60]} \"'<>\\")
    say(topic, author=make_member(topic.community, name=f'{title[:40]}, "Q" <q@example.org>\n').user)
    (letter,) = deliver()
    read = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    assert "\n" not in read["Subject"]
    assert read["From"].addresses[0].addr_spec == "demo@passerelle.example"
    assert len(read["From"].addresses) == 1


@pytest.mark.parametrize(
    "change",
    [
        "removed",
        "undone",
        "left",
        "banned",
        "closed space",
        "forum off",
        "moved",
        "suspended",
        "unconfirmed",
        "read",
        "not wanted",
    ],
)
def test_nobody_is_mailed_what_they_may_not_see_any_more(ana: Any, topic: Topic, space: Community, change: str) -> None:
    post = say(topic)
    outbox.drain(["event"])
    assert OutboxEntry.objects.filter(kind="notice").count() == 1
    if change == "removed":
        Post.objects.filter(pk=post.pk).update(removed_at=post.created_at)
    elif change == "undone":
        actions.undo(post)
    elif change in ("left", "banned"):
        Membership.objects.filter(user=ana).delete()
    elif change == "closed space":
        Community.objects.update(state="closed")
    elif change == "forum off":
        Community.objects.update(parts=["people"])
    elif change == "moved":
        Topic.objects.update(community=Community.objects.create(name="Other", slug="other", state="active"))
    elif change == "suspended":
        type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    elif change == "unconfirmed":
        EmailAddress.objects.filter(user=ana).update(verified=False)
    elif change == "read":
        Notice.objects.update(read_at=post.created_at)
    else:
        wants(ana, "none")
    assert deliver() == []
    assert not OutboxEntry.objects.filter(kind="notice").exists()


def test_who_chooses_a_digest_meanwhile_gets_it_there(ana: Any, topic: Topic) -> None:
    say(topic)
    outbox.drain(["event"])
    wants(ana, "daily")
    assert deliver() == []
    assert Notice.objects.get(user=ana).mail == "later"


def test_a_mail_server_that_is_away_loses_nothing(ana: Any, topic: Topic, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    say(topic)
    outbox.drain(["event", "notice"])
    entry = OutboxEntry.objects.get(kind="notice")
    assert (entry.attempts, entry.dead) == (1, False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(entry.available_at, tick=False):
        assert len(deliver()) == 1
    assert deliver() == []


def test_a_topic_is_mailed_to_a_space_in_its_own_place(space: Community) -> None:
    member = make_member(space, name="Mia").user
    wants(member, "now", "topic")
    topic = make_topic(space)
    (letter,) = deliver()
    assert letter.subject == "[Mentoring after release] The key to the flat"
    assert letter.body.startswith("Ana begins a topic:")
    assert letter.message()["In-Reply-To"] is None
    assert "because you belong to this community" in letter.body
    assert topic.posts.count() == 1
