"""What waits for me, what colleagues have, what is overdue: on the home of the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.site.workflow import actions
from portal.site.workflow.models import ReviewState
from portal.site.workflow.waiting import parts_for
from tests.site.workflow.conftest import Person, Submit, browser_of

pytestmark = pytest.mark.django_db


def counts(user: Any) -> dict[str, int]:
    return {part.name: part.count for part in parts_for(user, 5)}


def test_it_says_what_waits_for_whom(submit: Submit, person: Person) -> None:
    eda, edi = person("editors", name="Eda"), person("editors", name="Edi")
    submit(title="Free")
    mine, late = submit(title="Mine"), submit(title="Late")
    actions.claim(mine, eda)
    actions.claim(late, edi)
    ReviewState.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert counts(eda) == {"review": 2, "taken": 1, "overdue": 1}
    assert counts(edi) == {"review": 2, "taken": 1, "overdue": 1}
    assert counts(person("reviewers")) == {"review": 0, "taken": 0, "overdue": 0}
    text = browser_of(eda).get("/admin/").content.decode()
    for said in (
        "Waiting for your review (2)",
        "you have it",
        "Taken by colleagues (1)",
        "Overdue reviews (1)",
        "Edi has it",
    ):
        assert said in text, said
    assert f'href="{reverse("review", args=[mine.pk])}"' in text


def test_what_somebody_submitted_does_not_wait_for_them(submit: Submit, person: Person) -> None:
    rosa = person("reviewers")
    submit(rosa)
    assert counts(rosa)["review"] == 0
    assert counts(person("administrators"))["review"] == 1


def test_who_is_in_both_groups_of_a_stage_sees_it_once(submit: Submit, person: Person) -> None:
    both = person("editors")
    both.groups.add(person("administrators").groups.get())
    submit()
    assert counts(both)["review"] == 1


def test_contributors_see_no_part_of_it(person: Person) -> None:
    assert "Waiting for your review" not in browser_of(person("contributors")).get("/admin/").content.decode()


def test_it_asks_as_much_for_one_as_for_many(submit: Submit, person: Person) -> None:
    eda, carla = person("editors"), person("contributors")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            parts_for(eda, 5)
        return len(asked)

    submit(carla)
    queries()
    before = queries()
    for number in range(7):
        actions.claim(submit(carla, title=f"Visit {number}"), eda)
    assert queries() == before <= 4
