"""Which index on the server answers, the swap to another one, and what changed while that was being built.

Aliases carry the version of the mapping: after an upgrade, processes of the old version go on with their index until they
are replaced, and those of the new one build theirs.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import elasticsearch
import orjson
from elasticsearch import helpers

from search.engines.base import EngineBusyError, EngineUnreachableError, RebuildError, Refusal
from search.engines.elasticsearch_client import FIRST_WAIT, MOST_TRIES, Connection, Look, reason_of
from search.engines.elasticsearch_schema import VERSION, definition

GONE_ON_WITHIN: Final = timedelta(hours=12)  # a killed rebuild: later it is begun afresh
LOCK_SECONDS: Final = 120.0  # a rebuild that has not stirred for so long is dead
LOCK: Final = "rebuild"
MOST_AT_ONCE: Final = 10_000
TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which index answers, and which one it replaced."""

    live: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Building:
    """A rebuild that is under way: whose it is, and whether it is just swapping."""

    token: str
    index: str = ""
    swapping: bool = False
    alive: bool = True  # has stirred lately; one that was killed is gone on from, and changes are noted for it
    place: tuple[int, int] = (0, 0)  # of its note: sequence number and primary term


class AliasStore:
    """Names, swaps, locks and bulk writing; knows nothing of queries."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.prefix = connection.server.prefix
        self._version = f"{self.prefix}-v{VERSION}"
        self.read = f"{self._version}-read"
        self.write = f"{self._version}-write"
        self._previous = f"{self._version}-previous"
        self._notes = f"{self.prefix}-notes"

    # -- Indexes --

    def pointer(self, look: Look | None = None) -> Pointer:
        """The pointer; an empty one where nothing was built yet."""
        look = look or self.connection.tell
        found = look(lambda client: client.indices.get_alias(index=f"{self._version}-*"))
        known = {alias: index for index, about in found.items() for alias in about["aliases"]}
        return Pointer(live=known.get(self.read, ""), previous=known.get(self._previous, ""))

    def new(self) -> str:
        """Makes another index; returns its name, which tells when it was begun. Raises RebuildError where the server can't."""
        name = f"{self._version}-{datetime.now(UTC):%Y%m%dt%H%M%S}-{os.urandom(3).hex()}"
        server = self.connection.server
        made = definition(shards=server.shards, replicas=server.replicas)
        try:
            self.connection.tell(lambda client: client.indices.create(index=name, wait_for_active_shards=1, **made))
        except elasticsearch.ApiError as error:
            raise RebuildError(
                f"Elasticsearch at {server.shown} can't make our index ({reason_of(error)}): it needs the default "
                "distribution of version 8 or 9 with all its modules."
            ) from error
        return name

    def begun_at(self, name: str) -> datetime | None:
        """When an index was begun; None where its name doesn't tell."""
        try:
            return datetime.strptime(name.split("-")[-2], "%Y%m%dt%H%M%S").replace(tzinfo=UTC)
        except (ValueError, IndexError):
            return None

    def point_to(self, pointer: Pointer) -> None:
        """Swaps all aliases at once."""
        actions: list[dict[str, Any]] = [
            {"remove": {"index": f"{self._version}-*", "alias": alias, "must_exist": False}}
            for alias in (self.read, self.write, self._previous)
        ]
        actions += [
            {"add": {"index": pointer.live, "alias": self.read}},
            {"add": {"index": pointer.live, "alias": self.write, "is_write_index": True}},
        ]
        if pointer.previous:
            actions.append({"add": {"index": pointer.previous, "alias": self._previous}})
        self.connection.tell(lambda client: client.indices.update_aliases(actions=actions))

    def remove_all_but(self, keep: Iterable[str]) -> None:
        """Deletes every index of ours that is not named. Those that processes of an older version may still read stay until
        an index of this version replaces another."""
        kept = set(keep) - {""}
        found = self.connection.tell(lambda client: client.indices.get_alias(index=f"{self.prefix}-v*"))
        for name, about in found.items():
            ours = name.startswith(f"{self._version}-")
            if name not in kept and (ours or len(kept) > 1 or not about["aliases"]):
                self.remove(name)

    def remove(self, name: str) -> None:
        """Deletes one index."""
        self.connection.tell(lambda client: client.indices.delete(index=name, ignore_unavailable=True))

    def remove_everything(self) -> None:
        """Deletes all indexes of all versions, and the notes."""
        found = self.connection.tell(lambda client: client.indices.get_alias(index=f"{self.prefix}-*"))
        for name in found:
            self.remove(name)

    # -- Writing --

    def refresh(self, name: str) -> None:
        """Makes everything that was written visible."""
        self.connection.tell(lambda client: client.indices.refresh(index=name))

    def count(self, name: str, look: Look | None = None) -> int:
        """How many documents an index holds."""
        look = look or self.connection.tell
        return int(look(lambda client: client.count(index=name))["count"])

    def ids_of(self, name: str, records: Sequence[str]) -> set[str]:
        """The ids of all documents of some records."""
        asked: dict[str, Any] = {"index": name, "query": {"terms": {"record": list(records)}}, "source": False}
        found = self.connection.tell(lambda client: client.search(**asked, size=MOST_AT_ONCE))
        return {one["_id"] for one in found["hits"]["hits"]}

    def ids(self, name: str) -> set[str]:
        """The ids of all documents of an index."""
        asked: dict[str, Any] = {"query": {"match_all": {}}, "_source": False}
        return self.connection.tell(
            lambda client: {one["_id"] for one in helpers.scan(client, index=name, query=asked, size=5_000)}
        )

    def bulk(
        self, name: str, lines: Sequence[tuple[str, bytes]], gone: Iterable[str] = (), *, alias: bool
    ) -> list[Refusal]:
        """Deletes and writes; returns what the server refused. What it was too busy for is tried again with growing pauses."""
        left: dict[str, list[bytes]] = {key: [orjson.dumps({"delete": {"_id": key}})] for key in gone}
        left |= {key: [orjson.dumps({"index": {"_id": key}}), line] for key, line in lines}
        refused: list[Refusal] = []
        wait = FIRST_WAIT
        for attempt in range(MOST_TRIES):
            if not left:
                break
            if attempt:
                time.sleep(wait)
                wait *= 2
            body: list[Any] = [line for lines_of in left.values() for line in lines_of]
            answer = self.connection.tell(
                lambda client, body=body: client.bulk(index=name, operations=body, require_alias=alias or None)  # type: ignore[misc]
            )
            again: dict[str, list[bytes]] = {}
            for item in answer["items"] if answer["errors"] else ():
                (told,) = item.values()
                if told["status"] == TOO_MANY:
                    again[told["_id"]] = left[told["_id"]]
                elif "error" in told:
                    if told["error"]["type"] == "index_not_found_exception":
                        raise IndexMissingError(told["error"]["reason"])
                    refused.append(Refusal(told["_id"], _why(told["error"])))
            left = again
        if left:
            raise EngineBusyError("Elasticsearch has too much to do to take changes: they are tried again later.")
        return refused

    # -- One rebuild at a time, and what changes meanwhile --

    def building(self) -> Building | None:
        """The rebuild that is under way, or was until it was killed."""
        try:
            found = self.connection.tell(lambda client: client.get(index=self._notes, id=LOCK))
        except elasticsearch.NotFoundError:
            return None
        held = found["_source"]
        alive = abs(time.time() - held["at"]) <= LOCK_SECONDS
        place = (found["_seq_no"], found["_primary_term"])
        return Building(held["token"], held.get("index", ""), held["swapping"], alive, place)

    @contextmanager
    def rebuilding(self, *, go_on: bool) -> Iterator[Rebuilding]:
        """Holds the right to build another index, or to go on with one. Raises EngineBusyError while another process does."""
        before = self.building()
        if before and before.alive:
            raise EngineBusyError("Another process is rebuilding the search index: wait until it is done.")
        token = os.urandom(8).hex()
        if before and go_on and self._can_go_on(before.index):
            held = Rebuilding(self, replace(before, token=token, swapping=False), begun=True)
        else:
            self._begin_notes()
            held = Rebuilding(self, Building(token))
        held.stir()
        try:
            yield held
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, EngineUnreachableError):
                held.end()
            else:  # somebody ends the process, or the server is gone: the next rebuild goes on from here
                held.let_go()
            raise
        held.end()

    def forget_killed(self, building: Building) -> bool:
        """Ends a rebuild that was killed and is too old to be gone on with; what it has built goes too. Says whether it was one."""
        if building.alive or self._can_go_on(building.index):
            return False
        self.drop_lock(building)
        if building.index not in (*astuple(self.pointer()), ""):
            self.remove(building.index)
        return True

    def _can_go_on(self, name: str) -> bool:
        """Whether an index was begun lately by a rebuild of our version, is there, and is not in use."""
        begun_at, pointer = self.begun_at(name), self.pointer()
        lately = begun_at is not None and timedelta() <= datetime.now(UTC) - begun_at < GONE_ON_WITHIN
        ours = name.startswith(f"{self._version}-") and name not in (pointer.live, pointer.previous)
        return lately and ours and bool(self.connection.tell(lambda client: client.indices.exists(index=name)))

    def _begin_notes(self) -> None:
        """An empty index of notes: what an earlier rebuild left, which was killed, is of no use any more."""
        self.remove(self._notes)
        mapping = {
            "dynamic": "strict",
            "properties": {
                "record": {"type": "keyword"},
                "token": {"type": "keyword", "index": False},
                "index": {"type": "keyword", "index": False},
                "swapping": {"type": "boolean", "index": False},
                "at": {"type": "double", "index": False},
            },
        }
        settings = {"number_of_shards": 1, "number_of_replicas": self.connection.server.replicas}
        try:
            self.connection.tell(
                lambda client: client.indices.create(index=self._notes, mappings=mapping, settings=settings)
            )
        except elasticsearch.BadRequestError as error:  # it exists: somebody was faster
            raise EngineBusyError("Another process is rebuilding the search index: wait until it is done.") from error

    def note_changed(self, records: Iterable[str]) -> None:
        """Notes records that change while an index is being built, before the change is acknowledged."""
        lines = [(f"record-{_digest(record)}", orjson.dumps({"record": record})) for record in records]
        self.bulk(self._notes, lines, alias=False)

    def noted(self) -> frozenset[str]:
        """The records that changed meanwhile."""
        self.refresh(self._notes)
        query = {"query": {"exists": {"field": "record"}}}
        return self.connection.tell(
            lambda client: frozenset(
                one["_source"]["record"] for one in helpers.scan(client, index=self._notes, query=query, size=1_000)
            )
        )

    def put_lock(self, building: Building, *, first: bool) -> Building:
        """Writes the note of a rebuild. Raises RebuildError where another process has taken its place."""
        note = {
            "token": building.token,
            "index": building.index,
            "swapping": building.swapping,
            "at": time.time() if building.alive else 0,
        }
        place: dict[str, Any] = {"op_type": "create"} if first else {}
        if not first:
            place = {"if_seq_no": building.place[0], "if_primary_term": building.place[1]}
        try:
            done = self.connection.tell(lambda client: client.index(index=self._notes, id=LOCK, document=note, **place))
        except (elasticsearch.ConflictError, elasticsearch.NotFoundError) as error:
            raise EngineBusyError("Another process is rebuilding the search index: this one gives up.") from error
        return replace(building, place=(done["_seq_no"], done["_primary_term"]))

    def drop_lock(self, building: Building) -> None:
        """Ends a rebuild, unless another process has taken its place."""
        number, term = building.place
        try:
            self.connection.tell(
                lambda client: client.delete(index=self._notes, id=LOCK, if_seq_no=number, if_primary_term=term)
            )
        except (elasticsearch.ConflictError, elasticsearch.NotFoundError):
            return


