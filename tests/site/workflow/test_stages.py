"""The stages of a new site, and of one that was there before them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask

from portal.site.workflow import actions
from portal.site.workflow.models import ReviewState, ReviewTask, version_of
from portal.site.workflow.stages import ensure_stages
from tests.site.workflow.conftest import Person, Submit, again, browser_of, change, current, newest

pytestmark = pytest.mark.django_db


def test_a_new_site_has_editors_check_and_reviewers_approve() -> None:
    workflow = Workflow.objects.get()
    assert [task.name for task in workflow.tasks] == ["check", "approval"]
    groups = [[*task.specific.groups.order_by("name").values_list("name", flat=True)] for task in workflow.tasks]
    assert groups == [["administrators", "editors"], ["administrators", "reviewers"]]
    assert not GroupApprovalTask.objects.exists()


def test_what_an_operator_has_set_up_stays() -> None:
    check = ReviewTask.objects.get(name="check")
    check.days = 3
    check.save()
    check.groups.set(Group.objects.filter(name="reviewers"))
    ensure_stages()
    check = ReviewTask.objects.get(name="check")
    assert (check.days, [group.name for group in check.groups.all()]) == (3, ["reviewers"])
    assert ReviewTask.objects.count() == 2


def test_what_waited_in_the_step_that_was_there_before_begins_anew(submit: Submit, person: Person) -> None:
    state = submit()
    WorkflowTask.objects.all().delete()
    ReviewState.objects.all().delete()
    ReviewTask.objects.all().delete()
    old = GroupApprovalTask.objects.create(name="review")
    WorkflowTask.objects.create(workflow=Workflow.objects.get(), task=old)
    going: Any = WorkflowState.objects.get(pk=state.workflow_state_id)
    going.current_task_state = None
    going.save()
    going.update()
    assert TaskState.objects.get(status="in_progress").task_id == old.pk
    ensure_stages()
    assert TaskState.objects.get(status="in_progress").task.name == "check"
    assert not GroupApprovalTask.objects.get().active


def test_a_page_goes_from_the_contributor_to_the_editor_to_the_reviewer_to_its_readers(
    submit: Submit, person: Person
) -> None:
    state = submit()
    page = state.page
    assert state.stage.name == "check"
    actions.decide(state, approved=True, by=person("editors"), seen=version_of(newest(page)))
    state = current(page)
    assert (state.stage.name, newest(page).live) == ("approval", False)
    actions.decide(state, approved=True, by=person("reviewers"), said="Well told.", seen=version_of(newest(page)))
    assert newest(page).live
    assert newest(page).current_workflow_state is None


@pytest.mark.parametrize(
    ("group", "first"), [("contributors", "check"), ("editors", "approval"), ("administrators", "approval")]
)
def test_who_submits_passes_over_what_they_would_decide_themselves(
    submit: Submit, person: Person, group: str, first: str
) -> None:
    by = person(group)
    state = submit(by)
    assert state.stage.name == first
    assert not state.is_of(by)


def test_the_day_counts_in_days_whatever_clocks_do(submit: Submit) -> None:
    with override_settings(TIME_ZONE="Europe/Vienna"), timezone.override("Europe/Vienna"):
        with travel("2026-03-28T23:30:00+01:00", tick=False):
            state = submit()
            assert state.due_on == date(2026, 4, 4)
        for moment, late in (("2026-04-04T23:59:00+02:00", False), ("2026-04-05T00:01:00+02:00", True)):
            with travel(moment, tick=False):
                assert again(state).is_overdue is late


def test_a_stage_has_days_of_its_own(submit: Submit) -> None:
    ReviewTask.objects.filter(name="check").update(days=2)
    assert submit().due_on == timezone.localdate() + timedelta(days=2)


def test_who_had_it_before_changes_were_asked_for_has_it_again(submit: Submit, person: Person) -> None:
    state, editor = submit(), person("editors")
    actions.claim(state, editor)
    actions.decide(state, approved=False, by=editor, said="Name the year.", seen=version_of(newest(state.page)))
    page = change(state.page)
    page.current_workflow_state.resume(user=page.owner)
    fresh = current(page)
    assert (fresh.pk != state.pk, fresh.claimed_by) == (True, editor)


def test_an_operator_sets_days_and_groups_at_the_desk(person: Person) -> None:
    browser = browser_of(person(is_superuser=True))
    check = ReviewTask.objects.get(name="check")
    address = reverse("wagtailadmin_workflows:edit_task", args=[check.pk])
    assert 'name="days"' in browser.get(address).content.decode()
    groups = [Group.objects.get(name="editors").pk]
    assert browser.post(address, {"days": "0", "groups": groups}).status_code == 200
    assert browser.post(address, {"days": "14", "groups": groups}).status_code == 302
    assert ReviewTask.objects.get(name="check").days == 14
    assert browser.get(reverse("wagtailadmin_reports:workflow_tasks")).status_code == 200
