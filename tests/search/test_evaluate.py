"""`manage.py search evaluate`: measures as others compute them, an index of its own, wrong files named by line."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from search.engines import engine
from search.evaluation import measures
from search.evaluation.asking import request
from search.lists import result_list

KEYS = ["ndcg@10", "mrr@10", "recall@10", "recall@100", "documents_per_second", "p50_ms", "p95_ms", "p99_ms"]
DOCUMENTS = [
    {"id": "a b:1", "title": "Gardens", "text": "Work in the prison's garden."},
    {"id": "http://d/2?", "title": "Housing", "text": "Where to live after prison."},
    {"id": "drei", "title": "Wohnungen", "text": "Die Wohnung nach der Haft.", "language": "de"},
    {"id": "4", "title": "", "text": "Bread and water."},
]
QUERIES = ["g\tgarden work", "h\thousing", "w\tWohnung", "n\tzzzzz"]
JUDGEMENTS = ["g\t0\ta b:1\t2", "h 0 http://d/2? 1", "h 0 drei 1", "w 0 drei 1", "n 0 4 1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small collection whose ids have spaces and colons."""
    return collection(tmp_path / "collection", DOCUMENTS, QUERIES, JUDGEMENTS)


def collection(folder: Path, documents: Sequence[Any], queries: Sequence[str], judgements: Sequence[str]) -> Path:
    folder.mkdir()
    lines = [one if isinstance(one, str) else json.dumps(one) for one in documents]
    for name, content in (("docs.jsonl", lines), ("queries.tsv", queries), ("qrels.txt", judgements)):
        (folder / name).write_text("".join(f"{line}\n" for line in content), encoding="utf-8")
    return folder


