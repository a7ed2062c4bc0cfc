"""Who is behind the work: organisations, and the networks that they form. No person records."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from practices.records.models import Record, RecordText, Section, record_tabs


class Organisation(Record):
    """A ministry, prison service, NGO, employer, social partner, university …"""

    class Type(models.TextChoices):
        PUBLIC_AUTHORITY = "public_authority", _("public authority")
        PRISON_SERVICE = "prison_service", _("prison or prison service")
        PROBATION = "probation", _("probation service")
        NGO = "ngo", _("non-governmental organisation")
        SOCIAL_PARTNER = "social_partner", _("employers' organisation or trade union")
        BUSINESS = "business", _("business")
        EDUCATION = "education", _("education or training provider")
        RESEARCH = "research", _("research institute")
        FOUNDATION = "foundation", _("foundation")
        EU_BODY = "eu_body", _("body of the European Union")
        INTERNATIONAL = "international", _("international organisation")
        OTHER = "other", _("other")

    kind: ClassVar[str] = "organisation"
    kind_label: ClassVar[Any] = _("Organisation")
    kind_label_plural: ClassVar[Any] = _("Organisations")
    icon: ClassVar[str] = "org"
    identifier_prefix: ClassVar[str] = "OR"
    schema_type: ClassVar[str] = "Organization"

    body = RecordText(_("what it does"))
    organisation_type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.OTHER)

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What it does here"), ask=True),
        Section("results", _("Figures")),
    )
    edit_handler = record_tabs(FieldPanel("organisation_type"), FieldPanel("body"))
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")


class Network(Record):
    """Organisations or projects that stay in touch for a purpose."""

    kind: ClassVar[str] = "network"
    kind_label: ClassVar[Any] = _("Network")
    kind_label_plural: ClassVar[Any] = _("Networks")
    icon: ClassVar[str] = "network"
    identifier_prefix: ClassVar[str] = "NW"
    schema_type: ClassVar[str] = "Organization"

    body = RecordText(_("what it is"))
    objectives = RecordText(_("objectives"))
    activities = RecordText(_("activities"))

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What it is"), ask=True),
        Section("objectives", _("What it is for"), ask=True),
        Section("activities", _("What it does"), ask=True),
        Section("results", _("Figures")),
    )
    edit_handler = record_tabs(FieldPanel("body"), FieldPanel("objectives"), FieldPanel("activities"))
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
