"""Who may do what with needs, plans and commitments of a space."""

from __future__ import annotations

from communities.spaces.policies import Standing, belongs, contribute
from communities.spaces.terms import State


def read(standing: Standing) -> bool:
    """Needs, plans and what became of them are for who belongs to the space."""
    return belongs(standing)


def answer(standing: Standing) -> bool:
    """Say what the community needs: whoever belongs to it; administrators who don't only read."""
    return contribute(standing) and standing.membership is not None


def hand_over(standing: Standing) -> bool:
    """Take the hand-over pack: who answers for the space, also once it is only to be read."""
    return standing.tends and belongs(standing)


def lead(standing: Standing) -> bool:
    """Ask about needs, write plans, decide about them."""
    return standing.tends and standing.community.state == State.ACTIVE
