"""First posts and posts full of links are looked at first; until then nobody else can find them in any way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from communities.discussion.mentions import handle
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.terms import MENTION, thread_of
from communities.discussion.told import ANSWER, NEW_TOPIC
from communities.discussion.trust import Level, level_of
from communities.discussion.waiting import forget
from communities.moderation import actions
from communities.moderation.models import Case
from communities.moderation.terms import APPEALABLE, Outcome
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.notices.digests import make_digests
from portal.notices.models import Notice
from tests.communities.conftest import make_member, make_person
from tests.communities.discussion.conftest import say
from tests.communities.moderation.conftest import mails, member_of, of
from tests.practices.pages import words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
LINKS = " ".join(f"https://example.org/{number}" for number in range(6))


@pytest.fixture
def everybody(space: Community) -> Community:
    """The space is public, and everybody can join."""
    Community.objects.update(joining="open", visibility="public")
    space.refresh_from_db()
    return space


def answer(client: Client, topic: Topic, text: str = "The okapi does.") -> None:
    assert client.post(f"{topic.get_absolute_url()}answer/", {"text": text}).status_code == 302


def decide(space: Community, outcome: str = "stays") -> None:
    case = Case.objects.get(settled_at=None)
    client = of(space.memberships.get(role="steward").user)
    client.post(f"/communities/moderation/{case.pk}/", {"outcome": outcome, "statement": "Advertising"})


def test_a_first_post_where_everybody_can_join_waits(everybody: Community, topic: Topic) -> None:
    newcomer = make_member(everybody).user
    answer(of(newcomer), topic)
    waiting = Waiting.objects.get()
    assert (waiting.author, waiting.topic, waiting.text) == (newcomer, topic, "The okapi does.")
    page = words_of(of(newcomer), "/account/decisions/")
    assert "The okapi does." in page
    assert "a first post" in page
    assert [to for to, _body in mails()] == [everybody.memberships.get(role="steward").user.email]


def test_nothing_of_it_is_anywhere_before(
    everybody: Community,
    topic: Topic,
    found: Callable[..., list[str]],  # noqa: F811
) -> None:
    """Pages, counts, feeds, search, suggestions, the interface, the copy, mails, notices, and what is new."""
    named = make_member(everybody).user
    author, member = of(make_member(everybody).user), of(named)
    answer(author, topic, f"The okapi does. Ask {handle(named.pk)}.")
    new = f"{everybody.get_absolute_url()}forum/new/"
    words = {"title": "Okapi for sale", "kind": "question", "language": "en", "text": "The okapi does."}
    assert author.post(new, words).status_code == 302
    catch_up()
    told = mails()
    with time_machine.travel(timezone.now().replace(hour=12) + timedelta(days=8), tick=False):
        make_digests()
        told += mails()
    assert named.email in [to for to, _body in told]  # of the question, which waits for nobody
    assert set(Notice.objects.filter(kind=NEW_TOPIC).values_list("thread", flat=True)) == {thread_of(topic.pk)}
    assert not Notice.objects.filter(kind__in=(ANSWER, MENTION)).exists()
    assert not [body for _to, body in told if "okapi" in body.lower()]
    topic.refresh_from_db()
    assert (topic.last_number, Topic.objects.count(), Post.objects.count()) == (1, 1, 1)
    steward = of(everybody.memberships.get(role="steward").user)
    space = everybody.get_absolute_url()
    addresses = [
        *(topic.get_absolute_url(), f"{topic.get_absolute_url()}post/2/", f"{space}forum/", space, f"{space}people/"),
        *("/search/?q=okapi", "/search/suggest/?q=okapi", "/feeds/new/?q=okapi", "/search/export/csv/?q=okapi"),
        *("/api/v1/search?q=okapi", "/api/v1/records?q=okapi", "/sitemap.xml", "/communities/", "/notices/"),
    ]
    for client in (Client(), member, author):
        for address in addresses:
            body = client.get(address).content.decode()
            assert "okapi does" not in body.lower(), address
            assert "okapi for sale" not in body.lower(), address
        assert found("okapi", client) == []
    copied = b"".join(steward.post(f"{space}export/"))
    assert b"okapi" not in copied.lower()


def test_it_is_published_as_if_it_were_written_then(everybody: Community, topic: Topic) -> None:
    newcomer = make_member(everybody).user
    answer(of(newcomer), topic)
    say(topic, "Meanwhile somebody else spoke.")
    decide(everybody)
    post = topic.posts.get(author=newcomer)
    assert (post.number, post.text) == (3, "The okapi does.")
    assert not Waiting.objects.exists()
    assert (Case.objects.get().kind, Case.objects.get().key) == ("post", post.pk)
    answer(of(newcomer), topic, "And the giraffe.")  # nobody waits twice
    assert topic.posts.filter(author=newcomer).count() == 2


def test_who_wrote_it_is_told_that_it_is_shown_now(everybody: Community, topic: Topic) -> None:
    newcomer = make_member(everybody).user
    answer(of(newcomer), topic)
    mails()
    decide(everybody)
    assert [to for to, body in mails() if "It was looked at, and is shown now." in body] == [newcomer.email]
    assert "It was looked at, and is shown now." in words_of(of(newcomer), "/notices/")


def test_a_topic_waits_as_well(everybody: Community) -> None:
    newcomer = make_member(everybody).user
    words = {"title": "Keys", "kind": "question", "language": "en", "text": "Who has them?", "about": "PR-0001"}
    of(newcomer).post(f"{everybody.get_absolute_url()}forum/new/", words)
    assert not Topic.objects.exists()
    decide(everybody)
    made = Topic.objects.get()
    assert (made.title, made.author, made.about, made.kind) == ("Keys", newcomer, "PR-0001", "question")
    assert made.posts.get().text == "Who has them?"


def test_what_is_refused_is_told_with_the_reason_and_can_be_appealed(everybody: Community, topic: Topic) -> None:
    newcomer = make_member(everybody).user
    answer(of(newcomer), topic)
    mails()
    decide(everybody, "goes")
    ((to, body),) = mails()
    assert to == newcomer.email
    assert "Advertising" in body
    assert topic.posts.count() == 1
    case = Case.objects.get()
    of(newcomer).post("/account/decisions/", {"case": case.pk, "text": "It is an animal."})
    other = member_of(everybody, "facilitator")
    other.post(f"/communities/moderation/{case.pk}/", {"outcome": "stays", "answer": "So it is."})
    assert topic.posts.get(author=newcomer).text == "The okapi does."


def test_who_was_let_in_by_somebody_is_vouched_for(space: Community, topic: Topic) -> None:
    answer(member_of(space), topic)
    assert topic.posts.count() == 2


def test_many_links_wait_until_somebody_has_taken_part_for_long(space: Community, topic: Topic) -> None:
    author = make_member(space).user
    say(topic, "First", author)
    answer(of(author), topic, LINKS)
    assert Waiting.objects.count() == 1
    Post.objects.filter(author=author).update(created_at=timezone.now() - timedelta(days=20))
    for number in range(10):
        say(topic, f"Post {number}", author)
    answer(of(author), topic, LINKS)
    assert Waiting.objects.count() == 1


def test_links_are_not_slipped_into_a_post_that_stands(space: Community, topic: Topic) -> None:
    author = make_member(space).user
    post = say(topic, "First", author)
    answer = of(author).post(f"{topic.get_absolute_url()}post/{post.number}/edit/", {"text": LINKS})
    assert answer.status_code == 400
    assert "https://example.org/5" in answer.content.decode()  # nothing is lost
    post.refresh_from_db()
    assert post.text == "First"


def test_levels_grow_with_use_and_shrink_by_what_was_taken_away(space: Community, topic: Topic) -> None:
    author = make_member(space).user
    assert level_of(author) == Level.NEW
    posts = [say(topic, f"Post {number}", author) for number in range(10)]
    assert level_of(author) == Level.KNOWN
    Post.objects.filter(pk=posts[0].pk).update(created_at=timezone.now() - timedelta(days=15))
    assert level_of(author) == Level.REGULAR
    Post.objects.filter(pk=say(topic, "Rude", author).pk).update(removed_at=timezone.now(), removed_by=make_person())
    assert level_of(author) == Level.KNOWN


def test_a_verified_profession_is_trusted_at_once(everybody: Community, topic: Topic) -> None:
    member = make_member(everybody).user
    Profile.objects.create(user=member, name="Vera", verified_as="probation officer, Portugal")
    answer(of(member), topic)
    assert topic.posts.count() == 2


def test_nobody_fills_the_queue(everybody: Community, topic: Topic) -> None:
    client = member_of(everybody)
    for number in range(5):
        answer(client, topic, f"Post {number}")
    refused = client.post(f"{topic.get_absolute_url()}answer/", {"text": "One more"})
    assert refused.status_code == 400
    assert "One more" in refused.content.decode()


def test_what_was_not_let_in_is_kept_for_an_appeal_and_then_deleted(everybody: Community, topic: Topic) -> None:
    answer(of(make_member(everybody).user), topic)
    forget()
    decide(everybody, "goes")
    forget()
    assert Waiting.objects.count() == 1  # half a year for an appeal
    Case.objects.update(settled_at=timezone.now() - APPEALABLE - timedelta(days=1))
    forget()
    assert not Waiting.objects.exists()
    assert Case.objects.count() == 1  # what was decided stays to be read


def test_an_appeal_is_waited_for(everybody: Community, topic: Topic) -> None:
    answer(of(make_member(everybody).user), topic)
    decide(everybody, "goes")
    case = Case.objects.get()
    assert actions.appeal(case, "It was no advertising.")
    Case.objects.update(settled_at=timezone.now() - APPEALABLE - timedelta(days=1))
    forget()
    assert Waiting.objects.count() == 1
    actions.answer(case, Outcome.GOES, "It was.", make_person())
    forget()
    assert not Waiting.objects.exists()


def test_what_nobody_has_decided_about_waits_on(everybody: Community, topic: Topic) -> None:
    answer(of(make_member(everybody).user), topic)
    Waiting.objects.update(created_at=timezone.now() - 3 * APPEALABLE)
    Case.objects.update(opened_at=timezone.now() - 3 * APPEALABLE)
    forget()
    assert Waiting.objects.count() == 1
