"""Who may do what in a steering group."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from communities.spaces.policies import Standing, belongs, contribute, facilitates, spaces_of
from communities.spaces.terms import READABLE, Kind, State


def read(standing: Standing) -> bool:
    """Duties, versions and what was said of them: who belongs to the group."""
    return standing.community.kind == Kind.STEERING and belongs(standing)


def write(standing: Standing) -> bool:
    """Take on and hand out duties, write versions: whoever belongs to a group that is alive."""
    return read(standing) and contribute(standing)


def decide(standing: Standing) -> bool:
    """Say what was adopted, and delete duties: those who keep the group in order."""
    return read(standing) and facilitates(standing) and standing.community.state == State.ACTIVE


def in_force_for(user: Any) -> Q:
    """The statements that somebody may read: all of their groups, and what is in force of the groups that steer their communities."""
    own = spaces_of(user)
    return Q(community__in=own) | Q(in_force=True, community__state__in=READABLE, community__steers__in=own)
