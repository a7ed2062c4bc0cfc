"""The partnerships of EQUAL: Development Partnerships in one country, Transnational Partnerships between them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from practices.records.models import Record, RecordText, Section, record_tabs

SECTIONS = (
    Section("body", _("What it is"), ask=True),
    Section("objectives", _("What it wanted"), ask=True),
    Section("outcomes", _("What came of it"), ask=True),
    Section("results", _("Figures")),
)


class DevelopmentPartnership(Record):
    """A Development Partnership (DP): organisations of one country that carry out an EQUAL project together."""

    kind: ClassVar[str] = "development_partnership"
    kind_label: ClassVar[Any] = _("Development Partnership")
    kind_label_plural: ClassVar[Any] = _("Development Partnerships")
    icon: ClassVar[str] = "dp"
    identifier_prefix: ClassVar[str] = "DP"
    schema_type: ClassVar[str] = "ResearchProject"

    body = RecordText(_("what it is"))
    objectives = RecordText(_("objectives"))
    outcomes = RecordText(_("outcomes"))
    exclusive = models.BooleanField(
        _("works only with (ex-)offenders"),
        null=True,
        blank=True,
        help_text=_("Priority 1 of Table 1: penal institutions or authorities are partners. Empty: not known."),
    )

    sections: ClassVar[tuple[Section, ...]] = SECTIONS
    edit_handler = record_tabs(
        FieldPanel("body"),
        FieldPanel("objectives", help_text=_("What it set out to do.")),
        FieldPanel("outcomes", help_text=_("What came of it; figures go on the tab “Results”.")),
        FieldPanel("exclusive"),
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("Development Partnership")
        verbose_name_plural = _("Development Partnerships")


class TransnationalPartnership(Record):
    """A Transnational Partnership (TP): Development Partnerships of several countries that work together."""

    kind: ClassVar[str] = "transnational_partnership"
    kind_label: ClassVar[Any] = _("Transnational Partnership")
    kind_label_plural: ClassVar[Any] = _("Transnational Partnerships")
    icon: ClassVar[str] = "tp"
    identifier_prefix: ClassVar[str] = "TP"
    schema_type: ClassVar[str] = "ResearchProject"

    body = RecordText(_("what it is"))
    objectives = RecordText(_("objectives"))
    outcomes = RecordText(_("outcomes"))

    sections: ClassVar[tuple[Section, ...]] = SECTIONS
    edit_handler = record_tabs(
        FieldPanel("body"),
        FieldPanel("objectives", help_text=_("What it set out to do.")),
        FieldPanel("outcomes", help_text=_("What came of it; figures go on the tab “Results”.")),
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("Transnational Partnership")
        verbose_name_plural = _("Transnational Partnerships")
