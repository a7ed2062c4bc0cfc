"""Reports in their series: what a document says in short, and where it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel

from practices.records.models import Record, RecordText, Section, record_tabs
from practices.sources.models import Source


class Report(Record):
    """A published document, described; the document itself is the source it points to."""

    kind: ClassVar[str] = "report"
    kind_label: ClassVar[Any] = pgettext_lazy("kind of record", "Report")
    kind_label_plural: ClassVar[Any] = _("Reports")
    icon: ClassVar[str] = "document"
    identifier_prefix: ClassVar[str] = "RP"
    schema_type: ClassVar[str] = "Report"

    body = RecordText(_("what it says"))
    series = models.CharField(_("series"), max_length=255, blank=True)
    number = models.CharField(_("number"), max_length=120, blank=True)
    publisher = models.CharField(_("publisher"), max_length=255, blank=True)
    publication = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        verbose_name=_("the document itself"),
    )

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What it says"), ask=True),
        Section("results", _("Figures")),
    )
    edit_handler = record_tabs(
        FieldPanel("body"),
        FieldPanel("series"),
        FieldPanel("number"),
        FieldPanel("publisher"),
        FieldPanel("publication"),
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
