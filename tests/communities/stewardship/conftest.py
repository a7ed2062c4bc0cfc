"""A space whose members have said what they need."""

from __future__ import annotations

from typing import Any

import pytest

from communities.spaces.models import Community, Membership
from communities.stewardship import actions
from communities.stewardship.models import NeedsProfile
from communities.stewardship.terms import POLARITIES, Orientation
from tests.communities.conftest import make_member, nobody_was_here_before, secret, space

__all__ = ["nobody_was_here_before", "secret", "space"]
HERE = "/communities/mentoring-after-release/stewardship/"
SAID: dict[str, Any] = dict.fromkeys(Orientation.values, 3) | {line.code: 0 for line in POLARITIES}


def say(profile: NeedsProfile, membership: Membership, score: int = 3, place: int = 0, missing: str = "") -> None:
    """Somebody gives everything the same score."""
    scores = dict.fromkeys(Orientation.values, score)
    actions.answer(profile, membership, scores, {line.code: place for line in POLARITIES}, missing)


@pytest.fixture
def profile(site_tree: None, space: Community) -> NeedsProfile:
    """A round that is open."""
    return actions.ask(space, space.memberships.get().user)


def answered(profile: NeedsProfile, *scores: int) -> None:
    """As many members as scores."""
    for score in scores:
        say(profile, make_member(profile.community), score)
