"""What is said of an entry, by the one engine of discussions: below it, also without a forum, and for nobody who may not read the entry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from communities.blog import actions
from communities.blog.models import Entry
from communities.discussion import actions as discussion
from communities.discussion.attached import end
from communities.discussion.models import Post, Topic
from communities.discussion.tagging import About
from communities.discussion.told import concerned
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from tests.communities.blog.conftest import make_entry
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.practices.pages import words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
FORUM = "/communities/mentoring-after-release/forum/"
Found = Callable[..., list[str]]


@pytest.fixture
def topic(entry: Entry) -> Topic:
    """The comments of Ana's entry."""
    return Topic.objects.select_related("community").get(attached_to=f"entry:{entry.pk}")


def test_somebody_comments_below_the_entry_where_there_is_no_forum(
    space: Community, entry: Entry, topic: Topic
) -> None:
    client = as_("member", space)
    words = words_of(client, entry.get_absolute_url())
    assert "Nobody has said anything yet." in words
    assert "Your comment" in words
    # somebody new is looked at only in spaces that everybody can join
    answer = client.post(f"{topic.get_absolute_url()}answer/", {"text": "Who **paid**?"})
    assert answer["Location"] == f"{entry.get_absolute_url()}#post-1"
    assert "Who paid ?" in words_of(client, entry.get_absolute_url())
    assert "Who paid" not in words_of(Client(), "/communities/mentoring-after-release/")
    assert client.get(FORUM).status_code == 404
    assert client.get(topic.get_absolute_url())["Location"] == entry.get_absolute_url()
    assert client.get(f"{topic.get_absolute_url()}post/1/")["Location"] == f"{entry.get_absolute_url()}#post-1"
    answer = client.post(f"{topic.get_absolute_url()}answer/", {"text": ""})
    assert answer.status_code == 400
    assert "Blog" in answer.content.decode()


def test_who_reads_comments(space: Community, topic: Topic) -> None:
    Entry.objects.update(reach="everybody")
    discussion.say(topic, "A quiet word", make_member(space).user)
    address = topic.read_at
    seen = {rung: "A quiet word" in words_of(as_(rung, space), address) for rung in ladder(0, 0, 0, 0, 0, 0)}
    assert seen == ladder(False, False, True, True, True, True)
    assert statuses(space, f"{topic.get_absolute_url()}post/1/versions/") == ladder(302, 403, 200, 200, 200, 200)


def test_where_the_blog_is_off_comments_are_too(space: Community, topic: Topic) -> None:
    discussion.say(topic, "A quiet word", make_member(space).user)
    Community.objects.update(parts=["people", "forum"])
    client = as_("member", space)
    assert client.get(f"{topic.get_absolute_url()}post/1/").status_code == 404
    assert "The first weeks" not in words_of(client, FORUM)


def test_what_is_for_facilitators_is_talked_about_by_facilitators(space: Community, topic: Topic) -> None:
    entry = Entry.objects.select_related("community", "author").get()
    ben = make_member(space, name="Ben").user
    discussion.say(topic, "A quiet word", ben)
    entry.reach = Reach.FACILITATORS
    actions.keep(entry, list(entry.body.raw_data), About(), None)
    topic.refresh_from_db()
    assert not Topic.objects.visible_to(ben).exists()
    assert statuses(space, f"{topic.get_absolute_url()}post/1/") == ladder(302, 403, 404, 302, 302, 302)
    post = discussion.say(topic, "Another", make_member(space, "facilitator").user)
    assert ben.pk not in concerned(str(post.pk)).people  # type: ignore[union-attr]


def test_the_author_is_told_and_not_everybody(space: Community, entry: Entry, topic: Topic) -> None:
    silent = make_member(space, name="Silent").user
    post = discussion.say(topic, "Who paid?", make_member(space, name="Ben").user)
    people = concerned(str(post.pk)).people  # type: ignore[union-attr]
    assert entry.author_id in people
    assert silent.pk not in people


def test_comments_go_with_the_entry_and_come_again(space: Community, entry: Entry, topic: Topic, found: Found) -> None:  # noqa: F811
    client = as_("member", space)
    discussion.say(topic, "The woodpecker does.", make_member(space).user)
    catch_up()
    assert found("woodpecker", client) == [entry.get_absolute_url()]
    assert found("woodpecker") == []
    actions.take_back(entry)
    assert found("woodpecker", client) == []
    catch_up()
    assert found("woodpecker", client) == []
    assert not Post.objects.visible_to(entry.author).exists()
    actions.publish(entry, None)
    catch_up()
    assert found("woodpecker", client) == [entry.get_absolute_url()]
    space.parts = ["people", "forum"]
    space.save()
    catch_up()
    assert found("woodpecker", client) == []


def test_a_topic_of_an_entry_is_not_moved_renamed_or_merged(space: Community, topic: Topic) -> None:
    client = as_("steward", space)
    assert client.get(f"{topic.get_absolute_url()}tend/").status_code == 404
    assert client.get(f"{topic.get_absolute_url()}merge/").status_code == 403
    assert client.get(f"{topic.get_absolute_url()}tags/").status_code == 403


def test_comments_are_closed_and_the_first_one_taken_back(space: Community, entry: Entry, topic: Topic) -> None:
    author = make_member(space, name="Ben")
    post = discussion.say(topic, "Too fast", author.user)
    client = client_of(author.user)
    assert client.post(f"{topic.get_absolute_url()}post/{post.number}/undo/").status_code == 302
    assert Topic.objects.get(pk=topic.pk).last_number == 0
    as_("facilitator", space).post(f"{topic.get_absolute_url()}close/")
    assert "Your comment" not in words_of(client, entry.get_absolute_url())
    assert client.post(f"{topic.get_absolute_url()}answer/", {"text": "Late"}).status_code == 403


def test_many_comments_stand_on_pages(space: Community, entry: Entry, topic: Topic) -> None:
    author = make_member(space).user
    for number in range(1, 22):
        discussion.say(topic, f"Number {number}.", author)
    client = as_("member", space)
    assert "Number 21." in words_of(client, f"{entry.get_absolute_url()}?page=2")
    assert client.get(f"{entry.get_absolute_url()}?page=3").status_code == 404
    assert client.get(f"{topic.get_absolute_url()}post/21/")["Location"] == f"{entry.get_absolute_url()}?page=2#post-21"


def test_its_end(space: Community, topic: Topic) -> None:
    end(topic.attached_to)
    assert not Topic.objects.exists()
    assert make_entry(space).pk
