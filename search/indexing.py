"""Keeps the index true. A change is a row of the outbox in the same transaction; the worker works it off.

Until then a change that can hide something keeps its record out of hits and counts; any other leaves the old entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import structlog
from django.db import DatabaseError
from django.db.models import Count, Min, Q, Subquery
from django.utils import timezone

from portal.foundation import generation, outbox
from portal.foundation.duties import duty
from portal.foundation.outbox import OutboxEntry
from portal.foundation.prepared import rows
from search import fallback, registry
from search.documents import SearchDocument
from search.engines import engine
from search.engines.base import (
    MOST_EXCLUDED,
    Changes,
    DocumentsRefusedError,
    EngineBusyError,
    EngineStatus,
    EngineUnavailableError,
    EngineUnreachableError,
    Progress,
    RebuildError,
    Refusal,
)
from search.models import KIND
from search.registry import SearchSource

log = structlog.get_logger(__name__)
BATCH: Final = 100
ROWS_AT_ONCE: Final = 500
LOOK_EVERY: Final = timedelta(seconds=10)
LOOK_AGAIN: Final = timedelta(minutes=10)  # an index that is broken so soon after it was built has another illness
BEHIND_AFTER: Final = timedelta(seconds=30)  # readers are told: a change is usually found within two


def changed(source: str, keys: Iterable[str], *, hides: bool = False) -> None:
    """Notes, in the current transaction, that records of a source changed.

    Say `hides` when the change can take something away from somebody: unpublished, deleted, moved, a narrower audience.
    """
    unique = dict.fromkeys(f"{source}:{key}" for key in keys)
    if unique:
        outbox.enqueue_many(KIND, unique, hides=hides)


@dataclass(frozen=True, slots=True)
class Pending:
    """What search does not know yet."""

    hidden: frozenset[str]  # records that must not be found until their change is worked off
    behind: bool  # some change has been waiting so long that readers are told


def pending() -> Pending:
    """What search does not know yet. One query."""
    found = rows("pending", _pending)
    long_ago = timezone.now() - BEHIND_AFTER
    return Pending(
        hidden=frozenset(key for key, hides, _since in found if hides),
        behind=any(_moment(since) < long_ago for _key, _hides, since in found if since),
    )


def pending_hidden() -> frozenset[str]:
    """The records that must not be found until their change is worked off; of very many, one more than engines can leave out,
    so that they leave the answer to the database. One query."""
    return pending().hidden


def _pending() -> Any:
    """Records with changes that can hide something, given up or not, and the one that has been waiting the longest."""
    oldest = OutboxEntry.objects.waiting().filter(kind=KIND).order_by("id").values("pk")[:1]
    wanted = OutboxEntry.objects.hiding(KIND) | OutboxEntry.objects.filter(pk=Subquery(oldest))
    hides, since = Count("pk", filter=Q(hides=True)), Min("created_at", filter=Q(dead=False))
    by_record = wanted.values("key").annotate(hiding=hides, since=since, first=Min("id")).order_by("first")
    return by_record.values_list("key", "hiding", "since")[: MOST_EXCLUDED + 1]


def _moment(stored: datetime | str) -> datetime:
    """A moment as the database has it; SQLite's least one is text without the zone."""
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def documents_of(records: Iterable[str]) -> Iterator[SearchDocument]:
    """The documents of records of any sources, as they are in the database now."""
    by_source: dict[str, list[str]] = {}
    for record in records:
        source, _colon, key = record.partition(":")
        by_source.setdefault(source, []).append(key)
    for name, keys in by_source.items():
        if source_of := registry.sources().get(name):
            yield from source_of.documents(keys)


def all_documents() -> Iterator[SearchDocument]:
    """Every document of every source, read in batches."""
    for source in registry.sources().values():
        keys = iter(source.all_keys())
        while batch := list(islice(keys, BATCH)):
            yield from _whole(source, batch)


