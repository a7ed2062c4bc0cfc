"""Who speaks for an organisation, and what they answered to “is it still alive?”."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.dates import PartialDateField
from portal.foundation.erasure import Fate, declare
from portal.foundation.exploring import page_policy
from practices.records.models import Record
from practices.representing.terms import DESK_RIGHT, Alive, Proof, State


class RepresentationQuerySet(models.QuerySet["Representation"]):
    """Representations by who may see them."""

    def at_desk(self, user: Any) -> RepresentationQuerySet:
        """What has reached the editors, about records that this one may see at the desk."""
        if not user.has_perm(DESK_RIGHT):
            return self.none()
        records = page_policy.but_hidden(Record.objects.all(), user)
        return self.exclude(state=State.UNPROVEN).filter(Q(record=None) | Q(record__in=records.values("pk")))

    def verified(self) -> RepresentationQuerySet:
        """Who speaks for an organisation now."""
        return self.filter(state=State.VERIFIED, user__is_active=True)


class Representation(models.Model):
    """Somebody with an account says that they speak for an organisation; an editor decides whether they do."""

    record = models.ForeignKey(Record, models.SET_NULL, null=True, related_name="representations")
    code = models.CharField(_("record"), max_length=16)  # its identifier, which outlives it
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    why = models.TextField(_("what they do there"))
    email = models.EmailField(_("work address"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    proof = models.CharField(_("proof"), max_length=6, choices=Proof.choices)
    confirmed_at = models.DateTimeField(null=True)  # the work address
    begun_at = models.DateTimeField(_("sent"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    asked_at = models.DateTimeField(null=True)  # whether it is still alive

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        ordering = [F("decided_at").desc(nulls_first=True), "-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code"],
                condition=Q(state__in=("unproven", "waiting", "verified")),
                name="speaks_for_it_once",
            )
        ]
        verbose_name = _("representative of an organisation")
        verbose_name_plural = _("representatives of organisations")

    def __str__(self) -> str:
        return self.code


class LifeSign(models.Model):
    """What an organisation answered. It names nobody, and stays with the record."""

    record = models.ForeignKey(Record, models.SET_NULL, null=True, related_name="life_signs")
    code = models.CharField(max_length=16)
    by = models.ForeignKey(Representation, models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=12, choices=Alive.choices)
    ended: Any = PartialDateField(_("ended"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        verbose_name = _("answer of an organisation")

    def __str__(self) -> str:
        return f"{self.code} {self.answer}"


declare(
    "practices.Representation.user",
    Fate.DELETE,
    because=_("That you spoke for an organisation. What it answered stays with its record, without your name."),
    export=("code", "why", "email", "state", "proof", "confirmed_at", "begun_at", "decided_at", "reason"),
)
declare(
    "practices.Representation.decided_by",
    Fate.DETACH,
    because=_("That you decided about who speaks for organisations stays without your name."),
)
