"""A table that somebody brings in: what was chosen for it, what became of each row, and which columns its sender uses again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, declare


class State(models.TextChoices):
    """How far an import has come. What the worker does stands between what people do."""

    CHOOSING = "choosing", _("columns are to be chosen")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    WRITING = "writing", _("being brought in")
    DONE = "done", _("brought in")
    WITHDRAWING = "withdrawing", _("being taken back")
    UNDOING = "undoing", _("being taken back: drafts are removed")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("failed: nothing was brought in")


WORKING = (State.CHECKING, State.WRITING, State.WITHDRAWING, State.UNDOING)


class TableImport(models.Model):
    """One table: all of it is brought in, or nothing."""

    kind = models.CharField(_("kind of record"), max_length=40)
    file = models.FileField(upload_to="imports/", max_length=160, blank=True)  # gone once it is brought in
    file_name = models.CharField(_("file"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("brought in by"),
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CHOOSING)
    reading = models.JSONField(default=dict)  # how the file is read: encoding, delimiter, sheet, dates
    headers = models.JSONField(default=list)  # as the table has them
    columns = models.JSONField(default=list)  # for each header the key of what it holds; empty: left out
    same_for_all = models.JSONField(default=dict)  # values for what no column says
    changes_existing = models.BooleanField(default=False)
    publishes = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)  # rows of the present step
    done = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)  # why it failed, in a sentence

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of a table")
        verbose_name_plural = _("imports of tables")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Its page at the desk."""
        return reverse("table_import", args=[self.pk])

    @property
    def stored(self) -> str:
        """The name under which its file lies; empty once it is gone."""
        return str(self.file.name or "")

    @property
    def is_working(self) -> bool:
        """Whether the worker has it."""
        return self.state in WORKING


class ImportedRow(models.Model):
    """One row of a table, and the record that it made or changed."""

    class Action(models.TextChoices):
        NEW = "new", _("new record")
        CHANGE = "change", _("draft of changes")
        LEAVE = "leave", _("is there already")
        WRONG = "wrong", _("has mistakes")

    table = models.ForeignKey(TableImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the spreadsheet counts
    title = models.CharField(max_length=255, blank=True)
    action = models.CharField(max_length=8, choices=Action)
    data = models.JSONField(default=dict)  # in the canonical form of the catalogue's files
    problems = models.JSONField(
        default=list
    )  # of mistakes: number of the column or null, what stands there, what to do
    lacks = models.JSONField(default=list)  # what it must say before it can be published
    record = models.ForeignKey("practices.Record", on_delete=models.SET_NULL, null=True, related_name="+")
    written = models.BooleanField(default=False)
    version = models.PositiveIntegerField(null=True)  # the revision that this row made
    version_before = models.PositiveIntegerField(null=True)
    had_draft = models.BooleanField(default=False)
    stays = models.TextField(blank=True)  # why it was not taken back

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="one_row_of_a_table")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class RememberedColumns(models.Model):
    """What a person's columns hold, by their headers, for one kind of record."""

    user: Any = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)  # normalised header: key

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="columns_once")]

    def __str__(self) -> str:
        return self.kind


declare(
    "practices.TableImport.owner", Fate.DETACH, because=_("Records that you brought in belong to the catalogue."),
    export=("file_name", "kind", "created_at", "state"),
)  # fmt: skip
declare(
    "practices.RememberedColumns.user", Fate.DELETE, because=_("What your tables' columns hold."), export=("kind", "columns")
)  # fmt: skip
