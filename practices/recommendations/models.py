"""Recommendations as one document: a set, its numbered recommendations, and the numbered units below them.

Numbers are those of the source, gaps included (4.4 does not exist). Stances and amendments come with a later issue.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.vocabularies.widgets import PairLines
from practices.records.models import Record, RecordText, Section, record_tabs


class RecommendationSet(Record):
    """A set of recommendations or messages that was published together."""

    class Type(models.TextChoices):
        RECOMMENDATIONS = "recommendations", _("recommendations")
        MESSAGES = "messages", _("key messages")

    kind: ClassVar[str] = "recommendation_set"
    kind_label: ClassVar[Any] = _("Set of recommendations")
    kind_label_plural: ClassVar[Any] = _("Sets of recommendations")
    icon: ClassVar[str] = "recommendation"
    identifier_prefix: ClassVar[str] = "RS"

    body = RecordText(_("where they come from"))
    set_type = models.CharField(_("type"), max_length=16, choices=Type.choices, default=Type.RECOMMENDATIONS)
    status_note = models.TextField(
        _("status"), blank=True, help_text=_("Such as: draft of 2007; shown on every page of the set.")
    )
    missing_numbers = models.JSONField(
        _("numbers that don't exist"), default=dict, blank=True, help_text=_("{“4.4”: “why”}")
    )

    sections: ClassVar[tuple[Section, ...]] = (Section("body", _("Where they come from")),)
    edit_handler = record_tabs(
        FieldPanel("set_type"),
        FieldPanel("status_note"),
        FieldPanel("body"),
        FieldPanel(
            "missing_numbers", widget=PairLines(), help_text=_("One per line, with the reason: 4.4: does not exist.")
        ),
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]
    subpage_types: ClassVar[list[str]] = ["practices.Recommendation"]
    admin_default_ordering = "ord"  # the explorer lists them by their numbers

    class Meta:
        verbose_name = _("set of recommendations")
        verbose_name_plural = _("sets of recommendations")

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The whole set as one document, for reading and printing."""
        from practices.recommendations.page import set_context

        return TemplateResponse(request, "practices/recommendation_set.html", set_context(self, request))


class NumberedText(Record):
    """What a recommendation and a unit share: an official number and a wording."""

    number = models.CharField(_("official number"), max_length=12)
    text = RecordText(_("wording"), blank=False)

    sections: ClassVar[tuple[Section, ...]] = ()
    icon: ClassVar[str] = "recommendation"

    class Meta:
        abstract = True

    def get_admin_display_title(self) -> str:
        """Led by its number, as in the document."""
        return f"{self.number} {super().get_admin_display_title()}"

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One numbered text with the others of its set at hand."""
        from practices.recommendations.page import numbered_context

        return TemplateResponse(request, "practices/recommendation.html", numbered_context(self, request))


class Recommendation(NumberedText):
    """A headline recommendation, or a key message."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("National or regional level")
        TRANSNATIONAL = "transnational", _("Transnational level, the EU and its institutions")

    kind: ClassVar[str] = "recommendation"
    kind_label: ClassVar[Any] = _("Recommendation")
    kind_label_plural: ClassVar[Any] = _("Recommendations")
    identifier_prefix: ClassVar[str] = "RC"

    level = models.CharField(_("level"), max_length=16, choices=Level.choices, blank=True)

    edit_handler = record_tabs(FieldPanel("number"), FieldPanel("level"), FieldPanel("text"))
    parent_page_types: ClassVar[list[str]] = ["practices.RecommendationSet"]
    subpage_types: ClassVar[list[str]] = ["practices.RecommendationUnit"]
    admin_default_ordering = "ord"

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")


class RecommendationUnit(NumberedText):
    """A numbered unit below a recommendation, such as 2.5."""

    kind: ClassVar[str] = "recommendation_unit"
    kind_label: ClassVar[Any] = _("Point of a recommendation")
    kind_label_plural: ClassVar[Any] = _("Points of recommendations")
    identifier_prefix: ClassVar[str] = "RU"

    edit_handler = record_tabs(FieldPanel("number"), FieldPanel("text"))
    parent_page_types: ClassVar[list[str]] = ["practices.Recommendation"]

    class Meta:
        verbose_name = _("unit of a recommendation")
        verbose_name_plural = _("units of recommendations")
