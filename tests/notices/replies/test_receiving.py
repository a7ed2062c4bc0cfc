"""Answers by mail: posted once, by the rules of the page; what can't be posted is told, once a day at most, and never to a program."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from communities.discussion import actions
from communities.discussion.models import Post, Topic, Waiting
from communities.spaces.models import Ban, Community, Membership
from portal.accounts.models import User
from portal.foundation import erasure, outbox
from portal.foundation.models import OutboxEntry
from portal.notices.models import Letter
from portal.notices.replies import addresses
from portal.notices.replies.receiving import LARGEST, take
from portal.notices.upkeep import forget_letters
from tests.communities.conftest import make_member
from tests.communities.discussion.conftest import say
from tests.notices.conftest import deliver, wants
from tests.notices.replies.conftest import address_of, come, mail

pytestmark = pytest.mark.django_db


def test_an_answer_is_posted_and_told_to_the_others(ana: User, topic: Topic) -> None:
    ben = Post.objects.get(number=2).author
    wants(ben, "now")
    assert come(mail(ana, "We **do**, too.")) == []
    post = topic.posts.get(number=3)
    assert (post.text, post.author, post.reply_to) == ("We **do**, too.", ana, topic.posts.get(number=2))
    assert "<strong>do</strong>" in post.html
    letter = Letter.objects.get()
    assert (letter.outcome, letter.user, bytes(letter.raw), letter.sender) == ("posted", ana, b"", "")


def test_a_mail_says_where_to_answer_it(ana: User, topic: Topic) -> None:
    wants(ana, "now")
    say(topic, "Another one.")
    (letter,) = deliver()
    assert letter.reply_to == [address_of(ana)]
    assert "answer this mail" in letter.body
    local = letter.reply_to[0].partition("@")[0]
    assert len(local) <= 64
    assert local == local.lower()


def test_without_an_address_of_the_site_there_is_none(ana: User, topic: Topic, settings: Any) -> None:
    settings.REPLY_ADDRESS = ""
    wants(ana, "now")
    say(topic, "Another one.")
    (letter,) = deliver()
    assert letter.reply_to == []
    assert "answer this mail" not in letter.body


def test_the_same_mail_twice_is_one_post(ana: User, topic: Topic) -> None:
    raw = mail(ana)
    assert take(raw)
    assert not take(raw)
    outbox.drain(["reply"])
    assert not take(b"Received: by another way\n" + raw)
    outbox.enqueue("reply", str(Letter.objects.get().pk))
    outbox.drain(["reply"])
    assert topic.posts.count() == 3


def test_a_worker_that_fails_in_the_middle_leaves_neither_half(ana: User, topic: Topic, monkeypatch: Any) -> None:
    take(mail(ana))
    with monkeypatch.context() as broken:
        broken.setattr(Letter, "save", lambda *_args, **_options: 1 / 0)
        outbox.drain(["reply"])
    assert topic.posts.count() == 2
    OutboxEntry.objects.update(available_at=timezone.now())
    outbox.drain(["reply"])
    assert topic.posts.count() == 3


def test_an_address_in_capitals_and_another_confirmed_sender_do(ana: User, topic: Topic) -> None:
    EmailAddress.objects.create(user=ana, email="ana@work.example", verified=True)
    come(mail(ana, sender="Ana <ANA@Work.example>", to=address_of(ana).upper()))
    assert topic.posts.count() == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("closed", "The topic was closed"),
        ("archived", "You do not belong to this community"),
        ("left", "no longer there"),
        ("left a public space", "You do not belong to this community"),
        ("banned", "no longer there"),
        ("removed", "no longer there"),
        ("forum off", "no longer there"),
        ("expired", "too old"),
        ("empty", "no new words"),
        ("long", "too long"),
        ("picture", "no description"),
        ("big", "too big"),
        ("fast", "very many posts"),
        ("sender", "does not belong to the account"),
        ("unconfirmed sender", "does not belong to the account"),
    ],
)
def test_what_cannot_be_posted_is_told_once_a_day(
    ana: User, topic: Topic, space: Community, settings: Any, change: str, said: str
) -> None:
    given: dict[str, str] = {}
    moment = timezone.now()
    if change == "closed":
        actions.close(topic, None)
    elif change == "archived":
        Community.objects.update(state="archived")
    elif change.startswith("left"):
        Membership.objects.filter(user=ana).delete()
        Community.objects.update(visibility="public" if "public" in change else "face")
    elif change == "banned":
        Membership.objects.filter(user=ana).delete()
        Ban.objects.create(community=space, user=ana, reason="Rude")
    elif change == "removed":
        Post.objects.filter(number=2).update(removed_at=moment)
    elif change == "forum off":
        Community.objects.update(parts=["people"])
    elif change == "expired":
        given = {"to": address_of(ana)}
        moment += timedelta(days=61)
    elif change in ("empty", "long", "picture"):
        given = {"text": {"empty": "> Ben answers:", "long": "x" * 40_001, "picture": "![](/files/a.png)"}[change]}
    elif change == "big":
        given = {"text": "x" * LARGEST}
    elif change == "fast":
        settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "posts": 1}
    elif change == "sender":
        given = {"sender": "other@example.org"}
    else:
        EmailAddress.objects.update(verified=False)
    before = Post.objects.count()
    with time_machine.travel(moment, tick=False):
        (letter,) = come(mail(ana, name="1", **given))
        assert said in letter.body
        assert letter.to == ["other@example.org" if change == "sender" else ana.email]
        assert letter.message()["X-Auto-Response-Suppress"] == "All"
        assert letter.reply_to == []
        assert come(mail(ana, name="2", **given)) == []
    with time_machine.travel(moment + timedelta(hours=25), tick=False):
        assert len(come(mail(ana, name="3", **given))) == (0 if change == "fast" else 1)
    assert Post.objects.count() == before + (change == "fast")


def test_a_first_post_in_an_open_space_is_looked_at_first(ana: User, topic: Topic) -> None:
    Community.objects.update(joining="open")
    new = make_member(topic.community, name="Nora").user
    wants(new, "usual", "", f"topic:{topic.pk}")
    say(topic, "Another one.")
    deliver()
    found = come(mail(new, "My first words."))
    assert Letter.objects.get().outcome == "held"
    (letter,) = found
    assert "looks at it" in letter.body
    assert Waiting.objects.get().text == "My first words."
    assert not Post.objects.filter(author=new).exists()


@pytest.mark.parametrize(
    "forged", ["wrong signature", "other person", "other post", "later day", "none", "other domain"]
)
def test_a_forged_address_is_answered_by_nothing(ana: User, topic: Topic, forged: str) -> None:
    to = address_of(ana)
    parts = to.partition("@")[0].partition("+")[2].split(".")
    wrong = {
        "wrong signature": to.replace(parts[3], "0" * 20),
        "other person": to.replace(f"+{parts[0]}.", "+zz."),
        "other post": to.replace(f".{parts[1]}.", ".post999."),
        "later day": to.replace(f".{parts[2]}.", ".zzz."),
        "none": "reply@in.passerelle.example",
        "other domain": to.replace("in.passerelle", "elsewhere"),
    }[forged]
    assert wrong != to
    assert come(mail(ana, to=wrong)) == []
    assert Post.objects.count() == 2
    assert Letter.objects.get().outcome == "ignored"


def test_addresses_can_be_taken_back(ana: User, topic: Topic) -> None:
    to = address_of(ana)
    addresses.revoke(ana)
    assert come(mail(ana, to=to)) == []
    assert Post.objects.count() == 2
    come(mail(ana, name="2"))  # a new one works
    assert Post.objects.count() == 3


def test_the_suspended_post_nothing(ana: User) -> None:
    to = address_of(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert come(mail(ana, to=to)) == []
    assert Post.objects.count() == 2


def test_no_loop_begins(ana: User, topic: Topic) -> None:
    actions.close(topic, None)
    (letter,) = come(mail(ana))
    back = letter.message().as_string().replace(f"To: {ana.email}", f"To: {address_of(ana)}")
    assert come(back.encode()) == []
    ours = mail(ana, sender="demo@passerelle.example", name="3")
    assert come(ours) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From:\n\n",
        b"From: a@b\nTo: \xff\xfe\n\n\xff",
        b"Content-Type: multipart/mixed\n\n--",
        b"From: " + b"<" * 5000,
        b"\n" * 9999,
    ],
)
def test_whatever_comes_ends_nothing(raw: bytes, db: None) -> None:
    assert come(raw) == []
    assert not OutboxEntry.objects.filter(kind="reply").exists()


def test_mails_are_forgotten(ana: User) -> None:
    come(mail(ana, sender="other@example.org"))
    letter = Letter.objects.get()
    assert letter.sender
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        forget_letters()
        letter.refresh_from_db()
        assert letter.sender == ""
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        forget_letters()
    assert not Letter.objects.exists()


def test_leaving_takes_them_along(ana: User) -> None:
    come(mail(ana))
    addresses.revoke(ana)
    assert erasure.export(ana)["notices.letter.user"][0]["outcome"] == "posted"
    erasure.erase(ana)
    assert not Letter.objects.exists()
