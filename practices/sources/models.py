"""Sources are records: every figure and claim points to one."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.foundation.audience import AudienceField, AudienceQuerySet
from portal.foundation.dates import PartialDateField
from portal.foundation.identity import IdentifierField


class Source(index.Indexed, models.Model):
    """A document, web page, statistic or law that statements rest on."""

    class Type(models.TextChoices):
        REPORT = "report", _("report")
        PAPER = "paper", _("paper")
        STATISTICS = "statistics", _("statistics")
        WEB_PAGE = "web_page", _("web page")
        LAW = "law", _("law or recommendation")
        LEAFLET = "leaflet", _("leaflet")
        MINUTES = "minutes", _("minutes")
        BOOK = "book", _("book")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        ALIVE = "alive", _("the link works")
        DEAD = "dead", _("the link is dead")
        UNKNOWN = "unknown", _("the link was never checked")

    identifier_prefix: ClassVar[str] = "SR"

    identifier = IdentifierField()
    work = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(_("type"), max_length=12, choices=Type.choices, default=Type.REPORT)
    title = models.CharField(_("title"), max_length=400)
    author = models.CharField(
        _("author"),
        max_length=255,
        blank=True,
        help_text=_("An organisation; a person only as the author of a published book."),
    )
    year = PartialDateField(_("year"))
    number = models.CharField(_("number"), max_length=120, blank=True, help_text=_("Official number, ISBN, DOI."))
    language = models.CharField(_("language"), max_length=12, blank=True)
    url = models.URLField(
        _("link"), max_length=500, blank=True, help_text=_("As printed in the document that names it.")
    )
    archive_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    state = models.CharField(_("state of the link"), max_length=8, choices=State.choices, default=State.UNKNOWN)
    checked = models.DateField(_("last checked"), null=True, blank=True)
    file_type = models.CharField(_("type of file"), max_length=20, blank=True)
    file_size = models.CharField(_("size of file"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    audience = AudienceField()
    changed_at = models.DateTimeField(auto_now=True)

    objects = AudienceQuerySet["Source"].as_manager()

    search_fields: ClassVar[list[Any]] = [
        *(index.SearchField(name) for name in ("title", "author", "number", "identifier", "url")),
        index.AutocompleteField("title"),
        index.FilterField("type"),
    ]

    class Meta:
        ordering = ["identifier"]
        verbose_name = _("source")

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("source", args=[self.identifier])

    @property
    def work_key(self) -> str:
        """What the identifier names."""
        return str(self.work)
