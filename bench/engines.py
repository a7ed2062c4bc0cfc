"""`python -m bench.engines`: the embedded engine alone, at 100,000 documents, beside the bare library with the same texts.

Everything is measured in one run, in turns. `--sizes 100000 1000000` adds what a million documents cost.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import django

django.setup()

import tantivy  # noqa: E402
from django.utils import timezone  # noqa: E402
from tantivy import Occur, Query  # noqa: E402

from bench.documents import FACETS, document, documents, questions  # noqa: E402
from search.documents import SearchDocument  # noqa: E402
from search.engines.base import Changes, FacetRequest, SearchEngine, SearchRequest  # noqa: E402
from search.engines.tantivy import TantivyEngine  # noqa: E402

ASKED: Final = 300
CHANGES: Final = 10_000
AT_ONCE: Final = 100


def main() -> int:
    """Builds, measures and prints; 0 when every target is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    parser.add_argument("--changes", type=int, default=CHANGES)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)  # the process that works changes off
    options = parser.parse_args()
    if options.write:
        return write(options.write, options.changes)
    missed, slowest = 0, {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="passerelle-engines-") as folder:
            found, slowest[size] = measured(Path(folder), size, options.changes)
            missed += found
    if len(slowest) > 1:
        first, last = min(slowest), max(slowest)
        print(f"\nfrom {first:,} to {last:,} documents")
        missed += show("a question, slowest of twenty (ms)", slowest[last], min(10 * slowest[first], 50.0))
    return 1 if missed else 0


def measured(folder: Path, size: int, changes: int) -> tuple[int, float]:
    """Everything about one size; how many targets were missed, and the slowest of twenty questions in milliseconds."""
    print(f"\n{size:,} documents", flush=True)
    generating = timed(lambda: sum(1 for _document in documents(size)))
    bare = Bare(folder / "bare")
    raw = timed(lambda: bare.fill(documents(size))) - generating
    engine = TantivyEngine(folder / "own")
    own = (
        timed(lambda: engine.rebuild(documents(size), lambda records: Changes(records), lambda _done: None))
        - generating
    )
    print(f"  bare bulk {size / raw:8.0f} documents/s, {megabytes(folder / 'bare')} MB")
    print(f"  rebuild   {size / own:8.0f} documents/s, {megabytes(folder / 'own')} MB")
    missed = show("rebuild, of the bare bulk rate", raw / own, 0.5, least=True)
    ours, theirs = turns(lambda asked: ask(engine, *asked), lambda asked: bare.ask(asked[1]), questions(ASKED))
    for name, share in (("half", 0.5), ("nineteen of twenty", 0.95)):
        bound = 1.3 * percentile(theirs, share) + 1
        missed += show(f"a question with 5 facets, {name} (ms)", percentile(ours, share), bound)
    ask(engine, "en", "")
    landing = [timed(lambda: ask(engine, "en", "")) * 1000 for _turn in range(20)]
    missed += show("everything with 5 facets, half (ms)", percentile(landing, 0.5), 2.0)
    quiet = percentile(ours, 0.95)
    busy, memory = while_changing(engine, folder / "own", changes)
    missed += show(f"while {changes:,} changes are written, 19 of 20", percentile(busy, 0.95) / quiet, 2.5)
    print(f"  the process that wrote them took {memory} MB, this one {resident()} MB")
    return missed, quiet


def ask(engine: SearchEngine, language: str, text: str) -> None:
    """A page of results as a list asks for it."""
    facets = [FacetRequest(name, 48) for name in FACETS]
    results = engine.search(SearchRequest(text=text, now=timezone.now(), facets=facets, languages=(language,)))
    assert not results.unavailable


class Bare:
    """The library without anything of ours: the same texts split at white space, one query, the same counts."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("audience", tokenizer_name="raw", index_option="basic")
        for name in ("title", "body"):
            builder.add_text_field(name, tokenizer_name="default", index_option="position")
        builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        folder.mkdir()
        self.index = tantivy.Index(self.schema, path=str(folder))

    def fill(self, given: Iterator[SearchDocument]) -> None:
        """Adds them all in one commit."""
        writer = self.index.writer(64_000_000, 1)
        for one in given:
            made = tantivy.Document()
            made.add_text("audience", one.audience)
            made.add_text("title", one.texts[0].title)
            made.add_text("body", f"{one.texts[0].summary} {one.texts[0].body}")
            made.add_json("facets", one.all_facets)
            made.add_text("stored", one.id)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def ask(self, text: str) -> None:
        """Twenty results for any of the words, and the counts."""
        each = [
            (Occur.Should, Query.boost_query(Query.term_query(self.schema, name, word), weight))
            for word in text.split()
            for name, weight in (("title", 2.0), ("body", 1.0))
        ]
        public = Query.const_score_query(Query.term_query(self.schema, "audience", "public"), 0.0)
        query = Query.boolean_query([(Occur.Must, Query.boolean_query(each)), (Occur.Must, public)])
        for _score, address in self.searcher.search(query, 20, count=True).hits:
            self.searcher.doc(address)
        self.searcher.aggregate(query, {name: {"terms": {"field": f"facets.{name}", "size": 48}} for name in FACETS})


def turns(
    one: Callable[[Any], None], other: Callable[[Any], None], asked: Sequence[Any]
) -> tuple[list[float], list[float]]:
    """The milliseconds of each question to both, in turns; the first tenth only warms up."""
    found: tuple[list[float], list[float]] = ([], [])
    for question in asked:
        for times, way in zip(found, (one, other), strict=True):
            times.append(timed(partial(way, question)) * 1000)
    warm = len(asked) // 10
    return found[0][warm:], found[1][warm:]


def while_changing(engine: TantivyEngine, folder: Path, changes: int) -> tuple[list[float], str]:
    """The milliseconds of questions while another process writes, and the memory that it took, in MB."""
    command = [sys.executable, "-m", "bench.engines", "--write", str(folder), "--changes", str(changes)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    times = []
    for number in range(1_000_000):
        for language, text in questions(20, seed=1000 + number):
            times.append(timed(partial(ask, engine, language, text)) * 1000)
        if writer.poll() is not None:
            break
    if writer.returncode:
        raise SystemExit("Writing changes failed.")
    return times, writer.communicate()[0].strip()


def write(folder: Path, changes: int) -> int:
    """Works changes off as the worker does, batch by batch."""
    engine, chance = TantivyEngine(folder), random.Random(3)
    for start in range(0, changes, AT_ONCE):
        changed = [document(number, chance) for number in range(start, start + AT_ONCE)]
        engine.apply(Changes(frozenset(one.record for one in changed), changed))
    print(resident())
    return 0


def timed(do: Callable[[], Any]) -> float:
    """Seconds."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def percentile(times: Sequence[float], share: float) -> float:
    """What this share of the times does not exceed."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def show(name: str, value: float, bound: float, *, least: bool = False) -> int:
    """One figure beside its bound; 1 where it is missed."""
    met = value >= bound if least else value <= bound
    print(
        f"  {name:44} {value:8.2f}  ({'at least' if least else 'at most'} {bound:.2f})  {'ok' if met else 'MISSED'}",
        flush=True,
    )
    return 0 if met else 1


def resident() -> int:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1000


def megabytes(folder: Path) -> int:
    """What a folder takes on the disk."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
