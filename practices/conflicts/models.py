"""The conflict ledger: where sources disagree, both values stand with their sources and an editor's note; nothing is corrected silently."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from portal.foundation.audience import AudienceField, AudienceQuerySet
from portal.foundation.identity import IdentifierField
from portal.vocabularies.models import Place
from practices.claims.models import Claim, Dataset
from practices.sources.models import Source


class ConflictQuerySet(AudienceQuerySet["Conflict"]):
    """Entries of the ledger."""


class Conflict(ClusterableModel):
    """A question that sources answer differently."""

    identifier_prefix: ClassVar[str] = "CF"

    identifier = IdentifierField()
    work = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("question"), max_length=255)
    note = models.TextField(_("editor's note"), blank=True)
    records = ParentalManyToManyField(
        "practices.Record", blank=True, related_name="conflicts", verbose_name=_("marked on these records")
    )
    places = ParentalManyToManyField(Place, blank=True, related_name="conflicts", verbose_name=_("places"))
    datasets = ParentalManyToManyField(Dataset, blank=True, related_name="conflicts", verbose_name=_("data sets"))
    audience = AudienceField()
    changed_at = models.DateTimeField(auto_now=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["identifier"]
        verbose_name = _("conflict between sources")
        verbose_name_plural = _("conflicts between sources")

    def __str__(self) -> str:
        return self.title

    @property
    def work_key(self) -> str:
        """What the identifier names."""
        return str(self.work)

    def get_absolute_url(self) -> str:
        """Its place in the ledger."""
        return reverse("conflicts") + f"#{self.identifier}"


class ConflictValue(Orderable):
    """One of the values, with its source."""

    conflict = ParentalKey(Conflict, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=120)
    says = models.CharField(_("how the source puts it"), max_length=400, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="conflict_values", verbose_name=_("source")
    )
    at = models.CharField(_("place in the source"), max_length=255, blank=True)
    status = models.CharField(
        _("on whose word"), max_length=16, choices=Claim.Status.choices, default=Claim.Status.STATED
    )

    panels: ClassVar[list[Any]] = [FieldPanel(name) for name in ("value", "says", "source", "at", "status")]

    class Meta(Orderable.Meta):
        verbose_name = _("value")

    def __str__(self) -> str:
        return self.value
