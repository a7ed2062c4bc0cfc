"""A plan in versions, its lines, how members see them, and which other words they suggest."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.spaces import parts
from communities.spaces.models import Community
from communities.stewardship.models import NeedsProfile
from communities.stewardship.plans.querysets import LineQuerySet, VersionQuerySet
from communities.stewardship.plans.terms import LONGEST, Decision, Field, Says, State
from communities.stewardship.terms import Orientation
from portal.foundation.erasure import Fate, declare


class PlanVersion(models.Model):
    """One version: a draft of the stewards, then reviewed by members, then decided line by line."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="plan_versions")
    number = models.PositiveSmallIntegerField()  # from 1, in each space
    profile = models.ForeignKey(
        NeedsProfile, models.SET_NULL, null=True, related_name="+"
    )  # that lines were taken from
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)  # for review
    closes_at = models.DateTimeField(_("the review ends on"), null=True)
    closed_at = models.DateTimeField(null=True)  # by hand, or by the worker after `closes_at`
    decided_at = models.DateTimeField(null=True)  # when the last line was

    objects: ClassVar[Any] = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="plans_numbered_once"),
            models.UniqueConstraint(fields=["community"], condition=Q(decided_at=None), name="one_plan_in_hand"),
        ]
        verbose_name = _("version of a plan")

    def __str__(self) -> str:
        return str(_("Plan, version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("plan", args=[self.community.slug, self.pk])

    @property
    def state(self) -> State:
        """By the clock: a review ends at its moment, whenever the worker comes to close it."""
        if self.opened_at is None:
            return State.DRAFT
        if self.closed_at is None and (self.closes_at is None or self.closes_at > timezone.now()):
            return State.REVIEW
        return State.DECIDING if self.decided_at is None else State.DECIDED

    @property
    def ended_at(self) -> Any:
        """When the review ended, or will."""
        return self.closed_at or self.closes_at


class PlanLine(models.Model):
    """One need, and what serves it. `thread` is the same in all versions, so that one sees what became of it."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="lines")
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    orientation = models.CharField(_("orientation"), max_length=13, choices=Orientation, blank=True)
    need = models.CharField(_("need"), max_length=LONGEST[Field.NEED], blank=True)
    part = models.CharField(_("part of the space"), max_length=30, blank=True)  # a code of `parts.parts()`
    tool = models.CharField(_("tool"), max_length=LONGEST[Field.TOOL], blank=True)
    why = models.TextField(_("why"), max_length=LONGEST[Field.WHY])
    keeper = models.CharField(_("who looks after it"), max_length=200, blank=True)
    cost = models.CharField(_("what it costs"), max_length=200, blank=True)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)  # rises whenever its words change
    reworded_at = models.DateTimeField(null=True, editable=False)  # while members review it
    decision = models.CharField(max_length=8, choices=Decision, blank=True, editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[Any] = LineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "thread"], name="one_line_of_a_thread")]
        verbose_name = _("line of a plan")

    def __str__(self) -> str:
        return self.shown_need

    def get_absolute_url(self) -> str:
        """Its page; `version` and its community must be there."""
        return reverse("plan_line", args=[self.version.community.slug, self.version_id, self.thread])

    @property
    def shown_need(self) -> str:
        """The orientation, and what is meant by it here."""
        return _beside(Orientation(self.orientation).label if self.orientation else "", self.need)

    @property
    def shown_tool(self) -> str:
        """The part of the space, or what is used outside, and what is meant by it here."""
        part = parts.parts().get(self.part)
        return _beside(str(part.label) if part else self.part, self.tool)

    @property
    def switches(self) -> bool:
        """Whether its tool is a part that can be switched on and off."""
        part = parts.parts().get(self.part)
        return part is not None and not part.always


def _beside(name: Any, words: str) -> str:
    return ": ".join(filter(None, (str(name), words)))


class Stance(models.Model):
    """How one member sees a line; it can be changed until the review ends. Whoever belongs to the space reads it, with the name."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="stances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    says = models.CharField(max_length=8, choices=Says)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)  # its reason: what was said stays counted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "user"], name="one_stance_of_a_member")]
        verbose_name = _("stance to a line of a plan")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.says}"

    @property
    def shown_reason(self) -> str:
        """Its reason, unless somebody took it away."""
        return "" if self.removed_at else self.reason


class Suggestion(models.Model):
    """Other words for a line. Taken over, they are its text, and their author is named; else the reason stands with them."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="suggestions")
    field = models.CharField(_("which words"), max_length=4, choices=Field)
    before = models.TextField(blank=True)  # what stood there
    text = models.TextField(_("your words"), blank=True, max_length=LONGEST[Field.WHY])
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    taken = models.BooleanField(null=True)  # not answered yet
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    removed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("suggestion for a line of a plan")

    def __str__(self) -> str:
        return self.text


DONE = _("What you decided for a community stays, without your name.")
SAID = _(
    "What you said of a community’s plan is taken out of reviews that are open; in ended ones it stays, without your name."
)
SUGGESTED = _("Words that you suggested for a community’s plan stay, without your name.")
_version = ("community__name", "number")
_line = ("line__version__community__name", "line__version__number", "line__need", "line__orientation")
declare("communities.PlanVersion.started_by", Fate.DETACH, because=DONE, export=(*_version, "started_at"))
declare("communities.PlanVersion.opened_by", Fate.DETACH, because=DONE, export=(*_version, "opened_at", "closes_at"))
declare(
    "communities.PlanLine.decided_by", Fate.DETACH, because=DONE,
    export=("version__community__name", "version__number", "need", "orientation", "decision", "reason", "decided_at"),
)  # fmt: skip
declare("communities.Stance.user", Fate.DETACH, because=SAID, export=(*_line, "says", "reason", "given_at"))
declare(
    "communities.Suggestion.author", Fate.DETACH, because=SUGGESTED,
    export=(*_line, "field", "before", "text", "made_at", "taken", "reason"),
)  # fmt: skip
declare(
    "communities.Suggestion.answered_by", Fate.DETACH, because=DONE, export=(*_line, "field", "reason", "answered_at")
)
