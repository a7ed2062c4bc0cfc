"""How the published translations stand to their originals: counted when either is published, so that lists and the desk need only read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.records.models import Record


class TranslationState(models.Model):
    """What of a published translation its original has left behind, and what it leaves out."""

    page = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="translation_state")
    stale = models.PositiveSmallIntegerField(_("parts whose original has changed"), default=0)
    missing = models.PositiveSmallIntegerField(_("parts that are not translated"), default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["page"]
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.stale}, {self.missing}"
