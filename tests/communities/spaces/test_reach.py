"""Audiences of those who facilitate, and what strangers find of a part that also holds things for everybody."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.policies import Standing, facilitated_by, see_face
from communities.spaces.standing import standing_of
from tests.communities.reaching import people

pytestmark = pytest.mark.django_db


def test_who_facilitates_is_told_apart(space: Community) -> None:
    readers = people(space)
    found = {name for name, user in readers.items() if space.pk in facilitated_by(user)}
    assert found == {"facilitator", "steward", "administrator"}


def test_facilitating_ends_where_the_space_is_closed(space: Community) -> None:
    Community.objects.filter(pk=space.pk).update(state="closed")
    found = {name for name, user in people(space).items() if space.pk in facilitated_by(user)}
    assert found == {"steward", "administrator"}


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A part that holds as many things for everybody as the list says."""
    counts = [0]

    def count(standing: Standing) -> int:
        return counts[0]

    part = parts.Part("shelf", "Shelf", "community_people", "person", see_face, on_the_face=True, count_own=count)
    monkeypatch.setitem(parts._parts, "shelf", part)
    return counts


def test_strangers_find_a_part_that_has_something_for_them(space: Community, shelf: list[int]) -> None:
    space.parts = ["shelf"]
    stranger = standing_of(AnonymousUser(), space)
    assert parts.tabs(stranger) == []
    shelf[0] = 2
    assert [(tab.code, tab.count) for tab in parts.tabs(stranger)] == [("shelf", 2)]


def test_a_part_that_is_off_is_not_there(space: Community) -> None:
    with pytest.raises(Http404):
        parts.switched_on("shelf")(standing_of(AnonymousUser(), space))


def test_spaces_that_have_a_part(space: Community) -> None:
    Community.objects.filter(pk=space.pk).update(parts=["people", "shelf"])
    assert list(Community.objects.having("shelf")) == [space]
    assert not Community.objects.having("shel").exists()
