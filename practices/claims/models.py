"""A claim is one figure: what was measured, of whom or where, when, with which value, on whose word.

Results of practices, Tables 1 and 2, and the annexes are claims; charts and data sets are drawn from them later.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from portal.foundation.dates import PartialDateField
from portal.foundation.widgets import PlainNumber, WrappedLine
from portal.vocabularies.models import Concept, Place
from portal.vocabularies.widgets import ConceptSelect
from practices.sources.models import Source


class Dataset(models.Model):
    """A table of claims, such as Annex 1: its rows are places or concepts, its columns indicators."""

    class Rows(models.TextChoices):
        PLACE = "place", _("places")
        CONCEPT = "concept", _("concepts")

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"), blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="datasets", verbose_name=_("source"))
    at = models.CharField(_("place in the source"), max_length=255, blank=True)
    as_of = PartialDateField(_("as of"))
    rows = models.CharField(_("rows"), max_length=8, choices=Rows.choices)
    columns = models.JSONField(_("columns"), default=list, help_text=_("Codes of indicators, in their order."))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("data set")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its table."""
        return reverse("dataset", args=[self.code])


# What a form asks about a figure, on a record or on its own.
FIGURE: tuple[Any, ...] = (
    FieldPanel("label", widget=WrappedLine(), help_text=_("In words that readers understand without the indicator.")),
    FieldRowPanel([FieldPanel("value", widget=PlainNumber()), FieldPanel("unit"), FieldPanel("value_text")]),
    FieldRowPanel([FieldPanel("comparison", widget=WrappedLine()), FieldPanel("population", widget=WrappedLine())]),
    FieldRowPanel([FieldPanel("period"), FieldPanel("status")]),
    FieldRowPanel([FieldPanel("source"), FieldPanel("at", widget=WrappedLine())]),
    FieldPanel("caveat"),
)


class Claim(Orderable):
    """A figure or a finding. About a record it stands on the record's page and is revisioned with it."""

    class Status(models.TextChoices):
        SELF_REPORTED = "self_reported", _("reported by its own people")
        MEASURED = "measured", _("measured by others")
        ESTIMATED = "estimated", _("estimated")
        STATED = "stated", _("stated in the source")
        COMPUTED = "computed", _("computed by the editors")

    record = ParentalKey("practices.Record", null=True, blank=True, on_delete=models.CASCADE, related_name="results")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="claims", verbose_name=_("place")
    )
    concept = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="claims", verbose_name=_("concept")
    )
    dataset = models.ForeignKey(
        Dataset, null=True, blank=True, on_delete=models.CASCADE, related_name="claims", verbose_name=_("data set")
    )
    indicator = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        related_name="measured",
        limit_choices_to={"scheme": "indicator"},
        verbose_name=_("indicator"),
    )
    label = models.CharField(_("what was measured"), max_length=255, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    value_text = models.CharField(
        _("value in words"),
        max_length=255,
        blank=True,
        help_text=_("Where it is not a number, or not exactly that one: “more than 170”."),
    )
    comparison = models.CharField(_("compared with"), max_length=255, blank=True)
    population = models.CharField(_("who was counted"), max_length=255, blank=True)
    period = PartialDateField(_("period"))
    status = models.CharField(_("on whose word"), max_length=16, choices=Status.choices, default=Status.STATED)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims", verbose_name=_("source"))
    at = models.CharField(_("place in the source"), max_length=255, blank=True)
    caveat = models.TextField(_("what it doesn't show"), blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("indicator", widget=ConceptSelect("indicator")),
        *FIGURE,
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("figure")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(record__isnull=False)
                | models.Q(place__isnull=False)
                | models.Q(concept__isnull=False),
                name="a_claim_is_about_something",
            ),
            models.UniqueConstraint(  # with 0 for what is empty: not every database can take empty values for equal
                models.F("dataset"),
                models.F("indicator"),
                Coalesce("place", 0),
                Coalesce("concept", 0),
                condition=models.Q(dataset__isnull=False),
                name="one_value_per_cell",
                violation_error_message=_("This cell of the data set has a figure already: change that one."),
            ),
        ]
        indexes = [models.Index(fields=["dataset", "indicator"]), models.Index(fields=["place", "indicator"])]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.shown_value}"

    def clean(self) -> None:
        """A figure says something, on a record or on its own."""
        super().clean()
        if self.value is None and not self.value_text:
            raise ValidationError({"value": _("Give the value, as a number or in words.")})

    @property
    def plain_value(self) -> str:
        """The number without superfluous zeros, as the catalogue files write it; empty where it is not a number."""
        return "" if self.value is None else format(self.value.normalize(), "f")

    @property
    def shown_value(self) -> str:
        """The value in words where the source says it so, else the number with its unit in the reader's format."""
        if self.value_text or self.value is None:
            return self.value_text
        number = number_format(self.plain_value, use_l10n=True, force_grouping=True)
        return f"{number} {self.unit}".strip()
