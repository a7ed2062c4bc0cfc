"""Two communities with their stewards, and the room that all stewards share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from communities.commonroom import actions
from communities.commonroom.models import StandIn, today
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.foundation import outbox
from tests.communities.conftest import make_member, make_person, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]
ROOM = "/communities/stewards-common-room/common-room/"


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space with a forum, tended by Stella."""
    made = make_space(parts=["people", "forum"], joining="request")
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def other(space: Community) -> Community:
    """Another one, tended by Otis."""
    made = make_space("Evening rounds", parts=["people", "forum"])
    make_member(made, "steward", name="Otis")
    return made


@pytest.fixture
def room(space: Community, other: Community) -> Community:
    return actions.open_room(make_person(group="administrators", name="Ada"))


def steward_of(community: Community) -> User:
    """Who tends it, as a new request finds them."""
    return User.objects.get(memberships__community=community, memberships__role="steward")


def caught_up() -> None:
    """What the worker does."""
    outbox.drain(["stewards_changed"])


def period(first: int = 0, last: int = 7, **fields: Any) -> StandIn:
    """Some days from today."""
    return StandIn(first_day=today() + timedelta(first), last_day=today() + timedelta(last), **fields)


def stood_in(community: Community, by: User, first: int = 0, last: int = 7) -> StandIn:
    """Somebody stands in, as was agreed."""
    one = period(first, last, community=community, note="Two ask to be let in.")
    actions.ask(one, steward_of(community))
    return actions.agree(one.pk, by)
