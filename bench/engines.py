"""`python -m bench.engines`: the embedded engine alone, at 100,000 documents, beside the bare library with the same texts.

Everything is measured in one run, in turns. `--sizes 100000 1000000` adds what a million documents cost, `--alone` leaves the bare library
out, `--cpu` counts the time of the processor instead of the clock's, for a machine that has other work.
"""

from __future__ import annotations

import argparse
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import django

django.setup()

import tantivy  # noqa: E402
from django.utils import timezone  # noqa: E402
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer  # noqa: E402

from bench.documents import FACETS, LANGUAGES, document, documents, questions  # noqa: E402
from search.analysis import STEMMED_LANGUAGES  # noqa: E402
from search.documents import SearchDocument  # noqa: E402
from search.engines.base import Changes, FacetRequest, SearchEngine, SearchRequest, SearchResults  # noqa: E402
from search.engines.tantivy import TantivyEngine  # noqa: E402
from search.engines.tantivy_building import BUILDING_HEAP  # noqa: E402

ASKED: Final = 300
CHANGES: Final = 10_000
AT_ONCE: Final = 100
UNSTEMMED: Final = ("cs", "pl")  # by the library itself
LONGEST: Final = 50.0  # milliseconds, of nineteen questions of twenty

clocks: list[Callable[[], float]] = [time.perf_counter]  # the last one counts