def evaluate(folder: Path, *arguments: str) -> tuple[str, str]:
    output, errors = io.StringIO(), io.StringIO()
    call_command("search", "evaluate", str(folder), *arguments, stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def numbers(folder: Path, *arguments: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(evaluate(folder, "--json", *arguments)[0])
    return found


def test_json_has_exactly_the_agreed_keys_and_the_known_values(folder: Path) -> None:
    found = numbers(folder)
    assert list(found) == KEYS
    assert found["mrr@10"] == pytest.approx(3 / 4)
    assert found["recall@10"] == found["recall@100"] == pytest.approx((1 + 0.5 + 1 + 0) / 4)
    assert found["ndcg@10"] == pytest.approx((1 + 1 / (1 + 0.63093) + 1 + 0) / 4, abs=1e-4)
    assert found["documents_per_second"] > 0
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]


def test_people_get_a_table_and_progress_apart(folder: Path) -> None:
    output, errors = evaluate(folder)
    assert "4 documents, 4 queries, 4 of them judged" in output
    assert "nDCG@10" in output
    assert "p99 ms" in output
    assert "4 of 4 documents indexed" in errors
    assert "indexed" not in output


def test_a_run_keeps_order_and_ids_whatever_they_are(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.txt"
    evaluate(folder, "--run", str(run))
    lines = run.read_text(encoding="utf-8").splitlines()
    assert "h Q0 http://d/2? 1 1 passerelle" in lines
    assert "g\tQ0\ta b:1\t1\t1\tpasserelle" in lines
    by_query: dict[str, list[tuple[int, float]]] = {}
    for line in lines:
        query, _q0, _document, place, score, _tag = line.split("\t" if "\t" in line else " ")
        by_query.setdefault(query, []).append((int(place), float(score)))
    for ranking in by_query.values():
        assert [place for place, _score in ranking] == list(range(1, len(ranking) + 1))
        scores = [score for _place, score in ranking]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) == len(scores)


def test_a_ranking_is_as_deep_as_the_limit(tmp_path: Path) -> None:
    documents = [{"id": f"d{number}", "title": "Work", "text": "prison"} for number in range(130)]
    judgements = [f"q 0 d{number} 1" for number in range(130)]
    folder = collection(tmp_path / "many", documents, ["q\twork"], judgements)
    run = tmp_path / "run.txt"
    assert numbers(folder, "--run", str(run))["recall@100"] == pytest.approx(100 / 130)
    assert len(run.read_text().splitlines()) == 100
    evaluate(folder, "--limit", "7", "--run", str(run))
    assert len(run.read_text().splitlines()) == 7


def test_any_text_is_a_query(tmp_path: Path) -> None:
    queries = [
        "s\tto be or not to be",
        f"l\t{'prison ' * 290}",
        'o\tAND OR NOT ( "a -b* kind:x ^2 ~ \\ ) && || [1 TO',
        "t\tone\ttwo",
    ]
    judgements = [f"{name} 0 d 1" for name in "slot"]
    text = "To be or not to be in prison: a not b and x or one two"
    folder = collection(tmp_path / "odd", [{"id": "d", "title": "", "text": text}], queries, judgements)
    assert numbers(folder)["recall@10"] >= 0.5  # the words that nothing surrounds
    assert "4 queries, 4 of them judged" in evaluate(folder)[0]


def test_the_live_index_is_left_alone(folder: Path, own_index: Path) -> None:
    evaluate(folder)
    assert not own_index.exists()
    assert not engine().status().available


def test_the_database_is_not_needed(folder: Path) -> None:
    """This test has no access to it: asking would fail."""
    assert numbers(folder)["mrr@10"] > 0


@pytest.mark.django_db
def test_a_query_is_asked_as_a_list_of_results_asks_it(rf: RequestFactory) -> None:
    typed = "  work  “after prison”  " + "x" * 2_000
    page = rf.get("/de/search/", {"q": typed}, headers={"accept-language": "de"})
    page.user = AnonymousUser()
    listed = result_list(page)._request
    asked = request(typed, "de")
    assert (asked.text, asked.limit, list(asked.facets), asked.sort) == (
        listed.text, listed.limit, list(listed.facets), listed.sort,
    )  # fmt: skip
    assert asked.audiences == listed.audiences
    assert asked.languages[0] == listed.languages[0] == "de"


@pytest.mark.parametrize(
    ("language", "found"), [("de", 1.0), ("en", 0.0)], ids=["the language of the texts", "another"]
)
def test_the_language_is_that_of_texts_that_name_none(tmp_path: Path, language: str, found: float) -> None:
    documents = [{"id": "d", "title": "", "text": "Die Häuser der Gefangenen"}]
    folder = collection(tmp_path / "de", documents, ["q\tHaus"], ["q 0 d 1"])
    assert numbers(folder, "--language", language)["mrr@10"] == found


GOOD = {"id": "d", "title": "t", "text": "x"}
WRONG: list[tuple[str, str, str]] = [
    ("docs.jsonl", '{"id": "a"', "docs.jsonl, line 2: expected a JSON object"),
    ("docs.jsonl", "[1]", "docs.jsonl, line 2: expected a JSON object"),
    ("docs.jsonl", '{"title": "t", "text": "x"}', 'docs.jsonl, line 2: expected an "id"'),
    ("docs.jsonl", '{"id": "", "title": "t", "text": "x"}', 'docs.jsonl, line 2: expected an "id"'),
    ("docs.jsonl", '{"id": "b", "title": "t"}', 'docs.jsonl, line 2: expected a "text" that is a string. Found: nothing'),
    ("docs.jsonl", '{"id": "b", "title": 7, "text": "x"}', 'docs.jsonl, line 2: expected a "title" that is a string'),
    ("docs.jsonl", '{"id": "b", "title": "t", "text": "x", "language": "German!"}', 'line 2: expected a "language"'),
    ("docs.jsonl", json.dumps(GOOD), "docs.jsonl, line 2: expected every id once, and line 1 has it already"),
    ("queries.tsv", "q2 no tab", "queries.tsv, line 2: expected a query's id, a tab and its text"),
    ("queries.tsv", "q2\t ", "queries.tsv, line 2: expected a query's id, a tab and its text"),
    ("queries.tsv", "q\tagain", "queries.tsv, line 2: expected every id once"),
    ("qrels.txt", "q 0 d", "qrels.txt, line 2: expected a query's id, 0, a document's id and a whole number"),
    ("qrels.txt", "q 0 d high", "qrels.txt, line 2: expected"),
    ("qrels.txt", "q 0 d 3", "qrels.txt, line 2: expected one grade"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "line", "said"), WRONG)
def test_a_wrong_line_is_named(tmp_path: Path, file: str, line: str, said: str) -> None:
    folder = collection(tmp_path / "wrong", [GOOD], ["q\twords"], ["q 0 d 1"])
    with (folder / file).open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")
    refused(folder, said)


@pytest.mark.parametrize("file", ["docs.jsonl", "queries.tsv", "qrels.txt"])
@pytest.mark.parametrize("harm", ["missing", "empty", "latin-1"])
def test_a_wrong_file_is_named(tmp_path: Path, file: str, harm: str) -> None:
    folder = collection(tmp_path / "wrong", [GOOD], ["q\twords"], ["q 0 d 1"])
    match harm:
        case "missing":
            (folder / file).unlink()
        case "empty":
            (folder / file).write_text("\n\n")
        case "latin-1":
            (folder / file).write_bytes((folder / file).read_bytes() + "Straße\tß\n".encode("latin-1"))
    refused(folder, f"{file}, line 2: expected UTF-8" if harm == "latin-1" else file)


def test_a_missing_folder_and_an_unwritable_run_are_told(folder: Path, tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "expected a folder with docs.jsonl, queries.tsv and qrels.txt")
    refused(folder, "could not be written", "--run", str(tmp_path / "no" / "run.txt"))


def refused(folder: Path, said: str, *arguments: str) -> None:
    with pytest.raises(CommandError) as raised:
        evaluate(folder, *arguments)
    assert raised.value.returncode == 2
    assert said in str(raised.value)


def test_from_the_shell_wrong_files_end_with_2_and_one_line(tmp_path: Path) -> None:
    folder = collection(tmp_path / "wrong", ["nothing"], ["q\twords"], ["q 0 d 1"])
    command = [sys.executable, "manage.py", "search", "evaluate", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=measures.BOOTSTRAP.parent.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("CommandError: docs.jsonl, line 1: expected a JSON object")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["--limit", "0"], ["--limit", "x"], ["--language", "Deutsch!"], ["--engine", "none"]]
)
def test_wrong_options_are_refused(folder: Path, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        evaluate(folder, *arguments)


def test_a_missing_library_that_cannot_be_fetched_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hidden: Callable[..., Any] = importlib.import_module

    def without(name: str, *more: Any) -> Any:
        if name == "ir_measures":
            raise ImportError(name)
        return hidden(name, *more)

    monkeypatch.setattr(importlib, "import_module", without)
    monkeypatch.setattr(measures, "BOOTSTRAP", tmp_path / "no-such-script.py")
    with pytest.raises(CommandError, match="Run `make measures` and try again"):
        evaluate(folder)
