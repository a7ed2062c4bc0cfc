"""A steering group with its people, and a community that it steers."""

from __future__ import annotations

import pytest

from communities.spaces.models import Community
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]
GROUP = "/communities/network-board/"
STEERING = f"{GROUP}steering/"


@pytest.fixture
def steered(site_tree: None) -> Community:
    """A community with its steward."""
    made = make_space()
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def space(steered: Community) -> Community:
    """The steering group, of which only its people know."""
    made = make_space("Network board", kind="steering", visibility="private", joining="invitation")
    make_member(made, "steward", name="Stefan")
    made.steers.add(steered)
    return made
