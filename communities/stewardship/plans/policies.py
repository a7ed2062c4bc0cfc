"""Who may do what with a plan. Who reads one is `PlanVersion.objects.visible_to`, and for drafts `see`."""

from __future__ import annotations

from communities.spaces.policies import Standing, belongs, contribute
from communities.stewardship.plans.models import PlanVersion
from communities.stewardship.plans.terms import State
from communities.stewardship.policies import lead


def see(standing: Standing, version: PlanVersion) -> bool:
    """Whoever belongs to the space; drafts those who tend it."""
    return belongs(standing) and (version.state != State.DRAFT or standing.tends)


def write(standing: Standing, version: PlanVersion) -> bool:
    """Change the lines of a draft, and open it for review."""
    return lead(standing) and version.state == State.DRAFT


def answer(standing: Standing, version: PlanVersion) -> bool:
    """Say how one sees its lines, and suggest other words: members, while it is reviewed."""
    return standing.membership is not None and contribute(standing) and version.state == State.REVIEW


def close(standing: Standing, version: PlanVersion) -> bool:
    """End its review before its time."""
    return lead(standing) and version.state == State.REVIEW


def weigh(standing: Standing, version: PlanVersion) -> bool:
    """Take suggestions over or decline them, until the version is decided."""
    return lead(standing) and version.state in (State.REVIEW, State.DECIDING)


def decide(standing: Standing, version: PlanVersion) -> bool:
    """Approve or decline lines: after the review, also again until there is a newer version (`actions.decide` sees to that)."""
    return lead(standing) and version.state in (State.DECIDING, State.DECIDED)
