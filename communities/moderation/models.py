"""Cases: what was reported or held, what was decided and why, and what came of an appeal. Together they are the log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.moderation.querysets import CaseQuerySet
from communities.moderation.terms import APPEALABLE, Outcome, Why
from communities.spaces.models import Community
from portal.foundation.erasure import Fate, declare


class Case(models.Model):
    """One thing that somebody has to look at, until it is settled; then what was decided about it."""

    Outcome = Outcome

    kind = models.CharField(max_length=12)  # things.kinds
    key = models.PositiveBigIntegerField()
    community = models.ForeignKey(Community, models.CASCADE, null=True, related_name="cases")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    held = models.CharField(max_length=200, blank=True)  # why nobody sees it before it is settled; empty: it is seen
    opened_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("what becomes of it"), max_length=8, choices=Outcome, blank=True)
    statement = models.TextField(_("statement of reasons"), blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, db_index=True)
    appeal = models.TextField(_("appeal"), blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer to the appeal"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()
    is_past: bool  # by `told_to`

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(settled_at=None), name="one_open_case_of_a_thing"
            )
        ]
        verbose_name = _("case")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_open_appeal(self) -> bool:
        """Whether its author waits for somebody to look at it again."""
        return self.appealed_at is not None and self.answered_at is None

    @property
    def may_be_appealed(self) -> bool:
        """Whether its author may still ask somebody else to look at it: once, in half a year."""
        gone = self.outcome == Outcome.GOES and self.settled_at is not None and self.appealed_at is None
        return gone and timezone.now() - self.settled_at < APPEALABLE  # type: ignore[operator]  # it is settled


class Flag(models.Model):
    """Somebody says that a thing should be looked at. Its author is never told who."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=12, choices=Why)
    note = models.CharField(_("what should be known about it"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="reported_once")]
        verbose_name = _("report")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.why}"


DECIDED = _("What you decided about contributions of others stays, without your name.")


def _declare(column: str, fate: Fate, because: Any, *export: str) -> None:
    declare(f"communities.{column}", fate, because=because, export=export)


_declare(
    "Case.author", Fate.DETACH, _("What was decided about your contributions stays, without your name."),
    "kind", "opened_at", "outcome", "statement", "settled_at", "appeal", "appealed_at", "answer", "answered_at",
)  # fmt: skip
_declare("Case.settled_by", Fate.DETACH, DECIDED, "kind", "outcome", "statement", "settled_at")
_declare("Case.answered_by", Fate.DETACH, DECIDED, "kind", "answer", "answered_at")
_declare("Flag.by", Fate.DETACH, _("What you reported stays, without your name."), "why", "note", "created_at")
