"""Who takes something up, and who proposes it; who reads it is said by `CommitmentQuerySet.visible_to`."""

from __future__ import annotations

from communities.spaces.policies import Standing, belongs, contribute
from communities.spaces.terms import State


def read(standing: Standing) -> bool:
    """The page, and on it what they may see."""
    return belongs(standing)


def take_up(standing: Standing) -> bool:
    """Members for themselves; administrators who don't belong to it only read."""
    return contribute(standing) and standing.membership is not None


def propose(standing: Standing) -> bool:
    """Whoever tends the space."""
    return standing.tends and standing.community.state == State.ACTIVE
