"""Search expectations: what somebody types, and the records that should come up."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchExpectation(models.Model):
    """A query, the language of who asks it, and what they should find."""

    query = models.CharField(
        _("what somebody types"), max_length=100, help_text=_("With the slips and the everyday words that people use.")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES)
    records = models.ManyToManyField(
        "practices.Record", related_name="search_expectations", verbose_name=_("records that should come up")
    )
    note = models.CharField(_("note"), max_length=255, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["language", "query"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["language", "query"], name="expected_once")
        ]
        verbose_name = _("search expectation")
        verbose_name_plural = _("search expectations")

    def __str__(self) -> str:
        return f"{self.query} ({self.language})"
