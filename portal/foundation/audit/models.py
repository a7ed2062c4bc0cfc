"""The table. Nothing changes a row but forgetting whose it was, and it goes when its time is over; the database sees to that, too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, declare


class Capacity(models.TextChoices):
    """As what somebody acted: the most that they were."""

    ADMINISTRATOR = "administrators", _("administrator")
    REVIEWER = "reviewers", _("reviewer")
    EDITOR = "editors", _("editor")
    CONTRIBUTOR = "contributors", _("contributor")
    MEMBER = "members", _("member")
    PERSON = "person", _("somebody without a role")
    PROGRAM = "program", _("the site itself, or nobody known")


def kept_until() -> Any:
    """When a row that is written now goes."""
    return timezone.now() + timedelta(days=settings.AUDIT_DAYS)


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Rows are read, and forgotten when their time is over."""

    def over(self) -> AuditEntryQuerySet:
        """Whose time is over."""
        return self.filter(keep_until__lt=timezone.now())


class AuditEntry(models.Model):
    """One thing that was done. `thing` is the label of a model and a key; its title is looked up when somebody reads, and not kept."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"), editable=False
    )
    capacity = models.CharField(_("as"), max_length=20, choices=Capacity.choices, editable=False)
    action = models.CharField(_("what"), max_length=80, db_index=True, editable=False)
    thing = models.CharField(_("to which record"), max_length=120, db_index=True, editable=False)
    reason = models.TextField(_("why"), blank=True, editable=False)
    request_id = models.CharField(_("request"), max_length=64, blank=True, editable=False)
    keep_until = models.DateTimeField(default=kept_until, db_index=True, editable=False)

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.action} {self.thing}"


declare(
    "foundation.AuditEntry.person",
    Fate.DETACH,
    because=_("The log of what was done to records, which keeps what was done and forgets by whom."),
    export=("at", "capacity", "action", "thing"),
)
