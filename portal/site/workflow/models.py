"""A stage of the workflow with a day on which it is due, who has taken it, and who was asked from outside.

Wagtail's own parts carry it: `ReviewTask` is a task of its workflows, `ReviewState` what becomes of it for one version of a page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState, WorkflowState
from wagtail.models.workflows import BaseTaskStateManager, TaskStateQuerySet

from portal.accounts.models import User
from portal.foundation.erasure import Fate, declare
from portal.foundation.refusals import NotNowError
from portal.notices import telling
from portal.site.workflow.forms import ReasonForm
from portal.site.workflow.terms import ENDED, LABELS, MOST_DAYS, OVERDUE, USUAL_DAYS, WAITING


def version_of(page: Any) -> str:
    """The newest version of a page, as forms and links name it. The desk’s autosave writes over a version: its moment counts, too."""
    revision = page.latest_revision
    return f"{revision.pk} {revision.created_at.isoformat()}" if revision else ""


class ReviewStateQuerySet(TaskStateQuerySet):
    """Stages by who decides about them."""

    def open(self) -> ReviewStateQuerySet:
        """Nobody has decided yet."""
        found: ReviewStateQuerySet = self.filter(status=TaskState.STATUS_IN_PROGRESS)
        return found

    def open_to(self, user: Any) -> ReviewStateQuerySet:
        """Those that this person may take and decide about. Nobody decides about what they submitted themselves."""
        found = self.open().exclude(workflow_state__requested_by=user)
        if user.is_superuser:
            return found
        return found.filter(task__in=ReviewTask.objects.filter(groups__in=user.groups.all()))


class ReviewState(TaskState):
    """One stage of one submission."""

    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(_("due"), null=True)
    reminded_at = models.DateTimeField(null=True)  # once, when it was overdue

    objects = BaseTaskStateManager.from_queryset(ReviewStateQuerySet)()

    class Meta:
        verbose_name = _("stage of a review")
        verbose_name_plural = _("stages of reviews")

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return bool(self.status == self.STATUS_IN_PROGRESS)

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @cached_property
    def stage(self) -> ReviewTask:
        """Its task, which knows the groups."""
        found: ReviewTask = ReviewTask.objects.get(pk=self.task_id)
        return found

    @property
    def page_id(self) -> int:
        """The page that it is about."""
        return int(self.workflow_state.object_id)

    @cached_property
    def page(self) -> Any:
        """The same, as its own kind."""
        return Page.objects.get(pk=self.page_id).specific

    def is_of(self, user: Any) -> bool:
        """Whether somebody may take it and decide about it."""
        return (
            user is not None
            and user.is_active
            and self.workflow_state.requested_by_id != user.pk
            and self.stage.is_for(user)
        )

    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> TaskState:
        """As Wagtail does; whom it concerns is told, unless another stage follows, which tells of itself."""
        done = super().approve(user, update, comment)
        self._over(told=WorkflowState.objects.get(pk=self.workflow_state_id).status == WorkflowState.STATUS_APPROVED)
        return done

    def reject(self, user: Any = None, update: bool = True, comment: str = "") -> TaskState:
        """As Wagtail does; whom it concerns is told."""
        done = super().reject(user, update, comment)
        self._over(told=True)
        return done

    def cancel(self, user: Any = None, resume: bool = False, comment: str = "") -> TaskState:
        """As Wagtail does; whom it concerns is told."""
        done = super().cancel(user, resume, comment)
        self._over(told=not resume)
        return done

    def _over(self, *, told: bool) -> None:
        """It waits for nobody any more."""
        for event in (WAITING, OVERDUE):
            telling.withdraw(event, [self.pk])
        if told:
            telling.happened(ENDED, self.pk)


class ReviewTask(AbstractGroupApprovalTask):
    """A stage: which groups decide, and within how many days."""

    days = models.PositiveSmallIntegerField(
        _("days until it is due"),
        default=USUAL_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Whoever has it, or else all of the groups, are reminded once when the day has passed."),
    )

    task_state_class = ReviewState
    admin_form_fields: ClassVar[list[str]] = [*AbstractGroupApprovalTask.admin_form_fields, "days"]

    class Meta:
        verbose_name = _("stage of a review")
        verbose_name_plural = _("stages of reviews")

    @property
    def label(self) -> str:
        """Its name, in the reader’s language where it is one of ours."""
        return str(LABELS.get(self.name, self.name))

    @classmethod
    def get_description(cls) -> str:
        """For who sets up workflows."""
        return str(_("Members of groups take it, hand it over, and decide until a day; not about what they submitted."))

    def is_for(self, user: Any) -> bool:
        """Whether somebody belongs to its groups."""
        return bool(user.is_superuser or self._user_in_groups(user))

    def people(self) -> models.QuerySet[User]:
        """Everybody in its groups whose account is not suspended."""
        return User.objects.filter(groups__in=self.groups.all(), is_active=True).distinct().order_by("name", "pk")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begins it. Who submits passes over stages that they would decide themselves, but for the last, which is for somebody else.

        Who had it before changes were asked for has it again.
        """
        before = ReviewState.objects.filter(workflow_state=workflow_state, task=self).order_by("-pk").first()
        state = super().start(workflow_state, user)
        by, last = workflow_state.requested_by, workflow_state.workflow.tasks.filter(active=True).last()
        if by is not None and self.is_for(by) and last.pk != self.pk:
            state.status, state.finished_at = state.STATUS_SKIPPED, timezone.now()
            state.save()
            return state
        state.due_on = timezone.localdate() + timedelta(days=self.days)
        had = User.objects.filter(pk=before.claimed_by_id or before.finished_by_id).first() if before else None
        state.claimed_by = had if had is not None and state.is_of(had) else None
        state.save()
        telling.happened(WAITING, state.pk)
        return state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """What the editor of the page offers: nothing while a colleague has it."""
        state = obj.current_workflow_task_state
        if not isinstance(state, ReviewState) or not state.is_of(user) or state.claimed_by_id not in (None, user.pk):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_form_for_action(self, action: str) -> Any:
        """Whoever asks for changes says which, and why."""
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def on_action(self, task_state: Any, user: Any, action_name: str, comment: str = "", **_further: Any) -> None:
        """From the page’s editor, which has just saved what its user saw."""
        from portal.site.workflow import actions

        page = Page.objects.get(pk=task_state.page_id)
        approved, seen = action_name == "approve", version_of(page)
        try:
            actions.decide(task_state, approved=approved, by=user, said=comment, seen=seen)
        except (NotNowError, ValidationError) as error:  # in the moment since `desk.before_edit` looked
            raise PermissionDenied(str(error)) from error

    def get_task_states_user_can_moderate(self, user: Any, **_options: Any) -> Any:
        """For Wagtail’s own lists."""
        return TaskState.objects.filter(pk__in=ReviewState.objects.open_to(user).filter(task=self).values("pk"))


