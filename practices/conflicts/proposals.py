"""Figures that contradict each other: found in the catalogue, and proposed to the editors for the ledger. Each pair is proposed once."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.audience import audiences_of
from portal.foundation.erasure import Fate, declare
from practices.claims.models import Claim
from practices.conflicts.models import Conflict

LONGEST_REASON: Final = 1_000


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, by who may decide about them."""

    def at_desk(self, user: Any) -> ProposalQuerySet:
        """Whose figures still stand as they were, on records that this editor may read."""
        mine = audiences_of(user)
        seen = [
            Q(**{f"{one}__record": None}) | Q(**{f"{one}__record__audience__in": mine}) for one in ("first", "second")
        ]
        same = Q(first__value=F("first_value"), second__value=F("second_value"))
        return self.filter(*seen, same | ~Q(state=Proposal.State.WAITING))

    def waiting(self) -> ProposalQuerySet:
        """Nobody has decided about them."""
        return self.filter(state=Proposal.State.WAITING)


class Proposal(models.Model):
    """Two figures for the same thing that are not the same."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        ACCEPTED = "accepted", _("entered in the ledger")
        DISMISSED = "dismissed", _("dismissed")

    key = models.CharField(max_length=64, unique=True)  # of both figures, their sources and what they say
    first = models.ForeignKey(Claim, models.SET_NULL, null=True, related_name="+")
    second = models.ForeignKey(Claim, models.SET_NULL, null=True, related_name="+")
    first_value = models.DecimalField(max_digits=18, decimal_places=4)
    second_value = models.DecimalField(max_digits=18, decimal_places=4)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    conflict = models.ForeignKey(Conflict, models.SET_NULL, null=True, related_name="+")  # what came of it

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[Any]] = [F("decided_at").desc(nulls_first=True), "-proposed_at", "-pk"]
        verbose_name = _("proposal for the ledger")
        verbose_name_plural = _("proposals for the ledger")

    def __str__(self) -> str:
        return f"{self.first_value.normalize():f} ≠ {self.second_value.normalize():f}"

    @property
    def figures(self) -> list[Claim]:
        """Both, or what is left of them."""
        return [one for one in (self.first, self.second) if one]


declare(
    "practices.Proposal.decided_by",
    Fate.DETACH,
    because=_("Decisions about figures that contradict each other: they stay, without your name."),
    export=("state", "reason", "decided_at"),
)
