"""Stewards and members at the same moment, each by a connection of their own: nothing here is rolled back at the end."""

from __future__ import annotations

from collections import Counter

from communities.spaces.models import Community
from communities.stewardship.plans import actions, saying
from communities.stewardship.plans.actions import ChangedError
from communities.stewardship.plans.models import PlanLine, PlanVersion, Stance
from communities.stewardship.plans.terms import Says
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.test_at_once import committed, nobody_was_here_before
from tests.communities.polls.test_at_once import at_once
from tests.communities.stewardship.plans.conftest import make_line, open_review

__all__ = ["committed", "nobody_was_here_before"]
TIMES = range(12)


def test_of_many_who_save_a_line_at_once_one_does_and_all_others_are_told() -> None:
    space = make_space()
    version = actions.start(space, None)
    thread = make_line(version).thread

    def save(number: int) -> str:
        line = PlanLine.objects.select_related("version__community").get(version=version, thread=thread)
        line.why = f"Because {number}."
        try:
            actions.save_line(line, 1, None)
        except ChangedError:
            return "told"
        return line.why

    found = Counter(at_once(save, TIMES))
    assert found.pop("told") == len(TIMES) - 1
    assert list(found) == [PlanLine.objects.get(version=version).why]


def test_a_version_starts_once_and_a_stance_stands_once() -> None:
    space = make_space()
    started = at_once(lambda _number: actions.start(Community.objects.get(pk=space.pk), None).pk, TIMES)
    assert len(set(started)) == 1
    version = PlanVersion.objects.select_related("community").get(community=space)
    make_member(space, "steward")
    line, member = make_line(version), make_member(space).user
    version = open_review(version)
    at_once(lambda _number: saying.say(version, member, {line.pk: (Says.AGREES, "")}), TIMES)
    assert Stance.objects.filter(line=line).count() == 1
