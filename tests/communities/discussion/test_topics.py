"""`forum/` and a topic: who reads them, in which order, page by page, and how one finds the way in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from communities.discussion import actions
from communities.discussion.models import Post, Reading, Topic
from communities.discussion.terms import Reacted
from communities.spaces.models import Community
from tests.communities.conftest import as_, ladder, make_member, statuses
from tests.communities.discussion.conftest import make_topic, say
from tests.factories import make_record
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db
FORUM = "/communities/mentoring-after-release/forum/"
MEMBERS_READ = {
    "stranger": 302,
    "outsider": 403,
    "member": 200,
    "facilitator": 200,
    "steward": 200,
    "administrator": 200,
}


def test_who_reads(space: Community, topic: Topic) -> None:
    for address in (FORUM, topic.get_absolute_url(), f"{topic.get_absolute_url()}post/1/versions/"):
        assert statuses(space, address) == MEMBERS_READ
    Community.objects.update(visibility="public")
    assert set(statuses(space, topic.get_absolute_url()).values()) == {200}


def test_strangers_do_not_learn_of_a_private_space(space: Community, topic: Topic) -> None:
    Community.objects.update(visibility="private", joining="invitation")
    for address in (FORUM, topic.get_absolute_url(), f"{FORUM}new/"):
        found = statuses(space, address)
        assert (found["stranger"] in (302, 404), found["outsider"], found["member"]) == (True, 404, 200)


def test_a_space_without_a_forum_has_none(space: Community, topic: Topic) -> None:
    Community.objects.update(parts=["people"])
    assert as_("member", space).get(FORUM).status_code == 404
    assert as_("member", space).get(topic.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("way", ["unread/", "post/1/"])
def test_who_is_led_into_a_topic(space: Community, topic: Topic, way: str) -> None:
    address = topic.get_absolute_url() + way
    assert statuses(space, address) == ladder(302, 403, 302, 302, 302, 302)
    assert Client().get(address)["Location"] == f"/account/login/?next={address}"
    Community.objects.update(visibility="private")
    assert statuses(space, address) == ladder(404, 404, 302, 302, 302, 302)
    Community.objects.update(visibility="public")
    assert Client().get(address)["Location"] == f"{topic.get_absolute_url()}#post-1"


@pytest.mark.parametrize(
    "rest", ["999999/", "0/", "1e3/", "%00/", "999999999999999999999/", "1/post/0/", "1/post/99/", "1/unread/x/"]
)
def test_what_is_not_there_is_not_there(space: Community, rest: str) -> None:
    assert as_("member", space).get(FORUM + rest).status_code == 404


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "%00", "99999999999999999999", "１"])
def test_a_page_that_a_topic_has_not(space: Community, topic: Topic, page: str) -> None:
    assert as_("member", space).get(f"{topic.get_absolute_url()}?page={page}").status_code == 404


def test_the_order_of_topics(space: Community) -> None:
    first, second, third = (make_topic(space, title=title) for title in ("First", "Second", "Third"))
    Topic.objects.filter(pk=second.pk).update(last_post_at=timezone.now() - timedelta(days=9))
    actions.pin(second, None)
    say(first)
    words = words_of(as_("member", space), FORUM)
    assert words.index("Second") < words.index("First") < words.index("Third")
    assert third.last_number == 1


def test_posts_stand_on_pages_that_stay(space: Community, topic: Topic) -> None:
    author = make_member(space).user
    posts = [say(topic, f"Number {number}", author) for number in range(2, 43)]
    client = as_("member", space)
    assert "Number 20" in words_of(client, topic.get_absolute_url())
    second = words_of(client, f"{topic.get_absolute_url()}?page=2")
    assert ("Number 21" in second, "Number 40" in second, "Number 41" in second) == (True, True, False)
    actions.remove(posts[0], "Off topic", author)
    assert "Number 21" not in words_of(client, topic.get_absolute_url())  # no post moves to another page
    assert client.get(f"{topic.get_absolute_url()}post/42/")["Location"] == f"{topic.get_absolute_url()}?page=3#post-42"


def test_the_list_leads_to_the_last_page_of_what_has_several(space: Community, topic: Topic) -> None:
    client, url = as_("member", space), topic.get_absolute_url()
    author = make_member(space, name="Nora").user
    for number in range(2, 21):
        say(topic, f"Number {number}", author)
    assert "last page" not in words_of(client, FORUM)
    say(topic, "Number 21", author)
    assert f'<a href="{url}?page=2">last page</a>' in text_of(client, FORUM)
    page = text_of(client, f"{url}?page=2")
    assert "Number 21" in page
    assert '<strong aria-current="page">2</strong>' in page
    assert f'<a href="{url}"><span class="hidden">Page </span>1</a>' in page


def test_reading_goes_on_where_it_was_left(space: Community, topic: Topic) -> None:
    reader = make_member(space, name="Rita")
    client = as_("outsider", space)
    client.force_login(reader.user)
    unread = f"{topic.get_absolute_url()}unread/"
    author = make_member(space).user
    assert client.get(unread)["Location"].endswith("#post-1")
    client.get(topic.get_absolute_url())
    for number in range(30):
        say(topic, f"Number {number}", author)
    assert "30 new" in words_of(client, FORUM)
    assert client.get(unread)["Location"].endswith("#post-2")
    client.get(f"{topic.get_absolute_url()}?page=2")
    assert Reading.objects.get(user=reader.user).number == 31
    client.get(topic.get_absolute_url())
    assert Reading.objects.get(user=reader.user).number == 31  # turning back makes nothing unread
    assert " new" not in words_of(client, FORUM).replace("What’s new", "").replace("New topic", "")


def test_a_record_that_is_named_is_shown_to_who_may_know_of_it(space: Community) -> None:
    known = make_record(title="Woodpecker workshop")
    hidden = make_record(title="The protected story", audience="group:editors")
    topic = make_topic(space, text=f"See {known.identifier} and {hidden.identifier}.")
    words = words_of(as_("member", space), topic.get_absolute_url())
    assert "Woodpecker workshop" in words
    assert "protected" not in words


def test_the_number_of_queries(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    author = make_member(space).user
    few = warm_queries(client, topic.get_absolute_url())
    few_topics = warm_queries(client, FORUM)
    record = make_record()
    for number in range(19):
        post = say(topic, f"{number} {record.identifier}", make_member(space, name=f"Person {number}").user)
        actions.react(post, Reacted.THANKS, author)
        make_topic(space, author)
    many = warm_queries(client, topic.get_absolute_url())
    assert many == few + 1  # what is named is asked for at all
    assert many <= 9
    assert warm_queries(as_("steward", space), topic.get_absolute_url()) <= 9
    assert warm_queries(client, FORUM) == few_topics
    assert few_topics <= 13


def test_nothing_said_yet(space: Community) -> None:
    assert "Nothing has been said yet" in words_of(as_("member", space), FORUM)


def test_a_person_who_left_has_no_name(space: Community, topic: Topic) -> None:
    Post.objects.update(author=None)
    Topic.objects.update(author=None)
    assert "somebody who has left" in words_of(as_("member", space), topic.get_absolute_url())
