"""No file without a row: a stored file goes after its row, by a row of the outbox; what a killed process left behind is looked for daily."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Final

import structlog
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from portal.foundation import outbox
from portal.foundation.duties import duty
from portal.foundation.files.models import DerivedPicture
from portal.foundation.outbox import OutboxEntry

log = structlog.get_logger(__name__)
FILE: Final = "file"  # the kind of row in the outbox
YOUNG: Final = timedelta(days=1)  # its row may still be coming
BATCH: Final = 500


def goes(name: str) -> None:
    """Has a stored file deleted once the current transaction, in which its row went, is done."""
    outbox.enqueue(FILE, name)


@outbox.handler(FILE)
def delete(entries: Sequence[OutboxEntry]) -> None:
    """Deletes files that no row names any more, with what was derived of them."""
    names = {entry.key for entry in entries}
    gone = names - named(names)
    for name in gone | _derived_of(gone):
        default_storage.delete(name)


@duty("prune_files", every=timedelta(days=1))
def prune() -> None:
    """Deletes what has lain there for a day and belongs to nothing."""
    before = timezone.now() - YOUNG
    originals = DerivedPicture.objects.order_by().values_list("original", flat=True).distinct().iterator()
    while names := set(islice(originals, BATCH)):
        _derived_of(names - named(names))
    gone, left = 0, stored()
    while names := set(islice(left, BATCH)):
        for name in names - named(names):
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                gone += 1
    if gone:
        log.info("files.pruned", count=gone)


def _derived_of(originals: set[str]) -> set[str]:
    """Forgets what was derived of pictures that are gone; returns its files, which nothing names then."""
    derived = DerivedPicture.objects.filter(original__in=originals)
    with transaction.atomic():
        files = set(derived.values_list("file", flat=True))
        derived.delete()
    return files


def stored(folder: str = "") -> Iterator[str]:
    """The names of all files."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}{file}"
    for inner in folders:
        yield from stored(f"{folder}{inner}/")


def named(names: set[str]) -> set[str]:
    """Those that a row of any model names. One query for each column of files."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.filter(**{f"{field.name}__in": names})
                found.update(rows.values_list(field.name, flat=True))
    return found
