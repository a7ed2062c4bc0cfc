"""Sources are records: every figure and claim points to one."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.foundation.audience import AudienceField, AudienceQuerySet
from portal.foundation.dates import PartialDateField
from portal.foundation.identity import IdentifierField
from practices.sources.visiting import Trouble


class SourceQuerySet(AudienceQuerySet["Source"]):
    """Sources, by what became of their links."""

    def with_dead_link(self) -> SourceQuerySet:
        """Those that lead nowhere, neither by their own link nor by an archived copy.

        What the site saw itself counts more than what somebody wrote down.
        """
        seen = LinkCheck.objects.filter(source=OuterRef("pk"), url=OuterRef("url"))
        dead, alive = (Exists(seen.filter(verdict=verdict)) for verdict in (Source.State.DEAD, Source.State.ALIVE))
        return self.filter(dead | Q(state=Source.State.DEAD) & ~alive, archive_url="")


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

    objects = SourceQuerySet.as_manager()

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
    def link(self) -> LinkSeen:
        """What is known of its link: seen by the site itself, or written down by somebody."""
        seen = getattr(self, "link_check", None)
        if seen is None or seen.url != self.url or seen.verdict == self.State.UNKNOWN:
            return LinkSeen(self.State(self.state), self.checked)
        return LinkSeen(self.State(seen.verdict), timezone.localdate(seen.looked_at))

    @property
    def work_key(self) -> str:
        """What the identifier names."""
        return str(self.work)


class LinkSeen(NamedTuple):
    """The state of a link, and when it was followed."""

    state: Source.State
    on: date | None


class LinkCheck(models.Model):
    """What was found behind the link of a source when the site last followed it."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="link_check", verbose_name=_("source"))
    url = models.URLField(_("link"), max_length=500)
    verdict = models.CharField(_("state of the link"), max_length=8, choices=Source.State.choices)
    trouble = models.CharField(_("what was found"), max_length=8, choices=Trouble.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("answer of the server"), default=0)  # of HTTP; 0: none
    failures = models.PositiveSmallIntegerField(default=0)  # one after the other
    moved_to = models.URLField(_("moved to"), max_length=500, blank=True)
    looked_at = models.DateTimeField(_("last checked"), default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-looked_at", "pk"]
        verbose_name = _("link that was checked")

    def __str__(self) -> str:
        return self.url
