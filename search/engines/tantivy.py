"""The embedded engine: tantivy in a folder. Every process reads; one at a time writes.

Nothing is held open across a fork: each process opens the index when it is first asked, and sees another process's
commits at its next request.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
import structlog
import tantivy
from tantivy import FieldType, Order, Query

from search.analysis import storable
from search.documents import SearchDocument
from search.engines.base import (
    Changes,
    DocumentsRefusedError,
    EngineBusyError,
    EngineStatus,
    EngineUnavailableError,
    Progress,
    RebuildError,
    Refresh,
    Refusal,
    SearchRequest,
    SearchResults,
    Spellings,
    Suggested,
    unless_too_many_excluded,
)
from search.engines.tantivy_answers import Answer, Clauses, Counts, Place, place_of, places
from search.engines.tantivy_building import build, change, read_when_told
from search.engines.tantivy_queries import allowed, background, expired
from search.engines.tantivy_schema import SCHEMA, VERSION
from search.engines.tantivy_store import IndexStore, Pointer, file_stamp, size_of, unwritable
from search.engines.tantivy_suggestions import spellings, suggestions
from search.explaining import Explanation
from search.fields import NEVER, seconds
from search.queries.tree import Other

log = structlog.get_logger(__name__)
DISK_REFUSES: Final = re.compile("No space left on device|Disk quota exceeded|Read-only file system|Permission denied")
WRITER_AT_WORK: Final = "LockBusy"
CUT_SHORT: Final = "A file of the search index was cut short."
NO_INDEX: Final = "There is no search index yet."
NOT_OURS: Final = "The search index {} is missing or was made by another version."
REFRESHED_AT_ONCE: Final = 500
MOST_COUNTS: Final = 256
MOST_SAID: Final = 20_000
MOST_DOCUMENTS: Final = 300  # some 20 KB each
MOST_READERS: Final = 64


@dataclass
class Snapshot:
    """An opened index at one commit, with the counts already made on it."""

    searcher: tantivy.Searcher
    name: str
    aside: Executor  # for what can be done meanwhile
    counts: dict[object, Counts] = field(default_factory=dict)
    expiry: tuple[int, int, bool] = (0, 0, False)  # between these seconds nothing expires; whether something had before
    sizes: dict[str, int] = field(default_factory=dict)  # of the files that are mapped into memory, by their paths
    documents: dict[Place, Any] = field(default_factory=dict)  # read already: many are found again and again

    def cut_short(self) -> bool:
        """Whether a file has become smaller: reading what is mapped of it would end the process. One that is gone is still read."""
        sizes = ((size_of(path), size) for path, size in self.sizes.items())
        return any(now is not None and now < size for now, size in sizes)

    def remembered(self, key: object, now: datetime) -> Counts | None:
        """Counts made before, unless something has expired since."""
        known = self.counts.get(key)
        return known if known and known.good_from <= seconds(now) < known.good_until else None

    def next_expiry(self, now: int) -> int:
        """When counts made now may become wrong by time alone."""
        return self._expiry_at(now)[1]

    def allowed(self, request: SearchRequest) -> Clauses:
        """What the reader may find now; what would exclude nothing is not asked for, for it costs with every question."""
        now = seconds(request.now)
        hiding = [code for code in request.audiences if self.searcher.doc_freq("hidden_from", storable(code))]
        return allowed(request, hiding, some_expired=self._expiry_at(now)[2])

    def _expiry_at(self, now: int) -> tuple[int, int, bool]:
        if not self.expiry[0] <= now < self.expiry[1]:
            later = Query.range_query(SCHEMA, "expires", FieldType.Integer, now + 1, NEVER - 1)
            soonest = self.searcher.search(later, 1, count=False, order_by_field="expires", order=Order.Asc).hits
            some_expired = bool(self.searcher.search(expired(now), 1, count=False).hits)
            self.expiry = (now, int(soonest[0][0]) if soonest else NEVER, some_expired)
        return self.expiry

    def stored(self, address: tantivy.DocAddress) -> Any:
        """What is stored of a document."""
        place = place_of(address)
        known = self.documents.get(place)
        if known is None:
            while len(self.documents) >= MOST_DOCUMENTS:
                self.documents.pop(next(iter(self.documents)), None)
            known = self.documents[place] = orjson.loads(self.searcher.doc(address).get_first("stored") or b"")
        return known

    said: dict[Other, bool] = field(default_factory=dict)  # whether these words stand somewhere

    @cached_property
    def background(self) -> frozenset[Place]:
        """Where the documents stand that only explain words."""
        return frozenset(places(self.searcher, background()))

    def has_said(self, other: Other) -> bool:
        """Whether some text has all the words of another way to say something: most labels of a vocabulary stand nowhere."""
        known = self.said.get(other)
        if known is None:
            while len(self.said) >= MOST_SAID:
                self.said.pop(next(iter(self.said)), None)
            field, terms, enough = ("stems", other.stems, any) if other.stems else ("words", other.words, all)
            known = self.said[other] = enough(self.searcher.doc_freq(field, term) > 0 for term in terms)
        return known

    readers: dict[object, tuple[int, int, dict[str, int]]] = field(default_factory=dict)

    def found_by(self, request: SearchRequest) -> dict[str, int]:
        """How many documents somebody may find, by a stem that they have: what was counted before is true until something expires."""
        now = seconds(request.now)
        key = (request.audiences, request.exclude_records, request.year_from, request.year_to)
        good_from, good_until, counts = self.readers.get(key, (0, 0, {}))
        if not good_from <= now < good_until or len(counts) >= MOST_SAID:
            while len(self.readers) >= MOST_READERS:
                self.readers.pop(next(iter(self.readers)), None)
            counts = {}
            self.readers[key] = now, self.next_expiry(now), counts
        return counts

    def remember(self, key: object, counts: Counts) -> None:
        """Keeps counts; the oldest go first."""
        while len(self.counts) >= MOST_COUNTS:
            self.counts.pop(next(iter(self.counts)), None)
        self.counts[key] = counts


class TantivyEngine:
    """Implements `SearchEngine`."""

    def __init__(self, folder: Path) -> None:
        self.store = IndexStore(folder)
        self._lock = threading.Lock()
        self._process = 0
        self._stamps: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
        self._index: tantivy.Index | None = None
        self._snapshot: Snapshot | None = None
        self._aside: Executor  # no thread survives a fork

    def search(self, request: SearchRequest) -> SearchResults:
        """Answers any request; an unusable index is told to whoever rebuilds, and the answer says so."""
        try:
            snapshot = self._asked(request)
        except EngineUnavailableError:
            return SearchResults(unavailable=True)
        try:
            with _panics_as_errors():
                return Answer(snapshot, request).results()
        except (OSError, ValueError, RuntimeError) as error:
            log.exception("search.index_broken", index=snapshot.name)
            self.store.report_damage(snapshot.name, f"{type(error).__name__}: {error}")
            return SearchResults(unavailable=True)

    def count(self, request: SearchRequest) -> int:
        """Only the number of results; 0 where there is no usable index."""
        try:
            with _panics_as_errors():
                return Answer(self._asked(request), request).total()
        except (OSError, ValueError, RuntimeError, EngineUnavailableError):
            return 0

    def ranking(self, request: SearchRequest) -> Sequence[tuple[str, float]]:
        """Only the ids and scores of the hits, best first."""
        try:
            with _panics_as_errors():
                return Answer(self._asked(request), request).ranking()
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineUnavailableError(str(error)) from error

    def suggest(self, request: SearchRequest) -> Sequence[Suggested]:
        """What the text may become."""
        try:
            with _panics_as_errors():
                return suggestions(self._asked(request), request)
        except (OSError, ValueError, RuntimeError, EngineUnavailableError):
            return ()

    def spellings(self, words: Sequence[str], request: SearchRequest) -> Mapping[str, Spellings]:
        """What is found by some words, and what is near them."""
        try:
            with _panics_as_errors():
                return spellings(self._asked(request), words, request)
        except (OSError, ValueError, RuntimeError, EngineUnavailableError):
            return {}

    def explain(self, request: SearchRequest, key: str) -> Explanation | None:
        """Why a document stands where it stands."""
        try:
            with _panics_as_errors():
                return Answer(self._asked(request), request).explanation(key)
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineUnavailableError(str(error)) from error

    def apply(self, changes: Changes) -> None:
        """Replaces what stands for some records, in one durable commit.

        A disk that takes nothing has lost nothing either: that is no damage, and building the index anew would only need more.
        """
        if not changes.records:
            return
        with self.store.writing():
            name = self.store.pointer().live
            if not self._usable(name):
                raise EngineUnavailableError(NOT_OURS.format(name) if name else NO_INDEX)
            try:
                index = self._open(name)
                self.store.forget_killed(VERSION)
                self.store.note_changed(sorted(changes.records))
                with _panics_as_errors():
                    refused = change(index, changes, self.store.path(name))
            except (OSError, ValueError, RuntimeError) as error:
                self._unless_passing(error)
                self.store.report_damage(name, f"{type(error).__name__}: {error}")
                raise EngineUnavailableError(
                    f"The search index can't be changed and will be rebuilt: {error}"
                ) from error
        if refused:
            raise DocumentsRefusedError(refused, len(changes.documents) - len(refused))

    def _unless_passing(self, error: Exception) -> None:
        """Raises EngineUnreachableError or EngineBusyError for what goes by without the index being built anew."""
        if DISK_REFUSES.search(str(error)):
            raise unwritable(self.store.folder, error) from error
        if WRITER_AT_WORK in str(error):
            raise EngineBusyError(str(error)) from error

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        refresh: Refresh,
        progress: Progress,
        unapplied: Collection[str] | None = None,
    ) -> int:
        """Builds beside the live index; swaps only what was verified."""
        with self.store.rebuilding():
            try:
                name = self._begin(unapplied)
            except OSError as error:
                raise unwritable(self.store.folder, error) from error
            path = self.store.path(name)
            try:
                with _panics_as_errors():
                    count, refused = build(path, documents, progress)
                with self.store.writing():
                    refused += self._bring_up_to_date(path, self.store.end_journal(), refresh)
                    self.store.finished(name, VERSION)
                    pointer = self.store.pointer()
                    self.store.point_to(Pointer(live=name, previous=pointer.live if self._usable(pointer.live) else ""))
                    self.store.remove_all_but([name, pointer.live])
            except Exception as error:  # not where somebody ends the process: the next rebuild goes on from there
                shutil.rmtree(path, ignore_errors=True)
                self.store.end_journal()
                self._unless_passing(error)
                raise
        log.info("search.rebuilt", index=name, documents=count, refused=len(refused))
        if refused:
            raise DocumentsRefusedError(refused, count)
        return count

    def _begin(self, unapplied: Collection[str] | None) -> str:
        """The index to fill: what a killed rebuild has left, or a new one."""
        with self.store.writing():
            pointer = self.store.pointer()
            unfinished = "" if unapplied is None else self.store.unfinished(VERSION)
            self.store.remove_all_but([pointer.live, pointer.previous, unfinished])
            if unfinished:
                self.store.note_changed(sorted(unapplied or ()))
                log.info("search.rebuild_goes_on", index=unfinished)
                return unfinished
            self.store.start_journal()
            return self.store.new(VERSION)

    def _bring_up_to_date(self, path: Path, changed: Iterable[str], refresh: Refresh) -> list[Refusal]:
        """Makes the changes that came while an index was built, some at a time."""
        refused: list[Refusal] = []
        left = iter(sorted(changed))
        while some := frozenset(islice(left, REFRESHED_AT_ONCE)):
            with _panics_as_errors():
                refused += change(read_when_told(tantivy.Index.open(str(path))), refresh(some), path)
        return refused

    def rollback(self) -> str:
        """Swaps the live index and the one before; what changed since is brought up to date by a rebuild."""
        with self.store.writing():
            pointer = self.store.pointer()
            if not pointer.previous or not self._usable(pointer.previous):
                raise RebuildError("There is no earlier index to return to: run `manage.py search rebuild` instead.")
            self.store.point_to(Pointer(live=pointer.previous, previous=pointer.live))
        return pointer.previous

    def status(self, within: float = 0) -> EngineStatus:
        """How the index is; nobody is waited for."""
        pointer = self.store.pointer()
        note, count = self.store.damage_of(pointer.live), 0
        try:
            count = self._current().searcher.num_docs
        except EngineUnavailableError as error:
            note = str(error)
        return EngineStatus(
            available=not note,
            documents=count,
            live=pointer.live,
            previous=pointer.previous,
            begun_at=self.store.begun_at(pointer.live),
            note=note,
            of_another_version=self.store.version_of(pointer.live) not in ("", VERSION),
        )

    def _asked(self, request: SearchRequest) -> Snapshot:
        """The index that answers a request. Raises EngineUnavailableError for one that none can answer."""
        unless_too_many_excluded(request)
        return self._current()

    def _current(self) -> Snapshot:
        """The live index at its last commit. Raises EngineUnavailableError where there is none that can be used."""
        with self._lock:
            pointer_stamp = self.store.stamp()
            if self._snapshot is None or self._process != os.getpid() or self._stamps[0] != pointer_stamp:
                self._reopen(pointer_stamp)
            assert self._index is not None
            assert self._snapshot is not None
            commit_stamp = file_stamp(self.store.path(self._snapshot.name) / "meta.json")
            if commit_stamp != self._stamps[1]:
                self._snapshot = self._read(self._snapshot.name, self._index)
                self._stamps = (pointer_stamp, commit_stamp)
            if self._snapshot.cut_short():
                name, self._snapshot = self._snapshot.name, None
                self.store.report_damage(name, CUT_SHORT)
                raise EngineUnavailableError(CUT_SHORT)
            return self._snapshot

    def _reopen(self, pointer_stamp: tuple[int, int]) -> None:
        self._snapshot = None
        if self._process != os.getpid():
            self._aside = ThreadPoolExecutor(thread_name_prefix="search")
        name = self.store.pointer().live
        commit_stamp = file_stamp(self.store.path(name) / "meta.json")
        try:
            self._index = self._open(name)
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineUnavailableError(str(error)) from error
        self._snapshot = self._read(name, self._index)
        self._stamps = (pointer_stamp, commit_stamp)
        self._process = os.getpid()

    def _read(self, name: str, index: tantivy.Index) -> Snapshot:
        try:
            with _panics_as_errors():
                index.reload()
                return Snapshot(index.searcher(), name, self._aside, sizes=self.store.sizes_of(name))
        except (OSError, ValueError, RuntimeError) as error:
            self._snapshot = None
            self.store.report_damage(name, f"{type(error).__name__}: {error}")
            raise EngineUnavailableError(f"The search index can't be read: {error}") from error

    def _open(self, name: str) -> tantivy.Index:
        """Opens an index of our own version. Raises ValueError for anything else."""
        if not name:
            raise ValueError(NO_INDEX)
        path = self.store.path(name)
        if not self._usable(name):
            raise ValueError(NOT_OURS.format(name))
        with _panics_as_errors():
            return read_when_told(tantivy.Index.open(str(path)))

    def _usable(self, name: str) -> bool:
        return self.store.version_of(name) == VERSION and (self.store.path(name) / "meta.json").exists()


@contextmanager
def _panics_as_errors() -> Iterator[None]:
    """A panic inside the library is no Exception to Python: it would end the process instead of the request."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise RuntimeError(f"The search library gave up: {error}") from error
        raise
