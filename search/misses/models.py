"""What was looked for in vain, by week and language. A rare text is never stored in a readable form: only a keyed hash of it is."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Miss(models.Model):
    """One text that found nothing in a week; or, with an empty `digest`, how much rare ones of a week that is over were looked for."""

    week = models.DateField(_("week from"))
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES)
    digest = models.CharField(max_length=32, blank=True, editable=False)
    text = models.CharField(_("what was looked for"), max_length=200, blank=True)  # once it is no longer rare
    marks = models.BigIntegerField(
        default=0, editable=False
    )  # one of 62 bits for each reader: see `search.misses.noting`
    readers = models.PositiveIntegerField(_("readers"), default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-week", "-readers", "text"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["week", "language", "digest"], name="missed_once")
        ]
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")

    def __str__(self) -> str:
        return self.text or str(_("rare searches"))
