"""The other engine: an Elasticsearch server of version 8 or 9, for sites that outgrow one machine.

Nothing is held open across a fork. Readers wait less than a second; after a failure nobody asks again for a few seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import elasticsearch
import orjson
import structlog

from search.analysis import storable
from search.documents import SearchDocument
from search.engines.base import (
    MOST_REFUSED,
    Changes,
    DocumentsRefusedError,
    EngineBusyError,
    EngineStatus,
    EngineUnavailableError,
    EngineUnreachableError,
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
from search.engines.elasticsearch_answers import Answer
from search.engines.elasticsearch_client import LOOK_SECONDS, Connection, Look, Server, check_version, reason_of
from search.engines.elasticsearch_schema import entry
from search.engines.elasticsearch_store import AliasStore, IndexMissingError, Pointer, Rebuilding
from search.engines.elasticsearch_suggestions import spellings, suggestions
from search.explaining import Explanation

log = structlog.get_logger(__name__)
AT_ONCE: Final = 200  # documents in one bulk request …
LARGEST: Final = 4_000_000  # … or so many bytes
NO_INDEX: Final = "There is no search index of this version yet."
UNANSWERED: Final = (EngineUnreachableError, EngineUnavailableError, elasticsearch.ApiError)
Lines = list[tuple[str, bytes]]


class ElasticsearchEngine:
    """Implements `SearchEngine`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection = Connection(server)
        self.store = AliasStore(self.connection)

    def search(self, request: SearchRequest) -> SearchResults:
        """Answers any request; without a server or an index the answer says so."""
        try:
            return self._answer(request).results()
        except (EngineUnreachableError, EngineUnavailableError, elasticsearch.NotFoundError):
            return SearchResults(unavailable=True)
        except elasticsearch.ApiError as error:
            log.exception("search.elasticsearch_refused", status=error.status_code, reason=reason_of(error))
            return SearchResults(unavailable=True)

    def count(self, request: SearchRequest) -> int:
        """Only the number of results; 0 where there is no answer."""
        try:
            return self._answer(request).total()
        except UNANSWERED:
            return 0

    def ranking(self, request: SearchRequest) -> Sequence[tuple[str, float]]:
        """Only the ids and scores of the hits, best first."""
        try:
            return self._answer(request).ranking()
        except (EngineUnreachableError, elasticsearch.ApiError) as error:
            raise EngineUnavailableError(str(error)) from error

    def suggest(self, request: SearchRequest) -> Sequence[Suggested]:
        """What the text may become."""
        try:
            unless_too_many_excluded(request)
            return suggestions(self.connection, self.store.read, request)
        except UNANSWERED:
            return ()

    def spellings(self, words: Sequence[str], request: SearchRequest) -> Mapping[str, Spellings]:
        """What is found by some words, and what is near them."""
        try:
            unless_too_many_excluded(request)
            return spellings(self.connection, self.store.read, words, request)
        except UNANSWERED:
            return {}

    def explain(self, request: SearchRequest, key: str) -> Explanation | None:
        """Why a document stands where it stands."""
        try:
            return self._answer(request).explanation(key)
        except (EngineUnreachableError, elasticsearch.ApiError) as error:
            raise EngineUnavailableError(str(error)) from error

    def _answer(self, request: SearchRequest) -> Answer:
        unless_too_many_excluded(request)
        return Answer(self.connection, self.store.read, request)

    def apply(self, changes: Changes) -> None:
        """Replaces what stands for some records, and makes it visible. A refused document doesn't hold up the others.

        Raises DocumentsRefusedError with the names of those.
        """
        if not changes.records:
            return
        live, building = self.store.pointer().live, self.store.building()
        if not live:
            raise EngineUnavailableError(NO_INDEX)
        if building and not self.store.forget_killed(building):
            self._unless_swapping(building.alive and building.swapping)
            self.store.note_changed(sorted(map(storable, changes.records)))
        try:
            refused = self._replace(self.store.write, changes, alias=True)
        except (elasticsearch.NotFoundError, IndexMissingError) as error:
            raise EngineUnavailableError(NO_INDEX) from error
        # Where a rebuild has swapped meanwhile, it may have missed this change: it is made once more.
        building = self.store.building()
        self._unless_swapping(
            self.store.pointer().live != live or bool(building and building.alive and building.swapping)
        )
        if refused:
            raise DocumentsRefusedError(refused, len(changes.documents) - len(refused))

    def _unless_swapping(self, swapping: bool) -> None:
        if swapping:
            raise EngineBusyError("The search index is just being swapped: try again in a moment.")

    def _replace(self, name: str, changes: Changes, *, alias: bool) -> list[Refusal]:
        self.store.refresh(name)  # what an attempt before has left unseen is seen
        lines, refused = _lines(changes.documents)
        old = self.store.ids_of(name, sorted(map(storable, changes.records)))
        refused += self.store.bulk(name, lines, old - {key for key, _line in lines}, alias=alias)
        self.store.refresh(name)
        return refused

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        refresh: Refresh,
        progress: Progress,
        unapplied: Collection[str] | None = None,
    ) -> int:
        """Builds beside the live index; swaps only what was counted."""
        check_version(self.server, self.connection.tell(lambda client: client.info()))
        with self.store.rebuilding(go_on=unapplied is not None) as rebuilding:
            pointer = self.store.pointer()
            self.store.remove_all_but([pointer.live, pointer.previous, rebuilding.index])
            name = self._begin(rebuilding, unapplied or ())
            try:
                count, refused = self._fill(name, documents, progress, rebuilding)
                rebuilding.swapping()
                refused += self._bring_up_to_date(name, refresh, rebuilding)
                rebuilding.stir()
                self.store.point_to(Pointer(live=name, previous=pointer.live))
            except (
                EngineUnreachableError
            ):  # the next rebuild goes on from there, as it does where somebody ends the process
                raise
            except Exception:
                self._remove_quietly(name)
                raise
            self.store.remove_all_but([name, pointer.live])
        log.info("search.rebuilt", index=name, documents=count, refused=len(refused))
        if refused:
            raise DocumentsRefusedError(refused, count)
        return count

    def _begin(self, rebuilding: Rebuilding, unapplied: Collection[str]) -> str:
        """The index to fill: what a killed rebuild has left, or a new one."""
        if name := rebuilding.index:
            self.store.note_changed(sorted(map(storable, unapplied)))
            log.info("search.rebuild_goes_on", index=name)
            return name
        name = self.store.new()
        rebuilding.fills(name)
        return name

    def _bring_up_to_date(self, name: str, refresh: Refresh, rebuilding: Rebuilding) -> list[Refusal]:
        """Makes the changes that came while an index was built, some at a time."""
        refused: list[Refusal] = []
        left = iter(sorted(self.store.noted()))
        while some := frozenset(islice(left, AT_ONCE)):
            rebuilding.stir()
            refused += self._replace(name, refresh(some), alias=False)
        return refused

    def _fill(
        self, name: str, documents: Iterable[SearchDocument], progress: Progress, rebuilding: Rebuilding
    ) -> tuple[int, list[Refusal]]:
        """Fills a new index, or goes on with one; raises RebuildError where it then doesn't hold each document once."""
        self.store.refresh(name)
        held = self.store.ids(name)
        ids: set[str] = set()
        refused: list[Refusal] = []
        batch: list[SearchDocument] = []
        size = 0
        for document in documents:
            key = storable(document.id)
            if key in ids:
                raise RebuildError(f"Two documents have the id {key}: a source gives one record twice.")
            ids.add(key)
            if key in held:
                continue
            batch.append(document)
            size += sum(len(text.body) for text in document.texts)
            if len(batch) >= AT_ONCE or size > LARGEST:
                refused += self._send(name, batch, rebuilding)
                batch, size = [], 0
                progress(len(ids))
        refused += self._send(name, batch, rebuilding)
        progress(len(ids))
        self.store.refresh(name)
        # What was held and did not come again is gone since: its change was noted, and is made before the swap.
        expected, found = len(ids | held) - len(refused), self.store.count(name)
        if found != expected or len(refused) > MOST_REFUSED:
            why = f" It refused {len(refused)}: {refused[0].id}: {refused[0].reason}" if refused else ""
            raise RebuildError(
                f"The new index holds {found} documents instead of {len(ids | held)}: the old one is kept.{why}"
            )
        return found, refused

    def _send(self, name: str, batch: Sequence[SearchDocument], rebuilding: Rebuilding) -> list[Refusal]:
        rebuilding.stir()
        lines, refused = _lines(batch)
        return refused + self.store.bulk(name, lines, alias=False)

    def _remove_quietly(self, name: str) -> None:
        """The next rebuild removes what can't be removed now."""
        try:
            self.store.remove(name)
        except (EngineUnreachableError, elasticsearch.ApiError):
            return

    def rollback(self) -> str:
        """Swaps the live index and the one before; what changed since is brought up to date by a rebuild."""
        pointer = self.store.pointer()
        if not pointer.previous:
            raise RebuildError("There is no earlier index to return to: run `manage.py search rebuild` instead.")
        self.store.point_to(Pointer(live=pointer.previous, previous=pointer.live))
        return pointer.previous

    def remove(self) -> None:
        """Deletes everything of ours from the server: for engines that were only made to try or to measure something."""
        self.store.remove_everything()

    def status(self, within: float = LOOK_SECONDS) -> EngineStatus:
        """How server and index are; the note says what to do."""
        pointer, count, look = Pointer(), 0, self.connection.looking(within)
        try:
            check_version(self.server, look(lambda client: client.info()))
            pointer = self.store.pointer(look)
            note = "" if pointer.live else NO_INDEX
            if pointer.live:
                note = self._health(pointer.live, look)
                count = 0 if note else self.store.count(pointer.live, look)
        except (EngineUnreachableError, elasticsearch.ApiError) as error:
            note = str(error)
        return EngineStatus(
            available=not note,
            documents=count,
            live=pointer.live,
            previous=pointer.previous,
            begun_at=self.store.begun_at(pointer.live),
            note=note,
        )

    def _health(self, name: str, look: Look) -> str:
        """Why an index can't answer; "" where it can."""
        health: Any = look(lambda client: client.cluster.health(index=name, timeout="1s"))
        if health["status"] != "red":
            return ""
        return f"The index {name} has lost a part of itself: it is built anew as soon as the server has room for it."


def _lines(documents: Iterable[SearchDocument]) -> tuple[Lines, list[Refusal]]:
    """Documents as the server takes them, and those that can't even be written down."""
    lines: Lines = []
    refused: list[Refusal] = []
    for document in documents:
        try:
            lines.append((storable(document.id), orjson.dumps(entry(document))))
        except Exception as error:
            refused.append(Refusal(document.id, f"{type(error).__name__}: {error}"))
    return lines, refused