class ReviewHandover(models.Model):
    """A stage went from one to another: taken over from a colleague, or handed to one."""

    state = models.ForeignKey(ReviewState, models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("hand-over of a review")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class ReviewInvitationQuerySet(models.QuerySet["ReviewInvitation"]):
    """Invitations by whether their link works."""

    def open(self) -> ReviewInvitationQuerySet:
        """Neither used nor taken back nor too old."""
        return self.filter(decided_at=None, revoked_at=None, expires_at__gt=timezone.now())


class ReviewInvitation(models.Model):
    """Somebody without an account was asked by letter to decide about a stage, once, on the word of who asked them."""

    state = models.ForeignKey(ReviewState, models.CASCADE, related_name="invitations")
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")  # what they were asked about
    version = models.CharField(max_length=80)  # the same, as `version_of` names it
    email = models.EmailField(_("e-mail address"), blank=True)  # empty once it is forgotten
    language = models.CharField(max_length=8, default="en")
    note = models.TextField(blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    name = models.CharField(_("name"), max_length=120, blank=True)  # as they gave it with their decision
    reason = models.TextField(blank=True)

    objects = ReviewInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "email"],
                condition=Q(decided_at=None, revoked_at=None) & ~Q(email=""),
                name="one_open_invitation_each",
            )
        ]
        verbose_name = _("invitation to review")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_unused(self) -> bool:
        """Whether its time has not come, and nothing has become of it."""
        ended = self.decided_at or self.revoked_at
        return ended is None and self.expires_at > timezone.now() and self.state.is_open

    @property
    def is_open(self) -> bool:
        """Whether its link can decide: it is as good as the right of who sent it."""
        return self.is_unused and self.state.is_of(self.invited_by or AnonymousUser())


HAD = _("Reviews that you had or handed over: who had them is forgotten.")
declare("site.ReviewState.claimed_by", Fate.DETACH, because=HAD, export=("due_on", "status", "started_at"))
declare("site.ReviewHandover.giver", Fate.DETACH, because=HAD, export=("at",))
declare("site.ReviewHandover.taker", Fate.DETACH, because=HAD, export=("at",))
declare("site.ReviewHandover.by", Fate.DETACH, because=HAD, export=("note", "at"))
declare(
    "site.ReviewInvitation.invited_by",
    Fate.DETACH,
    because=_("Letters in which you asked others to review: those that are open work no more."),
    export=("note", "created_at", "expires_at"),
)
