"""Searching in a space: its first page and its forum offer it, and each finds what they may see there."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.discussion.models import Topic
from communities.spaces.models import Community
from tests.communities.conftest import as_, ladder, make_space, statuses
from tests.communities.discussion.conftest import make_topic, space, topic
from tests.factories import make_record
from tests.practices.pages import warm_queries
from tests.practices.records.test_reaching_the_index import catch_up

__all__ = ["space", "topic"]
pytestmark = pytest.mark.django_db


def urls(client: Client, space: Community, asked: str) -> list[str]:
    """What is found there."""
    answer = client.get(f"{space.get_absolute_url()}search/", {"q": asked})
    assert answer.status_code == 200
    return [hit.url for hit in answer.context["listing"].hits]


def test_each_finds_what_they_may_see_of_this_space_alone(space: Community, topic: Topic) -> None:
    make_topic(make_space("Elsewhere", parts=["forum"]), text="Who fetches the key here?")
    make_record(title="Who fetches the key")
    catch_up()
    member = as_("member", space)
    assert urls(member, space, "fetches") == [topic.get_absolute_url()]
    assert urls(member, space, "") == [topic.get_absolute_url()]
    assert urls(member, space, "wombat") == []
    assert urls(Client(), space, "fetches") == urls(as_("outsider", space), space, "fetches") == []


def test_who_searches(space: Community, topic: Topic) -> None:
    address = f"{space.get_absolute_url()}search/"
    assert statuses(space, address) == ladder(200, 200, 200, 200, 200, 200)
    Community.objects.update(visibility="private")
    assert statuses(space, address) == ladder(404, 404, 200, 200, 200, 200)


def test_the_first_page_and_the_forum_offer_it_and_nothing_that_forgets_the_space(
    space: Community, topic: Topic
) -> None:
    catch_up()
    member, address = as_("member", space), f"{space.get_absolute_url()}search/"
    for page in (space.get_absolute_url(), f"{space.get_absolute_url()}?face", f"{space.get_absolute_url()}forum/"):
        assert f'role="search" action="{address}"' in member.get(page).content.decode()
    page = member.get(address, {"q": "fetches"}).content.decode()
    assert topic.get_absolute_url() in page
    for elsewhere in ("/search/export", "/search/advanced", "/follow/?"):
        assert elsewhere not in page.partition("<main")[2].partition("</main>")[0]


def test_the_number_of_queries_does_not_grow(space: Community, topic: Topic) -> None:
    catch_up()
    member, address = as_("member", space), f"{space.get_absolute_url()}search/?q=fetches"
    before = warm_queries(member, address)
    for _number in range(4):
        make_topic(space)
    catch_up()
    assert warm_queries(member, address) == before
