"""`python -m bench.rebuild`: builds an index of 100,000 documents, kills that with -9 in the middle, and goes on.

Searching and changes go on meanwhile. `--engine elasticsearch` asks the server at ELASTICSEARCH_URL, in indexes of its own. It ends with
status 1 where anything is not as it should be.
"""

from __future__ import annotations

import argparse
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.documents import document, documents  # noqa: E402
from bench.engines import megabytes  # noqa: E402
from search.documents import Text  # noqa: E402
from search.engines import ELASTICSEARCH, EMBEDDED, ENGINES  # noqa: E402
from search.engines.base import Changes, EngineBusyError, SearchEngine, SearchRequest  # noqa: E402
from search.engines.elasticsearch import ElasticsearchEngine  # noqa: E402
from search.engines.elasticsearch_client import Server  # noqa: E402
from search.engines.tantivy import TantivyEngine  # noqa: E402

BEFORE: Final = 1_000  # documents of the index that answers meanwhile
SHOWN_EVERY: Final = 10_000
CHANGED, GONE = "page:7", "page:8"  # between the kill and the next attempt
EVERYBODY: Final = frozenset({"public", "members"})
SAID: Final = "zyzzogeton"  # a word that is in no other document


def main() -> int:
    """Tries it and prints what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=ENGINES, default=EMBEDDED)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--build", help=argparse.SUPPRESS)  # the process that builds, and is killed
    options = parser.parse_args()
    if options.build:
        return build(opened(options.engine, options.build), options.size)
    with tempfile.TemporaryDirectory(prefix="passerelle-rebuild-") as folder:
        place = folder if options.engine == EMBEDDED else f"rebuild-{secrets.token_hex(4)}"
        engine = opened(options.engine, place)
        try:
            return tried(engine, [*sys.orig_argv, "--build", place], options.size)
        finally:
            if isinstance(engine, ElasticsearchEngine):
                engine.remove()


def opened(name: str, place: str) -> SearchEngine:
    """An engine of its own: in a folder, or under a prefix on the server."""
    if name == ELASTICSEARCH:
        return ElasticsearchEngine(Server(**{**settings.ELASTICSEARCH, "prefix": place}))
    return TantivyEngine(Path(place))


def tried(engine: SearchEngine, command: list[str], size: int) -> int:
    """The whole story; 1 where something went wrong."""
    engine.rebuild(documents(BEFORE), now, lambda _done: None)
    live = engine.status().live
    wrong = Wrong()

    def goes_on() -> None:
        wrong.unless(total(engine) in (BEFORE, BEFORE - 1), "the old index answers meanwhile")

    with Builder(command) as first:
        for done in first.progress():
            goes_on()
            if done >= size // 2:
                break
        first.process.send_signal(signal.SIGKILL)
    print(f"  killed at {done:,} documents", flush=True)
    engine.apply(now(frozenset({CHANGED, GONE})))
    wrong.unless(total(engine, SAID) == 1, "the old index goes on being changed")
    wrong.unless(engine.status().live == live, "the old index is still the live one")
    with Builder(command) as second:
        for _done in second.progress():
            goes_on()
    wrong.unless(second.process.returncode == 0, "the second attempt ends well")
    status = engine.status()
    wrong.unless((status.documents, total(engine)) == (size - 1, size - 1), "each document is there once")
    wrong.unless(total(engine, SAID) == 1, "what changed in between is there as it is now")
    wrong.unless(status.previous == live, "the old index is kept")
    print(f"  {second.told}; {disk(engine)} MB on the disk, with the old one")
    wrong.unless(engine.rollback() == live and total(engine) == BEFORE - 1, "it can be returned to")
    return 1 if wrong.found else 0


class Wrong:
    """What is not as it should be."""

    def __init__(self) -> None:
        self.found = False

    def unless(self, well: bool, wanted: str) -> None:
        """Says what was wanted where it is not so."""
        if not well:
            self.found = True
            print(f"  WRONG: {wanted}", flush=True)


class Builder:
    """The process that builds, which may be killed."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.told = ""

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.wait()

    def progress(self) -> Iterator[int]:
        """How many documents it has come to, again and again; what it says in the end is kept."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said, _space, number = line.strip().partition(" ")
            if said == "done":
                yield int(number)
            elif said == "took":
                self.told = number


def build(engine: SearchEngine, size: int) -> int:
    """Builds, or goes on; tells how far it is, and what it took."""
    started = time.process_time()
    for _document in documents(size):
        pass
    generating, before, most = time.process_time() - started, in_use(), 0

    def progress(done: int) -> None:
        nonlocal most
        most = max(most, in_use())
        if done % SHOWN_EVERY == 0:
            print(f"done {done}", flush=True)

    held = patiently(lambda: engine.rebuild(documents(size), now, progress, unapplied=frozenset({CHANGED, GONE})))
    took = time.process_time() - started - 2 * generating
    print(f"took {took:.0f} s of a processor core and {most - before} MB of memory for {held:,} documents", flush=True)
    return 0


def in_use() -> int:
    """The memory of this process, without files that are mapped into it, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) // 1000


def patiently(do: Callable[[], int]) -> int:
    """A rebuild on a server is believed to be at work for two minutes after it was killed."""
    while True:
        try:
            return do()
        except EngineBusyError:
            time.sleep(5)


def now(records: frozenset[str]) -> Changes:
    """What has become of the two records that change in between."""
    changed = document(int(CHANGED.removeprefix("page:")), random.Random(1))
    text = Text("en", f"{SAID} {changed.texts[0].title}")
    return Changes(records, [replace(changed, texts=(text,))] if CHANGED in records else [])


def total(engine: SearchEngine, text: str = "") -> int:
    """How much is found by everybody together."""
    results = engine.search(SearchRequest(text=text, now=timezone.now(), audiences=EVERYBODY, limit=20))
    return -1 if results.unavailable else results.total


def disk(engine: SearchEngine) -> int:
    """What the indexes take, in MB."""
    if isinstance(engine, TantivyEngine):
        return megabytes(engine.store.folder)
    assert isinstance(engine, ElasticsearchEngine)
    told: Any = engine.connection.tell(lambda client: client.indices.stats(index=f"{engine.server.prefix}-*"))
    return int(told["_all"]["total"]["store"]["size_in_bytes"]) // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
