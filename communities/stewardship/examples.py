"""Needs, a plan and what members take up, for invented spaces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from communities.commitments.actions import take_up, tick
from communities.commitments.models import Commitment
from communities.spaces.models import Community, Membership
from communities.stewardship import actions
from communities.stewardship.plans import actions as plans
from communities.stewardship.plans.models import PlanLine
from communities.stewardship.plans.saying import say
from communities.stewardship.plans.terms import Decision, Says
from communities.stewardship.terms import POLARITIES, Orientation

WORDS: Final = ("orientation", "need", "part", "tool", "why", "keeper", "cost")
REVIEW: Final = timedelta(days=14)


def load(community: Community, row: Mapping[str, Any], people: Mapping[str, Any]) -> None:
    """A round of asking that has ended, a plan that was reviewed and decided, and commitments; days are counted from today."""
    belong = {one.user_id: one for one in Membership.objects.filter(community=community)}
    _needs(community, row["needs"], people, belong)
    _plan(community, row["plan"], people)
    for one in row["commitments"]:
        words = {name: one[name] for name in ("lesson", "words", "shown") if name in one}
        due_on = timezone.localdate() + timedelta(days=one["due_in_days"])
        kept = take_up(Commitment(membership=belong[people[one["by"]].pk], due_on=due_on, **words))
        if one.get("done"):
            tick(kept)


def _needs(
    community: Community, row: Mapping[str, Any], people: Mapping[str, Any], belong: Mapping[int, Membership]
) -> None:
    """Scores in the order of the orientations, places in that of the polarities."""
    profile = actions.ask(community, people[row["by"]])
    codes = [one.code for one in POLARITIES]
    for key, said in row["answers"].items():
        scores = dict(zip(Orientation.values, said["scores"], strict=True))
        places = dict(zip(codes, said["places"], strict=True))
        actions.answer(profile, belong[people[key].pk], scores, places, said.get("missing", ""))
    actions.close(profile, people[row["by"]])


def _plan(community: Community, row: Mapping[str, Any], people: Mapping[str, Any]) -> None:
    by = people[row["by"]]
    version = plans.start(community, by)
    lines = []
    for one in row["lines"]:
        line = PlanLine(version=version, **{name: one[name] for name in WORDS if name in one})
        line.review_on = timezone.localdate() + timedelta(days=one["review_in_days"])
        plans.save_line(line, 0, by)
        lines.append((version.lines.get(thread=line.thread), one))
    plans.open_review(version, timezone.now() + REVIEW, by)
    version.refresh_from_db()
    for line, one in lines:
        for key, (says, reason) in one["stances"].items():
            say(version, people[key], {line.pk: (Says(says), reason)})
    plans.close_review(version, by)
    version.refresh_from_db()
    for line, one in lines:
        line.version = version
        plans.decide(line, Decision(one["decision"]), one.get("reason", ""), line.revision, by)
