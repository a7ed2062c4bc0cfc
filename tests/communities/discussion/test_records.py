"""A record's page says where it is discussed, and leads to a new topic about it."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.discussion import actions
from communities.spaces.models import Community
from tests.communities.conftest import as_, make_member, make_person, make_space, statuses
from tests.communities.discussion.conftest import make_topic, say
from tests.factories import make_record
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db


def test_a_record_shows_where_it_is_discussed_to_who_may_read_it(space: Community, client: Client) -> None:
    record = make_record(title="Woodpecker workshop")
    topic = make_topic(space, title="Tools for birds", text=f"Has anybody tried {record.identifier}?")
    make_topic(space, title="About birds", about=record.identifier)
    assert "Discussed in" not in words_of(client, record.url)
    words = words_of(as_("member", space), record.url)
    assert ("Tools for birds" in words, "About birds" in words) == (True, True)
    space.visibility = "public"
    space.save()
    assert "Tools for birds" in words_of(client, record.url)  # what was kept of the page is made afresh
    actions.remove(topic.posts.get(), "Wrong", None)
    assert "Tools for birds" not in words_of(client, record.url)


def test_each_topic_is_shown_once(space: Community) -> None:
    record = make_record()
    topic = make_topic(space, title="Tools for birds", text=record.identifier, about=record.identifier)
    for _number in range(3):
        say(topic, record.identifier)
    assert words_of(as_("member", space), record.url).count("Tools for birds") == 1


def test_the_way_to_a_new_topic(space: Community) -> None:
    assert set(statuses(space, "/communities/discuss/nonsense/").values()) == {302, 404}
    client = Client()
    assert client.get("/communities/discuss/PR-0001/")["Location"].startswith("/account/login/")
    person = make_person()
    client.force_login(person)
    assert "you belong to none" in words_of(client, "/communities/discuss/PR-0001/")
    make_member(space, user=person)
    there = client.get("/communities/discuss/PR-0001/")["Location"]
    assert there == f"/communities/{space.slug}/forum/new/?about=PR-0001"
    assert 'value="PR-0001"' in client.get(there).content.decode()
    make_member(make_space("Housing", parts=["forum"]), user=person)
    words = words_of(client, "/communities/discuss/PR-0001/")
    assert ("Housing" in words, space.name in words) == (True, True)
