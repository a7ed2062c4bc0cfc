"""The review of a space and the terms of its stewards: told once, two weeks before, and among the weekly five."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from communities.spaces.models import Community, Membership
from communities.tending import dates
from communities.tending import five as weekly
from portal.foundation import outbox
from portal.notices import registry
from portal.notices.models import Choice, Notice
from portal.notices.terms import Often
from tests.communities.commonroom.conftest import other, room, steward_of, stood_in
from tests.communities.conftest import as_, make_member, nobody_was_here_before, space
from tests.notices.conftest import deliver
from tests.practices.pages import words_of

__all__ = ["nobody_was_here_before", "other", "room", "space"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
HERE = "/communities/mentoring-after-release/stewardship/"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def review_in(space: Community, days: int) -> None:
    """When its people ask whether it is needed."""
    Community.objects.filter(pk=space.pk).update(review_on=in_days(days))
    space.refresh_from_db()


def term_of(space: Community, days: int) -> Membership:
    """When the term of its steward ends."""
    Membership.objects.filter(community=space, role="steward").update(term_to=in_days(days))
    found: Membership = Membership.objects.select_related("user").get(community=space, role="steward")
    return found


def told() -> list[tuple[str, str]]:
    """Events and whom they reached, after the duty has run twice."""
    for _time in range(2):
        dates.look()
        outbox.drain(["event"])
    rows = Notice.objects.filter(kind="dates_of_space").order_by("event", "user__name")
    return [(event.partition(":")[0], name) for event, name in rows.values_list("event", "user__name")]


def story(user: Any, name: str) -> Any:
    """What somebody reads of the only event of a sort; None for nothing."""
    event = Notice.objects.filter(event__startswith=f"{name}:", user=user).values_list("event", flat=True).get()
    return registry.stories(user, [event]).get(event)


def test_who_tends_a_space_is_told_of_its_review_once(space: Community) -> None:
    make_member(space, "facilitator", name="Fay")
    make_member(space, name="Mia")
    review_in(space, 15)
    assert told() == []
    review_in(space, 14)
    assert told() == [("space_review", "Stella")]
    said = story(steward_of(space), "space_review")
    assert said.title == "The review of “Mentoring after release” is due"
    assert said.url == "/communities/mentoring-after-release/edit/"
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert len(told()) == 1
        review_in(space, 200)
        assert story(steward_of(space), "space_review") is None
        review_in(space, 10)
        assert len(told()) == 2  # another day is another event


def test_who_tends_a_space_is_told_of_a_term_that_ends(space: Community) -> None:
    second = make_member(space, "steward", name="Sven")
    one = Membership.objects.get(community=space, user__name="Stella")
    Membership.objects.filter(pk=one.pk).update(term_to=in_days(7))
    assert told() == [("term_ends", "Stella"), ("term_ends", "Sven")]
    assert story(one.user, "term_ends").said.startswith("Your term as a steward ends on ")
    assert story(second.user, "term_ends").said.startswith("The term of Stella ends on ")
    Membership.objects.filter(pk=one.pk).update(role="member")
    assert story(second.user, "term_ends") is None


@pytest.mark.parametrize("changed", [{"state": "archived"}, {"state": "closed"}])
def test_a_space_that_is_not_alive_tells_nothing(space: Community, changed: dict[str, Any]) -> None:
    review_in(space, 3)
    term_of(space, 3)
    Community.objects.update(**changed)
    assert told() == []


def test_days_that_are_over_are_told_to_nobody(space: Community) -> None:
    review_in(space, -1)
    term_of(space, -1)
    assert told() == []


def test_whoever_stands_in_is_told_and_choices_count(room: Community, space: Community, other: Community) -> None:
    stood_in(space, steward_of(other))
    Choice.objects.create(user=steward_of(space), scope="", kind="dates_of_space", often=Often.NONE)
    Choice.objects.create(user=steward_of(other), scope="", kind="dates_of_space", often=Often.NOW)
    deliver()
    review_in(space, 14)
    assert told() == [("space_review", "Otis"), ("space_review", "Stella")]
    letters = [letter for letter in deliver() if "review" in letter.subject]
    assert [letter.to for letter in letters] == [[steward_of(other).email]]


def test_they_stand_among_the_weekly_five(space: Community) -> None:
    review_in(space, 20)
    assert weekly.five(space, steward_of(space)) == []
    review_in(space, -30)
    one = term_of(space, 10)
    tasks = weekly.five(space, steward_of(space))
    assert [(task.code, task.waiting.title) for task in tasks] == [("review", space.name), ("term", "Stella")]
    client = as_("steward", space)
    page = words_of(client, HERE)
    assert "Review of the community" in page
    assert "It was to be reviewed on" in page
    for task in tasks:
        assert client.get(task.waiting.url).status_code == 200
    client.post(f"{HERE}five/", {"thing": f"term:{tasks[1].waiting.key}"})
    assert [task.code for task in weekly.five(space, steward_of(space))] == ["review"]
    Membership.objects.filter(pk=one.pk).update(term_to=in_days(300))
    review_in(space, 300)
    assert weekly.five(space, steward_of(space)) == []
