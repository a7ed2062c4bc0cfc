"""What of an import can be taken back: only what nobody has changed since, and nothing rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from practices.conflicts.models import Conflict
from practices.imports.models import ImportedRow
from practices.models import PeerReview, Rating, Record, Relation

Action = ImportedRow.Action


def reasons_to_stay(rows: Sequence[ImportedRow]) -> dict[int, str]:
    """By row, why its record stays; those that can go are left out. The same few queries for any number of rows."""
    keys = [row.record_id for row in rows if row.record_id]
    pages = {page.pk: page for page in Record.objects.filter(pk__in=keys)}
    others = Record.objects.filter(translation_key__in=[page.translation_key for page in pages.values()]).exclude(
        pk__in=keys
    )
    translated = set(others.values_list("translation_key", flat=True))
    outside = Relation.objects.filter(target__in=keys).exclude(page__in=_of_the_table(rows)).order_by()
    related = dict(outside.values_list("target_id", "page__title"))
    disputed = set(Conflict.records.through.objects.filter(record_id__in=keys).values_list("record_id", flat=True))
    judged = {
        *Rating.objects.filter(record__in=keys).values_list("record_id", flat=True),
        *PeerReview.objects.filter(record__in=keys).values_list("record_id", flat=True),
    }
    found = {}
    for row in rows:
        if reason := _reason(row, pages.get(row.record_id or 0), translated, related, disputed, judged):
            found[row.pk] = reason
    return found


def _of_the_table(rows: Sequence[ImportedRow]) -> Any:
    """All records that the same table made: that they name each other keeps none of them."""
    tables = {row.table_id for row in rows}
    return ImportedRow.objects.filter(table__in=tables, action=Action.NEW, record__isnull=False).values("record")


def _reason(
    row: ImportedRow,
    page: Record | None,
    translated: set[Any],
    related: dict[int, str],
    disputed: set[int],
    judged: set[int],
) -> str:
    if page is None:
        return _("It was deleted already.")
    if page.latest_revision_id != row.version:
        return _("Somebody has changed it since.")
    if page.locked:
        return _("It is locked.")
    if row.action == Action.CHANGE:
        return _("The changes were published since.") if page.live_revision_id == row.version else ""
    if page.translation_key in translated:
        return _("It has been translated since.")
    if page.pk in related:
        return _("“%(title)s” is related to it.") % {"title": related[page.pk]}
    if page.pk in judged:
        return _("Its evidence was rated since, or peers review it.")
    return _("The conflict ledger names it.") if page.pk in disputed else ""
