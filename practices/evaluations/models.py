"""Evaluations: how somebody found out whether it worked, and what may not be concluded from it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.foundation.widgets import WrappedLine
from practices.records.models import Record, RecordText, Section, record_tabs


class Evaluation(Record):
    """A study or a count, with the design that its figures rest on."""

    class Type(models.TextChoices):
        OUTCOME = "outcome", _("outcome evaluation: did it work?")
        PROCESS = "process", _("process evaluation: how does it work?")
        PROCESS_AND_OUTCOME = "process_and_outcome", _("process and outcome evaluation")
        STATISTICS = "statistics", _("statistics: nothing was tried, only counted")
        NOT_KNOWN = "not_known", _("not known")

    class CountedBy(models.TextChoices):
        OFFENCE = "offence", _("the date of the offence")
        CONVICTION = "conviction", _("the date of the conviction")
        RETURN_TO_PRISON = "return_to_prison", _("the return to prison")
        NOT_KNOWN = "not_known", _("not known")

    kind: ClassVar[str] = "evaluation"
    kind_label: ClassVar[Any] = _("Evaluation")
    kind_label_plural: ClassVar[Any] = _("Evaluations")
    icon: ClassVar[str] = "evaluation"
    identifier_prefix: ClassVar[str] = "VA"
    has_badges: ClassVar[bool] = True
    schema_type: ClassVar[str] = "ScholarlyArticle"

    evaluation_type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.NOT_KNOWN)
    body = RecordText(_("what was studied"))
    design = models.CharField(_("design"), max_length=300, blank=True)
    comparison_group = models.CharField(_("comparison group"), max_length=300, blank=True)
    sample = models.CharField(_("sample"), max_length=300, blank=True)
    follow_up = models.CharField(_("follow-up"), max_length=300, blank=True)
    counted_by = models.CharField(
        _("re-offending counted by"), max_length=20, choices=CountedBy.choices, default=CountedBy.NOT_KNOWN
    )
    data_sources = RecordText(_("data sources"))
    findings = RecordText(_("findings"))
    not_concluded = RecordText(_("what may not be concluded"))

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What was studied"), ask=True),
        Section("data_sources", _("Where the data came from"), ask=True),
        Section("findings", _("What was found"), ask=True),
        Section("results", _("Figures")),
        Section("not_concluded", _("What may not be concluded"), ask=True, style="failed"),
    )
    asked: ClassVar[tuple[str, ...]] = ("design", "comparison_group", "sample", "follow_up")
    edit_handler = record_tabs(
        FieldPanel("evaluation_type"),
        FieldPanel("body"),
        FieldPanel(
            "design", widget=WrappedLine(), help_text=_("Such as: before and after, matched groups, interviews.")
        ),
        FieldPanel("comparison_group", widget=WrappedLine(), help_text=_("Whom the results are compared with.")),
        FieldPanel("sample", widget=WrappedLine(), help_text=_("How many people, and how they were chosen.")),
        FieldPanel("follow_up", widget=WrappedLine(), help_text=_("For how long they were followed.")),
        FieldPanel("counted_by"),
        FieldPanel("data_sources"),
        FieldPanel("findings"),
        FieldPanel("not_concluded", help_text=_("What readers might take from it that it doesn’t show.")),
        badges=True,
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
