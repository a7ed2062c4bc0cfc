"""Events and the papers and conclusions they left."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from practices.records.models import Record, RecordText, Section, record_tabs


class Event(Record):
    """A conference, forum, seminar or Action Learning Set; `period` is when it took place."""

    class Type(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        EXCHANGE_EVENT = "exchange_event", _("exchange event")
        LEARNING_SEMINAR = "learning_seminar", _("learning seminar")
        PEER_REVIEW = "peer_review", _("peer review")
        POLICY_FORUM = "policy_forum", _("policy forum")
        ACTION_LEARNING_SET = "action_learning_set", _("Action Learning Set")
        OTHER = "other", _("other")

    kind: ClassVar[str] = "event"
    kind_label: ClassVar[Any] = _("Event")
    kind_label_plural: ClassVar[Any] = _("Events")
    icon: ClassVar[str] = "event"
    identifier_prefix: ClassVar[str] = "EV"
    schema_type: ClassVar[str] = "Event"

    event_type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.OTHER)
    body = RecordText(_("what it was about"))
    conclusions = RecordText(_("conclusions"))
    venue = models.CharField(_("venue"), max_length=300, blank=True)

    sections: ClassVar[tuple[Section, ...]] = (
        Section("body", _("What it was about"), ask=True),
        Section("conclusions", _("What was concluded"), ask=True),
        Section("results", _("Figures")),
    )
    asked: ClassVar[tuple[str, ...]] = ("period", "venue")
    edit_handler = record_tabs(
        FieldPanel("event_type"), FieldPanel("venue"), FieldPanel("body"), FieldPanel("conclusions")
    )
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    @property
    def calendar_url(self) -> str:
        """Where calendar programs get it; empty where its days are not known."""
        period = self.original.period
        return f"/id/{self.full_identifier}/event.ics" if period and period.days else ""

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
