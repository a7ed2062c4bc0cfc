"""`manage.py search evaluate`: how well and how fast a judged collection is searched."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError, OutputWrapper

from search.engines import ENGINES, temporary_engine
from search.engines.base import DEEPEST, EngineUnavailableError, RebuildError
from search.evaluation.asking import DEPTH, Answers, answers
from search.evaluation.collection import LANGUAGE, Collection, CollectionError, read
from search.evaluation.measures import MeasuresMissingError, library, measured

WRONG_INPUT: Final = 2  # the exit status
SAY_EVERY: Final = 5.0  # seconds, where lines can't be written over
TAG: Final = "passerelle"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command understands."""
    parser.add_argument("folder", type=Path, help="A folder with docs.jsonl, queries.tsv and qrels.txt.")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="Which engine to measure.")
    parser.add_argument("--language", type=_language, metavar="xx", help="What readers read, and texts that don't say.")
    parser.add_argument("--limit", type=_depth, default=DEPTH, metavar="N", help=f"Results per query: {DEPTH}.")
    parser.add_argument("--run", type=Path, metavar="FILE", help="Write the rankings to a TREC run file.")
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")


def evaluate(options: Mapping[str, Any], output: OutputWrapper, errors: OutputWrapper) -> None:
    """Measures and prints; progress goes to the errors' stream. Raises CommandError, status 2 for wrong files."""
    progress = Progress(errors)
    try:
        collection = read(options["folder"])
        if options["run"]:
            write_run(options["run"], {})  # to know before the long work whether it can be written
        ir_measures = library(progress.say)
        with (
            tempfile.TemporaryDirectory(prefix="passerelle-evaluate-") as folder,
            temporary_engine(options["engine"], Path(folder)) as engine,
        ):
            found = answers(engine, collection, options["language"] or "", options["limit"], progress)
    except CollectionError as error:
        raise CommandError(str(error), returncode=WRONG_INPUT) from error
    except (MeasuresMissingError, EngineUnavailableError, RebuildError) as error:
        raise CommandError(str(error)) from error
    finally:
        progress.end()
    for note in _notes(collection, options["limit"]):
        progress.say(note)
    if options["run"]:
        write_run(options["run"], found.rankings)
    numbers = measured(ir_measures, collection.judged, found.rankings) | speeds(found)
    output.write(json.dumps(numbers) if options["json"] else _table(collection, found, numbers))


def speeds(found: Answers) -> dict[str, float]:
    """How fast it was."""
    return {
        "documents_per_second": round(found.documents_per_second, 1),
        **{f"p{share}_ms": round(found.percentile(share / 100), 3) for share in (50, 95, 99)},
    }


def write_run(path: Path, rankings: Mapping[str, Sequence[tuple[str, float]]]) -> None:
    """A TREC run. Its scores count the places backwards: tools that sort by score keep the order, ties included.

    Tabs stand between the cells of a line where an id has a space.
    """
    try:
        with path.open("w", encoding="utf-8") as file:
            for query, ranking in rankings.items():
                for place, (document, _score) in enumerate(ranking, 1):
                    cells = (query, "Q0", document, str(place), str(len(ranking) - place + 1), TAG)
                    spaced = any(len(cell.split()) != 1 for cell in cells)
                    file.write(("\t" if spaced else " ").join(cells) + "\n")
    except OSError as error:
        raise CommandError(f"The run could not be written: {error}", returncode=WRONG_INPUT) from error


class Progress:
    """Says how far things are: over and over on one line of a terminal, else now and then on a new one."""

    def __init__(self, errors: OutputWrapper) -> None:
        self._errors = errors
        self._open = False
        self._said = time.monotonic()

    def __call__(self, doing: str, done: int, expected: int) -> None:
        now = time.monotonic()
        on_terminal = self._errors.isatty()
        if done < expected and now - self._said < (0.1 if on_terminal else SAY_EVERY):
            return
        self._said = now
        before, after = ("\r", "") if on_terminal else ("", "\n")
        self._errors.write(f"{before}{done:,} of {expected:,} {doing}", ending=after)
        self._errors.flush()
        self._open = on_terminal

    def say(self, sentence: str) -> None:
        """A sentence of its own."""
        self.end()
        self._errors.write(sentence)

    def end(self) -> None:
        """Leaves the line that is written over."""
        if self._open:
            self._errors.write("")
            self._open = False


def _notes(collection: Collection, depth: int) -> list[str]:
    """What somebody who reads the numbers should know."""
    notes = []
    known = set(collection.ids)
    missing = sum(document not in known for grades in collection.judged.values() for document in grades)
    if missing:
        notes.append(f"{missing} judgements name documents that are not in the collection: they count as not found.")
    if others := len(collection.judgements) - len(collection.judged):
        notes.append(f"{others} judged queries are not among the queries: they are left out.")
    if unjudged := len(collection.queries) - len(collection.judged):
        notes.append(f"{unjudged} queries have no judgement: they were asked, and count for the times alone.")
    if depth < DEPTH:
        notes.append(f"Only {depth} results per query were looked at: recall@100 is that of these.")
    return notes


def _table(collection: Collection, found: Answers, numbers: Mapping[str, float]) -> str:
    lines = [
        f"{found.documents:,} documents, {len(collection.queries):,} queries, {len(collection.judged):,} of them judged"
    ]
    for name, label in (
        ("ndcg@10", "nDCG@10"),
        ("mrr@10", "MRR@10"),
        ("recall@10", "recall@10"),
        ("recall@100", "recall@100"),
    ):
        lines.append(f"{label:<14}{numbers[name]:>10.4f}")
    lines.append(f"{'documents/s':<14}{numbers['documents_per_second']:>10,.0f}")
    lines += [f"{f'p{share} ms':<14}{numbers[f'p{share}_ms']:>10.2f}" for share in (50, 95, 99)]
    return "\n".join(lines)


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not the code of a language, such as de")
    return text


def _depth(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= DEEPEST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {DEEPEST}")
    return int(text)
