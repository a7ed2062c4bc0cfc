"""A plan in each of its states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from communities.spaces.models import Community, Membership
from communities.stewardship.plans import actions, saying
from communities.stewardship.plans.models import PlanLine, PlanVersion
from communities.stewardship.plans.terms import Decision, Says
from tests.communities.conftest import make_member, nobody_was_here_before, secret, space

__all__ = ["nobody_was_here_before", "secret", "space"]
HERE = "/communities/mentoring-after-release/stewardship/"
LINE: dict[str, Any] = {
    "need": "Decide without a meeting",
    "part": "polls",
    "why": "Half of us can’t come on weekdays.",
}


def make_line(version: PlanVersion, by: Any = None, **fields: Any) -> PlanLine:
    """A further line of a draft."""
    line = PlanLine(version=version, **{**LINE, **fields})
    actions.save_line(line, 0, by)
    return line


def open_review(version: PlanVersion, days: int = 14) -> PlanVersion:
    """Asks the members."""
    actions.open_review(version, timezone.now() + timedelta(days=days), steward_of(version.community))
    return fresh(version)


def steward_of(space: Community) -> Any:
    """Who tends a space."""
    return space.memberships.filter(role="steward").order_by("pk")[0].user


def say(line: PlanLine, says: Says, reason: str = "", by: Membership | None = None) -> Membership:
    """A member sees a line in some way."""
    member = by or make_member(line.version.community, name="Mira")
    saying.say(line.version, member.user, {line.pk: (says, reason)})
    return member


def decided(line: PlanLine, decision: Decision = Decision.APPROVED, reason: str = "Because.") -> PlanLine:
    """The line after its decision; the review is closed for it."""
    actions.close_review(line.version)
    line = PlanLine.objects.select_related("version__community").get(pk=line.pk)
    actions.decide(line, decision, reason, line.revision, steward_of(line.version.community))
    return PlanLine.objects.select_related("version__community").get(pk=line.pk)


def fresh(version: PlanVersion) -> PlanVersion:
    """The version as it is now."""
    found: PlanVersion = PlanVersion.objects.select_related("community").get(pk=version.pk)
    return found


def path(version: PlanVersion, more: str = "") -> str:
    """Its address, or that of something below it."""
    return f"{HERE}plan/{version.pk}/{more}"


def at(line: PlanLine, more: str = "") -> str:
    """The address of a line."""
    return path(line.version, f"lines/{line.thread}/{more}")


@pytest.fixture
def draft(site_tree: None, space: Community) -> PlanVersion:
    """A first version with one line."""
    version = actions.start(space, steward_of(space))
    make_line(version)
    return version


@pytest.fixture
def line(draft: PlanVersion) -> PlanLine:
    """The line of a draft."""
    found: PlanLine = PlanLine.objects.select_related("version__community").get(version=draft)
    return found


@pytest.fixture
def reviewed(line: PlanLine) -> PlanLine:
    """The line of a version in review."""
    open_review(line.version)
    found: PlanLine = PlanLine.objects.select_related("version__community").get(pk=line.pk)
    return found
