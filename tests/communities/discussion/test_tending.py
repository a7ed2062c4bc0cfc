"""Pinning, closing, renaming and moving, and the trace that they leave."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.discussion.models import Topic
from communities.spaces.models import Community, Membership
from tests.communities.conftest import as_, make_member, make_space, statuses
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
TENDING = {"stranger": 302, "outsider": 403, "member": 403, "facilitator": 302, "steward": 302, "administrator": 302}


@pytest.mark.parametrize("what", ["pin", "close"])
def test_who_pins_and_closes(space: Community, topic: Topic, what: str) -> None:
    assert statuses(space, f"{topic.get_absolute_url()}{what}/", "post") == TENDING
    assert as_("steward", space).get(f"{topic.get_absolute_url()}{what}/").status_code == 405
    topic.refresh_from_db()
    assert bool(topic.pinned if what == "pin" else topic.closed_at)  # three times: on, off, on
    assert topic.events.count() == 3


def test_who_renames(space: Community, topic: Topic) -> None:
    assert statuses(space, f"{topic.get_absolute_url()}tend/") == {
        rung: 200 if status == 302 and rung != "stranger" else status for rung, status in TENDING.items()
    }


def test_a_new_name_leaves_the_old_one_in_the_trace(space: Community, topic: Topic) -> None:
    client = as_("facilitator", space)
    address = f"{topic.get_absolute_url()}tend/"
    assert client.post(address, {"title": "", "kind": "question", "language": "en"}).status_code == 400
    client.post(address, {"title": "Keys and landlords", "kind": "discussion", "language": "en"})
    words = words_of(as_("member", space), topic.get_absolute_url())
    assert "Keys and landlords" in words
    assert "Renamed: The key to the flat" in words


def test_a_topic_moves_only_where_its_mover_tends_too(space: Community, topic: Topic) -> None:
    other = make_space("Housing", parts=["forum"])
    facilitator = make_member(space, "facilitator").user
    client = Client()
    client.force_login(facilitator)
    address = f"{topic.get_absolute_url()}tend/"
    assert client.post(address, {"to": str(other.pk), "move": "1"}).status_code == 400
    Membership.objects.create(community=other, user=facilitator, role="facilitator")
    assert (
        client.post(address, {"to": str(other.pk), "move": "1"})["Location"]
        == f"/communities/housing/forum/{topic.pk}/"
    )
    assert as_("member", space).get(topic.get_absolute_url()).status_code == 404
    topic.refresh_from_db()
    assert as_("member", other).get(topic.get_absolute_url()).status_code == 200


def test_where_a_topic_came_from_is_not_told_of_a_space_that_strangers_do_not_read(
    space: Community, topic: Topic
) -> None:
    from communities.discussion import actions

    actions.move(topic, make_space("Housing", parts=["forum"]), None)
    assert topic.events.get().note == ""
