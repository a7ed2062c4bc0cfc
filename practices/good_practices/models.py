"""A practice: something that was tried and that others could do again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.foundation.widgets import WrappedLine
from practices.records.models import Record, RecordText, Section, record_tabs


class Practice(Record):
    """What was tried, for whom, with which result, and what did not work."""

    kind: ClassVar[str] = "practice"
    kind_label: ClassVar[Any] = _("Practice")
    kind_label_plural: ClassVar[Any] = _("Practices")
    icon: ClassVar[str] = "practice"
    identifier_prefix: ClassVar[str] = "PR"
    has_badges: ClassVar[bool] = True
    schema_type: ClassVar[str] = "Article"

    problem = RecordText(_("the problem"))
    done = RecordText(_("what was done"))
    eligibility = RecordText(_("who qualifies"))
    target = models.CharField(_("target"), max_length=300, blank=True)
    reached = models.CharField(_("reached"), max_length=300, blank=True)
    cost = RecordText(_("cost and funding"))
    not_worked = RecordText(_("what did not work"), help_text=_("“Nothing” needs a reason too."))
    transfer_conditions = RecordText(
        _("conditions for transfer"), help_text=_("What another place would need for it to work there.")
    )
    accreditations = RecordText(_("accreditations"))

    sections: ClassVar[tuple[Section, ...]] = (
        Section("problem", _("The problem"), ask=True),
        Section("done", _("What was done"), ask=True),
        Section("eligibility", _("Who qualifies"), ask=True),
        Section("results", _("What came of it"), ask=True),
        Section("not_worked", _("What did not work"), ask=True, style="failed"),
        Section("cost", _("What it cost and who paid"), ask=True),
        Section("transfer_conditions", _("Could it work where I am?"), ask=True),
        Section("accreditations", _("Accreditations")),
    )
    asked: ClassVar[tuple[str, ...]] = ("period", "target", "reached")
    edit_handler = record_tabs(
        FieldPanel("problem", help_text=_("What was wrong before, for whom, and how one knew.")),
        FieldPanel("done", help_text=_("Who did what, step by step, so that others could do it again.")),
        FieldPanel("eligibility", help_text=_("Who could take part, and who could not.")),
        FieldPanel("target", widget=WrappedLine(), help_text=_("How many people it wanted to reach.")),
        FieldPanel("reached", widget=WrappedLine(), help_text=_("How many it did reach.")),
        FieldPanel("cost", help_text=_("What it cost, in all or for each person, and who paid.")),
        FieldPanel("not_worked"),
        FieldPanel("transfer_conditions"),
        FieldPanel("accreditations", help_text=_("Marks and certificates: who gave them, and when.")),
        badges=True,
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