def main() -> int:
    """Builds, measures and prints; 0 when every target is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    parser.add_argument("--changes", type=int, default=CHANGES)
    parser.add_argument("--alone", action="store_true", help="without the bare library")
    parser.add_argument("--cpu", action="store_true", help="the processor's time instead of the clock's")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)  # the process that works changes off
    options = parser.parse_args()
    if options.write:
        return write(options.write, options.changes)
    if options.cpu:
        clocks.append(time.process_time)
    missed, slowest = 0, {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="passerelle-engines-") as folder:
            found, slowest[size] = measured(Path(folder), size, options.changes, alone=options.alone)
            missed += found
    if len(slowest) > 1:
        first, last = min(slowest), max(slowest)
        print(f"\nfrom {first:,} to {last:,} documents")
        missed += show("a question, nineteen of twenty (ms)", slowest[last], min(10 * slowest[first], LONGEST))
    return 1 if missed else 0


def measured(folder: Path, size: int, changes: int, *, alone: bool) -> tuple[int, float]:
    """Everything about one size; how many targets were missed, and the slowest of twenty questions in milliseconds."""
    print(f"\n{size:,} documents", flush=True)
    given, missed = list(documents(size)), 0  # generating them would be measured, and be done while a writer is at work
    gc.freeze()  # as the server does
    engine, bare = TantivyEngine(folder / "own"), None if alone else Bare(folder / "bare")
    own = timed(lambda: engine.rebuild(given, lambda records: Changes(records), lambda _done: None))
    print(f"  rebuild                      {size / own:8.0f} documents/s, {megabytes(folder / 'own')} MB")
    if bare:
        split = timed(lambda: bare.fill(given))
        print(f"  bare bulk, split in words    {size / split:8.0f} documents/s, {megabytes(folder / 'bare')} MB")
        stemmed = timed(lambda: Bare(folder / "stemmed", stemmed=True).fill(given))
        print(f"  stemmed, texts stored        {size / stemmed:8.0f} documents/s, {megabytes(folder / 'stemmed')} MB")
        missed += show("rebuild, of the rate with stems and texts", stemmed / own, 0.5, least=True)
    given.clear()
    ways: list[Callable[[Any], None]] = [partial(asked_of, engine), *([bare.asked] if bare else [])]
    ours, *theirs = turns(ways, questions(ASKED))
    for name, share in (("half", 0.5), ("nineteen of twenty", 0.95)):
        bound = 1.3 * percentile(theirs[0], share) + 1 if theirs else LONGEST
        missed += show(f"a question with 5 facets, {name} (ms)", percentile(ours, share), bound)
    marked = turns([partial(shown_by, engine)], questions(ASKED, seed=12))[0]
    print(f"  a question, its words marked in twenty texts, half (ms)  {percentile(marked, 0.5):.2f}")
    ask(engine, "en", "")
    landing = [timed(lambda: ask(engine, "en", "")) * 1000 for _turn in range(20)]
    missed += show("everything with 5 facets, half (ms)", percentile(landing, 0.5), 2.0)
    typed = turns([partial(typed_into, engine)], questions(ASKED, seed=13))[0]
    for name, share in (("half", 0.5), ("nineteen of twenty", 0.95)):
        missed += show(f"suggestions, {name} (ms)", percentile(typed, share), 5.0)
    quiet = percentile(ours, 0.95)
    busy, memory = while_changing(engine, folder / "own", changes)
    missed += show(f"while {changes:,} changes are written, 19 of 20", percentile(busy, 0.95) / quiet, 2.5)
    print(f"  the process that wrote them took {memory} MB, this one {resident()} MB")
    return missed, quiet


def asked_of(engine: SearchEngine, question: tuple[str, str]) -> None:
    """One question in its language."""
    ask(engine, *question)


def shown_by(engine: SearchEngine, question: tuple[str, str]) -> None:
    """One question, and its results as a page shows them."""
    for hit in ask(engine, *question).hits:
        assert hit.shown


def typed_into(engine: SearchEngine, question: tuple[str, str]) -> None:
    """What the first letters of a question may become, a slip of the finger in every other one."""
    language, text = question
    begun = text[: 3 + len(text) % 6]
    if len(text) % 2:
        begun = begun[:2] + begun[3:]
    engine.suggest(SearchRequest(text=begun, now=timezone.now(), languages=(language,)))


def ask(engine: SearchEngine, language: str, text: str) -> SearchResults:
    """A page of results as a list asks for it."""
    facets = [FacetRequest(name, 48) for name in FACETS]
    results = engine.search(SearchRequest(text=text, now=timezone.now(), facets=facets, languages=(language,)))
    assert not results.unavailable
    return results


class Bare:
    """The library without anything of ours: the same texts split in words, one query, the same counts.

    `stemmed`: it also does what a search in many languages can't do without: each text by the library's own stemmer of its language
    (it has none for Czech and Polish), kept to be shown.
    """

    def __init__(self, folder: Path, *, stemmed: bool = False) -> None:
        self.languages = LANGUAGES if stemmed else ()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("audience", tokenizer_name="raw", index_option="basic")
        for name in ("title", "body"):
            for language in self.languages:
                builder.add_text_field(f"{name}_{language}", stored=True, tokenizer_name=language)
            builder.add_text_field(name, tokenizer_name="default", index_option="position")
        builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        folder.mkdir()
        self.index = tantivy.Index(self.schema, path=str(folder))
        for language in self.languages:
            self.index.register_tokenizer(language, analyzer(language))

    def fill(self, given: Sequence[SearchDocument]) -> None:
        """Adds them all in one commit."""
        writer = self.index.writer(BUILDING_HEAP, 1)
        for one in given:
            made = tantivy.Document()
            made.add_text("audience", one.audience)
            suffix = f"_{one.texts[0].language}" if self.languages else ""
            made.add_text(f"title{suffix}", one.texts[0].title)
            made.add_text(f"body{suffix}", f"{one.texts[0].summary} {one.texts[0].body}")
            made.add_json("facets", one.all_facets)
            made.add_text("stored", one.id)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def asked(self, question: tuple[str, str]) -> None:
        """Twenty results for any of the words, whatever their language, and the counts."""
        _language, text = question
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


def analyzer(language: str) -> tantivy.TextAnalyzer:
    """The library's own way to take a text of a language apart."""
    built = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).filter(Filter.lowercase())
    if language not in UNSTEMMED:
        built = built.filter(Filter.stemmer(STEMMED_LANGUAGES[language]))
    return built.filter(Filter.ascii_fold()).build()


def turns(ways: Sequence[Callable[[Any], None]], asked: Sequence[Any]) -> list[list[float]]:
    """The milliseconds of each question to each, in turns; the first tenth only warms up."""
    found: list[list[float]] = [[] for _way in ways]
    for question in asked:
        for times, way in zip(found, ways, strict=True):
            times.append(timed(partial(way, question)) * 1000)
    return [times[len(asked) // 10 :] for times in found]


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
    clock = clocks[-1]
    started = clock()
    do()
    return clock() - started


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
