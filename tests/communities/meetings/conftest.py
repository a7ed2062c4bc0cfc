"""A space with meetings, and one of each state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from communities.meetings import actions
from communities.meetings.models import Meeting
from communities.spaces.models import Community
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]
MEETINGS = "/communities/mentoring-after-release/meetings/"


def soon(days: int = 7) -> datetime:
    """Some days from now, at a full hour."""
    return (timezone.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


def make_meeting(community: Community, author: Any = None, **fields: Any) -> Meeting:
    """One whose date is looked for; with `starts_at`, one whose date is fixed."""
    defaults = {"title": "Mentors meet", "language": "en", "zone": "Europe/Vienna", "length": 90}
    meeting = Meeting(community=community, **{**defaults, **fields})
    actions.call(meeting, author or make_member(community, name="Ana").user)
    return meeting


def held(community: Community, **fields: Any) -> Meeting:
    """One that was held yesterday."""
    meeting = make_meeting(community, starts_at=soon(), **fields)
    meeting.set_start(soon(-1))
    meeting.save()
    return meeting


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space with a public face, a forum and meetings, with a steward."""
    made = make_space(parts=["people", "forum", "meetings"])
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def meeting(space: Community) -> Meeting:
    """In a week, by Ana."""
    return make_meeting(
        space, starts_at=soon(), place="Room 3", video="https://video.example/room", about="**Bring** a mug."
    )


@pytest.fixture
def poll(space: Community) -> Meeting:
    """Two times are proposed."""
    made = make_meeting(space, title="When do we meet?")
    actions.propose(made, [soon(8), soon(9)])
    return made
