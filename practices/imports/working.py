"""What the worker does with a table, a step at a time: each step is one transaction, which ends with the row of the outbox for the next.

So others can write between two steps, and a worker that is killed goes on where it was. Readers see nothing of it until the last step:
records are drafts until all of them are there. Taking back begins with the one step that takes all of them from readers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import structlog
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.foundation import outbox
from portal.foundation.duties import duty
from portal.foundation.files.names import ending_of
from portal.foundation.files.pruning import goes
from portal.foundation.outbox import OutboxEntry
from practices.catalogue import bulk
from practices.catalogue.fields import Data, read_fields, write_fields
from practices.catalogue.names import Names
from practices.catalogue.schema import KindSchema
from practices.imports.checking import check
from practices.imports.columns import importable
from practices.imports.models import ImportedRow, State, TableImport
from practices.imports.tables import TableError, read_table
from practices.imports.taking_back import reasons_to_stay
from practices.models import Record

log = structlog.get_logger(__name__)
KIND: Final = "table_import"  # of rows of the outbox
NEW_AT_ONCE: Final = 100  # records: about a second, in which nobody else can write on SQLite
CHANGES_AT_ONCE: Final = 20
TAKEN_BACK_AT_ONCE: Final = 20
KEPT: Final = timedelta(days=30)  # in which an import can be taken back
UNFINISHED_KEPT: Final = timedelta(days=7)
Action = ImportedRow.Action


class RefusedError(Exception):
    """The catalogue has changed since the table was checked; the message says what stands in the way."""


def begin(batch: TableImport, state: State) -> None:
    """Hands a table to the worker, in the current transaction."""
    batch.state, batch.done, batch.note = state, 0, ""
    batch.save()
    outbox.enqueue(KIND, str(batch.pk))


@outbox.handler(KIND, slow=True)
def work_off(entries: Sequence[OutboxEntry]) -> None:
    """One step for each table."""
    for entry in entries:
        batch = TableImport.objects.select_related("owner").filter(pk=int(entry.key)).first()
        if batch and (step := STEPS.get(batch.state)):
            with translation.override(batch.reading.get("interface", "en")):
                step(batch)


def _check(batch: TableImport) -> None:
    """Reads and checks all of it; only then is anything written."""
    try:
        table = read_table(batch.stored, ending_of(batch.stored), batch.reading)
    except TableError as error:
        _end(batch, State.CHECKING, State.FAILED, str(error))
        return
    rows = check(table, batch, batch.owner)
    with transaction.atomic():
        if _still(batch, State.CHECKING):
            batch.rows.all().delete()
            ImportedRow.objects.bulk_create(rows, batch_size=500)
            batch.total, batch.state = len(rows), State.CHECKED
            batch.save(update_fields=["total", "state"])


def _write(batch: TableImport) -> None:
    """The next records, or the last step."""
    try:
        with transaction.atomic(), disable_reference_index_auto_update():
            if not _still(batch, State.WRITING):
                return
            left = batch.rows.filter(written=False)
            if rows := list(left.filter(action=Action.NEW)[:NEW_AT_ONCE]):
                _create(batch, rows)
            elif rows := list(left.filter(action=Action.CHANGE)[:CHANGES_AT_ONCE]):
                _change(batch, rows)
            else:
                _finish(batch)
                return
            batch.done += len(rows)
            batch.save(update_fields=["done"])
            outbox.enqueue(KIND, str(batch.pk))
    except (RefusedError, KeyError, ObjectDoesNotExist, ValidationError) as error:
        log.warning("import.refused", table=batch.pk, error=type(error).__name__)
        reason = (
            str(error) if isinstance(error, RefusedError) else _("Something that the table names is no longer there.")
        )
        _end(batch, State.WRITING, State.WITHDRAWING, _("%(reason)s Check the table again.") % {"reason": reason})


def _create(batch: TableImport, rows: Sequence[ImportedRow]) -> None:
    language = batch.reading.get("language", "en")
    made = bulk.create_drafts(schema_of(batch), [row.data for row in rows], language, batch.owner, Names())
    for row, page in zip(rows, made, strict=True):
        row.record_id, row.version, row.written = page.pk, page.latest_revision_id, True
    ImportedRow.objects.bulk_update(rows, ["record", "version", "written"])


def _change(batch: TableImport, rows: Sequence[ImportedRow]) -> None:
    names, schema = Names(), schema_of(batch)
    for row in rows:
        if row.record_id is None:
            raise RefusedError(_("“%(title)s” (row %(row)s) was deleted.") % {"title": row.title, "row": row.number})
        page = Record.objects.get(pk=row.record_id).specific.get_latest_revision_as_object()
        if page.locked:
            raise RefusedError(_("“%(title)s” (row %(row)s) is locked.") % {"title": page.title, "row": row.number})
        row.version_before, row.had_draft = page.latest_revision_id, page.has_unpublished_changes
        fields = [one for one in schema.fields if one.key in row.data]
        write_fields(fields, page, _merged(read_fields(fields, page, names), row.data), names)
        row.version, row.written = page.save_revision(user=batch.owner, log_action=True, clean=False).pk, True
    ImportedRow.objects.bulk_update(rows, ["version", "version_before", "had_draft", "written"])


def _merged(present: Data, new: Data) -> Data:
    """Values of a table over those of a record: in groups, and among the concepts, what the table leaves out stays."""
    return {key: {**present.get(key, {}), **value} if isinstance(value, dict) else value for key, value in new.items()}


def _finish(batch: TableImport) -> None:
    """All records are there: whoever may see them does, from this moment."""
    if batch.publishes:
        new = batch.rows.filter(action=Action.NEW, record__isnull=False)
        if new.exclude(record__latest_revision_id=F("version")).exists():
            raise RefusedError(_("Somebody has changed one of the drafts meanwhile, so none was published."))
        bulk.publish_drafts(list(new.order_by("number").values_list("record_id", flat=True)), batch.owner)
    if batch.file:
        goes(batch.stored)
    batch.state, batch.file = State.DONE, ""
    batch.save(update_fields=["state", "file"])


def _withdraw(batch: TableImport) -> None:
    """Decides what stays, and takes all else from readers at once."""
    with transaction.atomic():
        if not _still(batch, State.WITHDRAWING):
            return
        rows = list(batch.rows.filter(written=True))
        reasons = reasons_to_stay(rows)
        for row in rows:
            row.stays = reasons.get(row.pk, "")
        ImportedRow.objects.bulk_update(rows, ["stays"], batch_size=200)
        gone = [row.record_id for row in rows if not row.stays and row.action == Action.NEW and row.record_id]
        bulk.withdraw(gone, batch.owner)
        batch.state, batch.total, batch.done = State.UNDOING, sum(not row.stays for row in rows), 0
        batch.save()
        outbox.enqueue(KIND, str(batch.pk))


def _undo(batch: TableImport) -> None:
    """Removes the next drafts, each only if it is still what the table made."""
    with transaction.atomic():
        if not _still(batch, State.UNDOING):
            return
        rows = list(batch.rows.filter(written=True, stays="")[:TAKEN_BACK_AT_ONCE])
        if not rows:
            batch.state = State.FAILED if batch.note else State.UNDONE
            batch.save(update_fields=["state"])
            return
        reasons = reasons_to_stay(rows)
        for row in rows:
            row.stays = reasons.get(row.pk, "")
        going = [row for row in rows if not row.stays]
        _remove(batch, [row for row in going if row.action == Action.NEW])
        for row in going:
            row.written = False
            if row.action == Action.CHANGE:
                _restore(row)
        ImportedRow.objects.bulk_update(rows, ["stays", "written", "record"])
        batch.done += len(rows)
        batch.save(update_fields=["done"])
        outbox.enqueue(KIND, str(batch.pk))


def _remove(batch: TableImport, rows: Sequence[ImportedRow]) -> None:
    """Deletes drafts that the table made."""
    pages = schema_of(batch).model.objects.filter(pk__in=[row.record_id for row in rows])
    found = list(pages)
    bulk.log(found, [None] * len(found), "wagtail.delete", batch.owner, deleted=True)
    pages.delete()
    for row in rows:
        row.record = None


def _restore(row: ImportedRow) -> None:
    """Takes a draft of changes away: what was the latest version before is so again."""
    page = Record.objects.get(pk=row.record_id)
    before = Revision.objects.filter(pk=row.version_before).first()
    Page.objects.filter(pk=page.pk).update(
        latest_revision=before,
        latest_revision_created_at=before.created_at if before else None,
        has_unpublished_changes=row.had_draft,
        draft_title=before.content.get("title", page.title) if before else page.title,
    )
    Revision.objects.filter(pk=row.version).delete()


def _end(batch: TableImport, before: State, after: State, note: str) -> None:
    with transaction.atomic():
        if _still(batch, before):
            batch.state, batch.note = after, note
            batch.save(update_fields=["state", "note"])
            outbox.enqueue(KIND, str(batch.pk))


def _still(batch: TableImport, state: State) -> bool:
    """Locks the table until this transaction ends, and says whether nobody else took the step."""
    found = (
        TableImport.objects.select_for_update(of=("self",)).filter(pk=batch.pk, state=state).values_list("done").first()
    )
    if found is None:
        return False
    batch.done = found[0]
    return True


def schema_of(batch: TableImport) -> KindSchema:
    """The fields of its kind."""
    return importable()[batch.kind]


STEPS: Final[dict[str, Callable[[TableImport], None]]] = {
    State.CHECKING: _check,
    State.WRITING: _write,
    State.WITHDRAWING: _withdraw,
    State.UNDOING: _undo,
}


@duty("forget_imports", every=timedelta(days=1))
def forget() -> None:
    """Rows go after thirty days, tables that nobody brought in after a week; that somebody brought in a table stays noted."""
    now = timezone.now()
    ImportedRow.objects.filter(
        table__created_at__lt=now - KEPT, table__state__in=(State.DONE, State.UNDONE, State.FAILED)
    ).delete()
    waiting = TableImport.objects.filter(
        state__in=(State.CHOOSING, State.CHECKED, State.FAILED), created_at__lt=now - UNFINISHED_KEPT
    )
    for batch in waiting.exclude(file=""):
        discard(batch)


def discard(batch: TableImport) -> None:
    """Throws a table away that was not brought in."""
    with transaction.atomic():
        if batch.file:
            goes(batch.stored)
        batch.delete()