def _whole(source: SearchSource, keys: list[str]) -> Iterable[SearchDocument]:
    """The documents of some records. One that can't be made is left to the dead letters, with its reason."""
    try:
        return list(source.documents(keys))
    except DatabaseError:
        raise
    except Exception as error:
        if len(keys) > 1:
            return [document for key in keys for document in _whole(source, [key])]
        log.exception("search.document_failed", record=f"{source.name}:{keys[0]}")
        outbox.give_up(KIND, f"{source.name}:{keys[0]}", error)
        return ()


def read_again(records: frozenset[str]) -> Changes:
    """What some records are now."""
    return Changes(records, tuple(documents_of(sorted(records))))


def rebuild(progress: Progress = lambda _done: None, *, afresh: bool = False) -> int:
    """Builds the index anew beside the live one and swaps; returns the number of documents.

    It goes on with what a rebuild has left that was killed, unless it is to begin `afresh`. Changes that were waiting when it began
    are in it: their rows are done, the given-up ones too. What the engine can't hold is left to the dead letters.
    """
    found = dict(OutboxEntry.objects.filter(kind=KIND).values_list("id", "key"))
    waiting, refused = list(found), list[Refusal]()
    try:
        count = engine().rebuild(
            all_documents(), read_again, progress, unapplied=None if afresh else frozenset(found.values())
        )
    except DocumentsRefusedError as error:
        count, refused = error.held, list(error.refused)
    for one in refused:
        outbox.give_up(KIND, one.record, DocumentsRefusedError([one], 0))
    for start in range(0, len(waiting), ROWS_AT_ONCE):
        OutboxEntry.objects.filter(id__in=waiting[start : start + ROWS_AT_ONCE]).delete()
    generation.rise()  # pages tell what the index counts
    return count


@outbox.handler(KIND, batch=BATCH)
def work_off(entries: Sequence[OutboxEntry]) -> None:
    """Brings the index up to date with the records named in outbox rows; raises to have them tried again."""
    records = frozenset(entry.key for entry in entries)
    changes = read_again(records)
    try:
        with outbox.holding(entries):
            fallback.keep(changes)
            engine().apply(changes)
    except EngineUnavailableError:
        _rebuild_or_wait()  # reads every record afresh, these among them
    except (EngineBusyError, EngineUnreachableError) as error:
        raise outbox.TryLaterError from error
    generation.rise()


def _rebuild_or_wait() -> None:
    status = engine().status()
    if status.of_another_version and _begun_lately(status):
        raise outbox.TryLaterError(status.note)
    try:
        rebuild()
    except (EngineBusyError, EngineUnreachableError, RebuildError, OSError) as error:
        raise outbox.TryLaterError from error


@duty("search_index", every=LOOK_EVERY)
def keep_usable() -> None:
    """Rebuilds an index that is missing, broken, or of another version, and says so in the log."""
    status = engine().status()
    fallback.keep_complete(status.documents if status.available else None)
    if status.available:
        return
    if status.of_another_version and _begun_lately(status):
        log.warning("search.newer_version", note=status.note, index=status.live)
        return
    if status.documents and _begun_lately(status):
        log.error("search.broken_again", note=status.note, index=status.live)
        return
    log.warning("search.rebuilding", note=status.note, index=status.live)
    try:
        rebuild()
    except (EngineBusyError, EngineUnreachableError):
        return  # another process is at it, or the server is not there: the note says so
    except RebuildError as error:
        log.exception("search.rebuild_failed", error=str(error))


def _begun_lately(status: EngineStatus) -> bool:
    """Whether the live index is so new that it is not to be replaced: processes of another version, which are about to take over
    from this one, may have built it, and would build theirs again after ours."""
    return status.begun_at is not None and timedelta() <= timezone.now() - status.begun_at < LOOK_AGAIN


def behind() -> timedelta:
    """How long the oldest change has been waiting to be found; zero where none does. One query."""
    oldest = OutboxEntry.objects.waiting().filter(kind=KIND).aggregate(oldest=Min("created_at"))["oldest"]
    return timezone.now() - oldest if oldest else timedelta()
