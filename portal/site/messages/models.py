"""What somebody wrote to the editors. No name, no account, no address of a device; an e-mail address only where an answer is wanted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

KEPT: Final = timedelta(days=365)


class Message(models.Model):
    """One message; it is deleted a year after it came."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("something is missing or wrong")
        BARRIER = "barrier", _("a barrier on the site")
        CONTACT = "contact", _("another matter")

    kind = models.CharField(_("about"), max_length=12, choices=Kind.choices)
    record = models.CharField(_("record"), max_length=16, blank=True)
    page = models.CharField(_("page"), max_length=500, blank=True)
    text = models.TextField(_("message"))
    email = models.EmailField(_("answer to"), blank=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True, editable=False)
    handled = models.BooleanField(_("handled"), default=False, help_text=_("Nothing is left to do about it."))

    panels: ClassVar[list[Any]] = [
        *(FieldPanel(name, read_only=True) for name in ("kind", "record", "page", "text", "email", "created_at")),
        FieldPanel("handled"),
    ]

    class Meta:
        ordering = ["handled", "-created_at"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.excerpt}"

    @property
    def excerpt(self) -> str:
        """Its beginning, for lists."""
        return Truncator(self.text).chars(80)


def forget_old() -> int:
    """Deletes messages whose time is over; returns how many."""
    return Message.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
