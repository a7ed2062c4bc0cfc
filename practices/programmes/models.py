"""Programmes, funds, policies, reforms and laws: what paid for the work or set its frame."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.foundation.widgets import WrappedLine
from practices.records.models import Record, RecordText, Section, record_tabs


class Programme(Record):
    """EQUAL, the European Social Fund, a national strategy …"""

    class Type(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        FUND = "fund", _("fund")
        POLICY = "policy", _("policy or strategy")
        REFORM = "reform", _("reform")
        LAW = "law", _("law")

    kind: ClassVar[str] = "programme"
    kind_label: ClassVar[Any] = _("Programme")
    kind_label_plural: ClassVar[Any] = _("Programmes")
    icon: ClassVar[str] = "programme"
    identifier_prefix: ClassVar[str] = "PG"
    schema_type: ClassVar[str] = "GovernmentService"

    body = RecordText(_("what it is"))
    budget = models.CharField(_("budget"), max_length=300, blank=True)
    calls = models.CharField(_("calls"), max_length=300, blank=True)
    programme_type = models.CharField(_("type"), max_length=12, choices=Type.choices, default=Type.PROGRAMME)

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What it is"), ask=True),
        Section("results", _("Figures")),
    )
    edit_handler = record_tabs(
        FieldPanel("programme_type"),
        FieldPanel("body"),
        FieldPanel("budget", widget=WrappedLine()),
        FieldPanel("calls", widget=WrappedLine(), help_text=_("Rounds of applications and their years.")),
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
