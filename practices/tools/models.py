"""Tools: products that others can reuse."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from practices.records.models import Record, RecordText, Section, record_tabs


class Tool(Record):
    """An assessment, a course, a platform, a charter …"""

    class Type(models.TextChoices):
        ASSESSMENT = "assessment", _("assessment")
        METHOD = "method", _("method")
        TRAINING = "training", _("training")
        PLATFORM = "platform", _("platform")
        PUBLICATION = "publication", _("publication or film")
        DATABASE = "database", _("database")
        AGREEMENT = "agreement", _("agreement")
        FINANCE = "finance", _("finance")

    kind: ClassVar[str] = "tool"
    kind_label: ClassVar[Any] = _("Tool")
    kind_label_plural: ClassVar[Any] = _("Tools")
    icon: ClassVar[str] = "tool"
    identifier_prefix: ClassVar[str] = "TL"
    has_badges: ClassVar[bool] = True

    body = RecordText(_("what it is"))
    how_to_get = RecordText(_("how to get it"))
    accreditations = RecordText(_("accreditations"))
    tool_type = models.CharField(_("type"), max_length=12, choices=Type.choices, default=Type.METHOD)

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What it is"), ask=True),
        Section("results", _("What came of it")),
        Section("how_to_get", _("How to get it"), ask=True),
        Section("accreditations", _("Accreditations")),
    )
    edit_handler = record_tabs(
        FieldPanel("tool_type"),
        FieldPanel("body"),
        FieldPanel(
            "how_to_get",
            help_text=_("Where others find it, in which languages, under which licence, and what it costs."),
        ),
        FieldPanel("accreditations"),
        badges=True,
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