class IndexMissingError(Exception):
    """The index that was to be changed is not there."""


class Rebuilding:
    """The right to build another index, kept by saying again and again that one is alive."""

    def __init__(self, store: AliasStore, building: Building, *, begun: bool = False) -> None:
        self._store = store
        self._building = replace(building, alive=True)
        self._begun = begun
        self._stirred = time.time()

    @property
    def index(self) -> str:
        """The index that is gone on with; "" where there is none yet."""
        return self._building.index

    def fills(self, index: str) -> None:
        """Says which index is built, for whoever goes on where this rebuild is killed."""
        self._building = replace(self._building, index=index)
        self.stir()

    def stir(self) -> None:
        """Says that the rebuild goes on. Raises EngineBusyError where it has stalled for so long that changes no longer waited for
        its swap: it would be without them."""
        if self._building.swapping and abs(time.time() - self._stirred) > LOCK_SECONDS:
            raise EngineBusyError("This rebuild of the search index has stalled: begin it again.")
        self._building = self._store.put_lock(self._building, first=not self._begun)
        self._begun, self._stirred = True, time.time()

    def swapping(self) -> None:
        """From now on changes wait: the aliases are about to be moved."""
        self.stir()
        self._building = replace(self._building, swapping=True)
        self.stir()

    def let_go(self) -> None:
        """Says that nobody is here any more, but that what was built can be gone on with."""
        try:
            self._building = replace(self._building, alive=False)
            self.stir()
        except Exception:  # then it is seen by the time
            return

    def end(self) -> None:
        """Lets the next one have its turn; a server that is gone by now sees by the time that nobody is here."""
        try:
            self._store.drop_lock(self._building)
        except Exception:  # what went wrong before is what should be told
            return


def _digest(record: str) -> str:
    return hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _why(error: dict[str, Any]) -> str:
    cause = error.get("caused_by") or {}
    return f"{error.get('reason', error['type'])} {cause.get('reason', '')}".strip()[:500]
