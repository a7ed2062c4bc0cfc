"""The workflow that a new site has: contributors submit, editors check, reviewers approve."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowTask

from portal.accounts.groups import ADMINISTRATORS, REVIEW
from portal.site.workflow.models import ReviewTask
from portal.site.workflow.terms import APPROVAL, CHECK

STAGES: Final = {CHECK: ("editors", ADMINISTRATORS), APPROVAL: ("reviewers", ADMINISTRATORS)}


@transaction.atomic
def ensure_stages() -> None:
    """Puts the two stages in the place of Wagtail’s one step, once: whatever an operator sets up afterwards stays."""
    workflow = Workflow.objects.filter(name=REVIEW).first()
    if workflow is None or ReviewTask.objects.exists():
        return
    old = GroupApprovalTask.objects.filter(name=REVIEW, workflow_tasks__workflow=workflow).first()
    WorkflowTask.objects.filter(workflow=workflow, task=old).delete()
    for order, (name, groups) in enumerate(STAGES.items()):
        task = ReviewTask.objects.create(name=name)
        task.groups.set(Group.objects.filter(name__in=groups))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    if old is not None:
        retire(old)


def retire(old: GroupApprovalTask) -> None:
    """What waits in the step that there was before begins the first stage."""
    for state in TaskState.objects.filter(task=old, status=TaskState.STATUS_IN_PROGRESS):
        state.status = TaskState.STATUS_SKIPPED
        state.save()
        state.workflow_state.update()
    if not TaskState.objects.filter(task=old).exists():
        old.delete()
    else:
        old.active = False
        old.save()
