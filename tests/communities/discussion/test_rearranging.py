"""Splitting and merging topics: every word is found where it stands now, every old link leads there, and the trace says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communities.discussion import actions, rearranging
from communities.discussion.models import Post, Topic
from communities.spaces.models import Community
from tests.communities.conftest import as_, client_of, make_member, make_space, statuses
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.pages import warm_queries, words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(topic: Topic) -> list[Post]:
    """Three answers; the last two are about something else."""
    return [say(topic, f"The {animal} does.") for animal in ("woodpecker", "okapi", "giraffe")]


def address(post: Post) -> str:
    return f"/communities/{post.topic.community.slug}/forum/{post.topic_id}/post/{post.number}/"


def test_a_facilitator_splits_a_topic(space: Community, topic: Topic, answers: list[Post]) -> None:
    client, old = as_("facilitator", space), address(answers[1])
    assert "Split here" in words_of(client, topic.get_absolute_url())
    client.post(f"{old}split/", {"title": "Animals"})
    made = Topic.objects.get(title="Animals")
    assert [post.text for post in made.posts.all()] == ["The okapi does.", "The giraffe does."]
    assert [post.number for post in made.posts.all()] == [1, 2]
    assert (made.author, made.last_number, made.kind) == (answers[1].author, 2, topic.kind)
    page = words_of(client, topic.get_absolute_url())
    assert "okapi" not in page
    assert "stands in another topic now" in page
    assert client.get(old)["Location"] == f"{made.get_absolute_url()}#post-1"
    assert "some posts went on in a new topic" in page.lower()
    assert topic.title in words_of(client, made.get_absolute_url())


def test_posts_are_found_where_they_stand_now(
    space: Community,
    topic: Topic,
    answers: list[Post],
    found: Callable[..., list[str]],  # noqa: F811
) -> None:
    catch_up()
    made = rearranging.split(topic, 3, "Animals", topic.author)
    catch_up()
    member = as_("member", space)
    assert found("okapi", member) == [made.get_absolute_url()]
    assert found("woodpecker", member) == [topic.get_absolute_url()]
    rearranging.merge(made, topic, topic.author)
    catch_up()
    assert found("okapi", member) == [topic.get_absolute_url()]


def test_two_topics_become_one(space: Community, topic: Topic, answers: list[Post]) -> None:
    other = make_topic(space, title="Once more")
    say(other, "Twice", answers[0].author)
    client = as_("steward", space)
    old = address(other.posts.get(number=2))
    client.post(f"{other.get_absolute_url()}merge/", {"into": f"http://localhost{topic.get_absolute_url()}"})
    topic.refresh_from_db()
    other.refresh_from_db()
    assert topic.last_number == 6
    assert [post.number for post in topic.posts.order_by("number")] == [1, 2, 3, 4, 5, 6]
    assert topic.posts.get(number=6).text == "Twice"
    assert other.closed_at
    assert client.get(old)["Location"] == f"{topic.get_absolute_url()}#post-6"
    assert "merged into another topic" in words_of(client, other.get_absolute_url()).lower()


def test_what_was_removed_stays_where_it_was(topic: Topic, answers: list[Post]) -> None:
    actions.remove(answers[1], "Rude", answers[1].author)
    made = rearranging.split(topic, 2, "Animals", topic.author)
    assert made.last_number == 2
    assert topic.posts.get(number=3).removed_because == "Rude"


def test_an_accepted_answer_that_moves_answers_no_more(topic: Topic, answers: list[Post]) -> None:
    actions.accept(topic, answers[2], topic.author)
    rearranging.split(topic, 4, "Animals", topic.author)
    topic.refresh_from_db()
    assert topic.accepted is None


def test_whoever_writes_meanwhile_stands_behind(topic: Topic, answers: list[Post]) -> None:
    made = rearranging.split(topic, 4, "Animals", topic.author)
    assert say(topic, "Still here").number == 5
    assert say(made, "Here, too").number == 2


def test_who_may(space: Community, topic: Topic, answers: list[Post]) -> None:
    wanted = {"stranger": 302, "outsider": 403, "member": 403, "facilitator": 200, "steward": 200, "administrator": 200}
    assert statuses(space, f"{address(answers[0])}split/") == wanted
    assert statuses(space, f"{topic.get_absolute_url()}merge/") == wanted


def test_mistakes_are_told(space: Community, topic: Topic, answers: list[Post]) -> None:
    client, elsewhere = as_("steward", space), make_topic(make_space("Elsewhere", parts=["people", "forum"]))
    for into in ("", "x", "\x00", "9" * 30, str(topic.pk), str(elsewhere.pk)):
        assert client.post(f"{topic.get_absolute_url()}merge/", {"into": into}).status_code == 400
    assert client.post(f"{address(answers[0])}split/", {"title": "a" * 201}).status_code == 400
    first = f"{topic.get_absolute_url()}post/1/split/"
    assert client.post(first, {"title": "All of it"}).status_code == 403
    assert Topic.objects.filter(community=space).count() == 1


def test_the_number_of_queries_does_not_grow(space: Community, topic: Topic, answers: list[Post]) -> None:
    client = client_of(make_member(space).user)
    rearranging.split(topic, 4, "Plants", topic.author)  # what was done is only asked for where something was
    before = warm_queries(client, topic.get_absolute_url())
    rearranging.split(topic, 3, "Animals", topic.author)
    assert warm_queries(client, topic.get_absolute_url()) <= before
