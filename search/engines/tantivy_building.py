"""Fills and changes embedded indexes: what is committed survives whatever kills the writer, and is gone on from."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

import structlog
import tantivy
from tantivy import Query

from search.analysis import storable
from search.documents import SearchDocument
from search.engines.base import MOST_REFUSED, Changes, Progress, RebuildError, Refusal
from search.engines.tantivy_schema import SCHEMA, entry
from search.hits import id_of

log = structlog.get_logger(__name__)
LEFT_BEHIND: Final = re.compile(r'FileAlreadyExists\("([^"/]+)"\)')
MOST_LEFTOVERS: Final = 20
SMALL_HEAP: Final = 15_000_000  # bytes; the least that the writer takes
BUILDING_HEAP: Final = 128_000_000
PROGRESS_EVERY: Final = 200
COMMIT_EVERY: Final = 20.0  # seconds of work, which a killed rebuild loses at most; a commit halts it for more than one
READ_AT_ONCE: Final = 1_000


def build(path: Path, documents: Iterable[SearchDocument], progress: Progress) -> tuple[int, list[Refusal]]:
    """Fills an index, or goes on with one; returns how many documents it holds, and those that it can't.

    Raises RebuildError where it then doesn't hold each document once.
    """
    index = read_when_told(tantivy.Index(SCHEMA, path=str(path)))
    held = held_ids(index)
    ids: set[str] = set()
    refused: list[Refusal] = []
    writer, committed = index.writer(BUILDING_HEAP, 1), time.monotonic()
    try:
        for document in documents:
            key = storable(document.id)
            if key in ids:
                raise RebuildError(f"Two documents have the id {key}: a source gives one record twice.")
            ids.add(key)
            if key not in held:
                try:
                    writer.add_document(entry(document))
                except Exception as error:
                    refused.append(refusal(document, error))
                if time.monotonic() - committed >= COMMIT_EVERY:
                    writer.commit()
                    committed = time.monotonic()
            if len(ids) % PROGRESS_EVERY == 0:
                progress(len(ids))
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer  # it ends its threads, which else write into a folder that is being removed after an error
    progress(len(ids))
    index.reload()
    # What was held and did not come again is gone since: its change was noted, and is made before the swap.
    expected, found = len(ids | held) - len(refused), index.searcher().num_docs
    if found != expected or len(refused) > MOST_REFUSED:
        why = f" It can't hold {len(refused)}: {refused[0].id}: {refused[0].reason}" if refused else ""
        raise RebuildError(
            f"The new index holds {found} documents instead of {len(ids | held)}: the old one is kept.{why}"
        )
    return found, refused


def read_when_told(index: tantivy.Index) -> tantivy.Index:
    """An index that nothing but its owner reads anew.

    The library's own watcher does so at any moment in a thread of its own: files that are cut short just then would end the
    whole process.
    """
    index.config_reader("manual")
    return index


def held_ids(index: tantivy.Index) -> set[str]:
    """The ids of what an index holds already."""
    index.reload()
    searcher = index.searcher()
    found: set[str] = set()
    for start in range(0, searcher.num_docs, READ_AT_ONCE):
        page = searcher.search(Query.all_query(), READ_AT_ONCE, count=False, offset=start)
        found.update(id_of(searcher.doc(address).get_first("stored") or b"{}") for _score, address in page.hits)
    return {storable(key) for key in found}


def change(index: tantivy.Index, changes: Changes, folder: Path) -> list[Refusal]:
    """Replaces what stands for some records, in one commit; returns the documents that can't be held.

    A writer that was killed may have left files that no commit names, under the very names that come next: they go.
    """
    entries: list[tantivy.Document] = []
    refused: list[Refusal] = []
    for document in changes.documents:
        try:
            entries.append(entry(document))
        except Exception as error:
            refused.append(refusal(document, error))
    for _attempt in range(MOST_LEFTOVERS):
        try:
            _commit(index, changes.records, entries)
            return refused
        except ValueError as error:
            left_behind = LEFT_BEHIND.search(str(error))
            if not left_behind:
                raise
            log.warning("search.leftover_removed", file=left_behind[1])
            (folder / left_behind[1]).unlink(missing_ok=True)
    _commit(index, changes.records, entries)
    return refused


def refusal(document: SearchDocument, error: Exception) -> Refusal:
    """Why a document can't be held."""
    return Refusal(document.id, f"{type(error).__name__}: {error}"[:500])


def _commit(index: tantivy.Index, records: Collection[str], entries: Sequence[tantivy.Document]) -> None:
    """One commit. A short-lived writer must wait for its merges, or threads and segments pile up."""
    writer = index.writer(SMALL_HEAP, 1)
    try:
        for record in records:
            writer.delete_documents_by_term("record", storable(record))
        for one in entries:
            writer.add_document(one)
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer  # or whoever keeps the exception keeps the writer's lock too
