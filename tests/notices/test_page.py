"""What is new for somebody: the number in the head of every page, the list, and marking it as read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.discussion.models import Post, Topic
from communities.spaces.models import Community, Membership
from portal.notices.models import Notice
from tests.communities.conftest import client_of, make_member, make_person
from tests.communities.discussion.conftest import make_topic, say
from tests.notices.conftest import deliver
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
NOTICES = "/notices/"


@pytest.fixture
def client(topic: Topic) -> Client:
    """Ana's browser; she was answered."""
    say(topic, "The <i>after-care</i> team does.")
    deliver()
    return client_of(topic.author)


def test_it_works(client: Client, topic: Topic) -> None:
    page = client.get(NOTICES).content.decode()
    assert "Ben answers:" in page
    assert "The &lt;i&gt;after-care&lt;/i&gt; team does." in page
    assert f"/forum/{topic.pk}/post/2/" in page
    assert "<b>1</b>" in page
    assert "<b>1</b>" in client.get("/").content.decode()


def test_strangers_sign_in_first() -> None:
    for address in (NOTICES, f"{NOTICES}settings/"):
        assert Client().get(address)["Location"] == f"/account/login/?next={address}"
    assert Client().post(f"{NOTICES}read/").status_code == 302


def test_nobody_sees_or_marks_those_of_others(client: Client, topic: Topic) -> None:
    other = client_of(make_person())
    assert "You have read everything" in words_of(other, NOTICES)
    notice = Notice.objects.get(user=topic.author)
    other.post(f"{NOTICES}read/", {"notice": notice.pk})
    other.post(f"{NOTICES}read/", {"newest": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_one_is_marked_as_read_and_all_are(client: Client, topic: Topic) -> None:
    say(topic, "A second answer.")
    deliver()
    first, second = Notice.objects.filter(user=topic.author).order_by("pk")
    assert client.get(f"{NOTICES}read/").status_code == 405
    assert client.post(f"{NOTICES}read/", {"notice": second.pk})["Location"] == NOTICES
    assert list(Notice.objects.filter(user=topic.author, read_at=None)) == [first]
    say(topic, "A third, that came after the page was drawn.")
    deliver()
    client.post(f"{NOTICES}read/", {"newest": second.pk})
    assert Notice.objects.filter(user=topic.author, read_at=None).get().pk > second.pk
    assert "The after-care" not in words_of(client, NOTICES)
    assert "after-care" in words_of(client, f"{NOTICES}?all=1")


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 40, "²", "\x00", "\ud800"])
def test_a_wrong_number_marks_nothing(client: Client, topic: Topic, wrong: str) -> None:
    body = f"notice={wrong}".encode("utf-8", "surrogatepass")
    answer = client.post(f"{NOTICES}read/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (302, 400)
    assert Notice.objects.get(user=topic.author).read_at is None


def test_reading_the_topic_is_reading_the_notice(client: Client, topic: Topic) -> None:
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert Notice.objects.get(user=topic.author).read_at is not None


def test_what_may_not_be_seen_any_more_is_forgotten(client: Client, topic: Topic) -> None:
    Post.objects.filter(number=2).update(removed_at="2026-11-01T00:00Z")
    assert "Ben" not in words_of(client, NOTICES)
    assert not Notice.objects.filter(user=topic.author).exists()
    assert "<b>" not in client.get("/notices/").content.decode().split("<main")[0]


def test_who_left_sees_nothing_of_it(client: Client, topic: Topic) -> None:
    Membership.objects.filter(user=topic.author).delete()
    assert "The key to the flat" not in words_of(client, f"{NOTICES}?all=1")


def test_many_stand_on_pages_and_ask_no_more_queries(client: Client, topic: Topic, space: Community) -> None:
    few = warm_queries(client, NOTICES)
    member = make_member(space, name="Eva").user
    for number in range(25):
        make_topic(space, member, title=f"Topic {number}")
    deliver()
    assert "Page 1 of 2" in words_of(client, NOTICES)
    assert warm_queries(client, NOTICES) == few <= 13
    assert client.get(f"{NOTICES}?page=%00").status_code == 200
    assert "Page 2 of 2" in words_of(client, f"{NOTICES}?all=1&page=99")


def test_a_hundred_are_many(client: Client, topic: Topic) -> None:
    Notice.objects.bulk_create(
        Notice(user=topic.author, event=f"post:{number}", kind="answer", mail="sent") for number in range(9000, 9100)
    )
    assert "<b>99+</b>" in client.get("/").content.decode()


def test_the_number_costs_one_query_for_who_signed_in_and_none_for_others(
    client: Client, topic: Topic, django_assert_num_queries: Any
) -> None:
    from portal.notices.telling import unread

    with django_assert_num_queries(1):
        assert unread(topic.author) == 1
    assert 'class="bell"' not in Client().get("/").content.decode()
