"""Discussions in search: found where they stand, by whoever may read them, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from communities.discussion import actions
from communities.discussion.models import Topic
from communities.spaces.models import Community
from communities.spaces.terms import State
from tests.communities.conftest import as_, make_member
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]


def test_every_post_is_found_where_it_stands(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    author = make_member(space).user
    for number in range(2, 30):
        say(topic, f"Word{number} of the day", author)
    catch_up()
    member = as_("member", space)
    assert found("word7", member) == [topic.get_absolute_url()]
    assert found("word25", member) == [f"{topic.get_absolute_url()}?page=2"]


def test_who_may_not_read_finds_nothing(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    catch_up()
    assert found("fetches") == []
    assert found("fetches", as_("outsider", space)) == []
    assert found("fetches", as_("member", space)) == [topic.get_absolute_url()]
    space.visibility = "public"
    space.save()
    catch_up()
    assert found("fetches") == [topic.get_absolute_url()]
    space.visibility = "private"
    space.save()
    assert found("fetches") == []  # at once
    catch_up()
    assert found("fetches") == []


def test_whoever_leaves_finds_nothing_at_once(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    catch_up()
    member = make_member(space)
    client = Client()
    client.force_login(member.user)
    assert found("fetches", client) == [topic.get_absolute_url()]
    member.delete()
    assert found("fetches", client) == []


def test_what_is_removed_or_changed_is_not_found(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    post = say(topic, "The woodpecker does.")
    catch_up()
    member = as_("member", space)
    assert found("woodpecker", member) == [topic.get_absolute_url()]
    actions.change(post, "The nightingale does.")
    catch_up()
    assert (found("woodpecker", member), found("nightingale", member)) == ([], [topic.get_absolute_url()])
    actions.remove(post, "Wrong", post.author)
    assert found("nightingale", member) == []
    catch_up()
    assert found("nightingale", member) == []
    assert found("fetches", member) == [topic.get_absolute_url()]


def test_a_topic_that_was_taken_back_or_whose_space_was_closed(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    other = make_topic(space, title="Woodpeckers")
    catch_up()
    member = as_("member", space)
    actions.undo(other.posts.get())
    assert found("woodpeckers", member) == []
    space.state = State.CLOSED
    space.save()
    assert found("fetches", member) == []
    catch_up()
    assert found("fetches", member) == []


def test_names_of_people_are_not_found(space: Community, topic: Topic, found: Found) -> None:  # noqa: F811
    catch_up()
    assert topic.author
    assert topic.get_absolute_url() not in found(topic.author.name, as_("member", space))
