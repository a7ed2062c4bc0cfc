"""Which communities show their needs to the stewards of others, and who stands in for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.commonroom.terms import LONGEST_NOTE, LONGEST_PERIOD
from communities.spaces.models import Community
from portal.foundation.erasure import Fate, declare


class Sharing(models.Model):
    """A community whose needs profile and plan the stewards of other communities may read; without a row they may not."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="sharing")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("shared needs profile")

    def __str__(self) -> str:
        return str(self.community_id)


def today() -> date:
    """The day by the site's own clock, by which periods begin and end for everybody."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


class StandInQuerySet(models.QuerySet["StandIn"]):
    """Periods by how far they are."""

    def agreed(self) -> StandInQuerySet:
        """Those for which there is somebody, and that nobody ended before their time."""
        return self.filter(ended_at=None).exclude(Q(agreed_at=None) | Q(community=None) | Q(substitute=None))

    def in_force(self, on: date) -> StandInQuerySet:
        """Those agreed that a day lies in."""
        return self.agreed().filter(first_day__lte=on, last_day__gte=on)

    def not_over(self) -> StandInQuerySet:
        """Those agreed that have not ended yet."""
        return self.agreed().filter(last_day__gte=today())

    def open(self) -> StandInQuerySet:
        """What is asked and offered, and that nobody has taken up."""
        return self.filter(agreed_at=None, ended_at=None, last_day__gte=today())


class StandIn(models.Model):
    """Somebody does the work of a steward for a while. What is asked for has a community, what is offered has a substitute, what is agreed both.

    Rights follow from the row and the day alone (`communities.spaces.policies`): nothing has to run for them to begin or to end.
    """

    community = models.ForeignKey(Community, models.CASCADE, null=True, related_name="stand_ins")
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )  # who asked, or took an offer up
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), help_text=_("Half a year at most."))
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # before its time

    objects = StandInQuerySet.as_manager()
    steward_id: int | None
    substitute_id: int | None
    name: str  # of the substitute, where it is asked for with it

    class Meta:
        ordering = ["first_day", "pk"]
        indexes = [models.Index(fields=["substitute", "last_day"], name="stand_ins_of_a_person")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_period_ends_after_it_begins")
        ]
        verbose_name = _("stand-in")

    def __str__(self) -> str:
        return f"{self.community_id or '?'}, {self.first_day}"

    def clean(self) -> None:
        """Raises ValidationError for a period that is over, upside down, or too long."""
        if not self.first_day or not self.last_day:
            return
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The period ends before it begins.")})
        if self.last_day < today():
            raise ValidationError({"last_day": _("This day is over.")})
        if self.last_day - self.first_day > LONGEST_PERIOD:
            raise ValidationError({"last_day": _("Half a year at most: for longer, make somebody a steward.")})


DONE: Any = _("That you asked somebody to stand in for you stays with the community, without your name.")
declare("communities.Sharing.shared_by", Fate.DETACH, because=DONE, export=("community__name", "since"))
declare(
    "communities.StandIn.steward", Fate.DETACH, because=DONE,
    export=("community__name", "first_day", "last_day", "note", "created_at", "agreed_at", "ended_at"),
)  # fmt: skip
declare(
    "communities.StandIn.substitute", Fate.DELETE, because=_("What you offered to do in the place of other stewards."),
    export=("community__name", "first_day", "last_day", "note", "created_at", "agreed_at", "ended_at"),
)  # fmt: skip
