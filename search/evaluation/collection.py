"""A judged collection in a folder: documents, queries, and which documents answer which query.

`docs.jsonl` may be larger than memory: it is read line by line and only its ids are kept.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

DOCUMENTS: Final = "docs.jsonl"
QUERIES: Final = "queries.tsv"
JUDGEMENTS: Final = "qrels.txt"
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_SHOWN: Final = 60
A_DOCUMENT: Final = (
    'a JSON object such as {"id": "d1", "title": "…", "text": "…", "language": "de"}, the language optional'
)
A_QUERY: Final = "a query's id, a tab and its text"
A_JUDGEMENT: Final = "a query's id, 0, a document's id and a whole number (its grade), with spaces or tabs between"


class CollectionError(Exception):
    """A file that is not what it should be: which, where, and what was expected."""

    def __init__(self, file: str, line: int, expected: str, found: str = "") -> None:
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: expected {expected}." + (f" Found: {_shortened(found)}" if found else ""))


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """One document of a collection; the language is empty where the file names none."""

    id: str
    title: str
    text: str
    language: str


@dataclass(slots=True)
class Collection:
    """A folder's queries and judgements; its documents are read when they are asked for."""

    folder: Path
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]  # query, document: grade
    ids: list[str] = field(default_factory=list)  # of the documents read so far, in their order
    languages: Counter[str] = field(default_factory=Counter)  # of these documents; "" where none is named

    def documents(self) -> Iterator[JudgedDocument]:
        """The documents, one after the other. Raises CollectionError at the first that is none."""
        self.ids.clear()
        self.languages.clear()
        lines: dict[str, int] = {}
        for number, line in _lines(self.folder / DOCUMENTS, A_DOCUMENT):
            document = _document(number, line)
            if first := lines.get(document.id):
                expected = f"every id once, and line {first} has it already"
                raise CollectionError(DOCUMENTS, number, expected, document.id)
            lines[document.id] = number
            self.ids.append(document.id)
            self.languages[document.language] += 1
            yield document
        if not self.ids:
            raise CollectionError(DOCUMENTS, 0, f"at least one line, each {A_DOCUMENT}")

    def size(self) -> int:
        """About how many documents there are, for showing progress: the file's lines."""
        with (self.folder / DOCUMENTS).open("rb") as file:
            return sum(1 for _line in file)

    @property
    def judged(self) -> dict[str, dict[str, int]]:
        """The judgements of the queries that are asked."""
        return {query: dict(grades) for query, grades in self.judgements.items() if query in self.queries}


def read(folder: Path) -> Collection:
    """Opens a collection. Raises CollectionError where something is missing or wrong."""
    if not folder.is_dir():
        raise CollectionError(str(folder), 0, f"a folder with {DOCUMENTS}, {QUERIES} and {JUDGEMENTS}")
    for name, form in ((DOCUMENTS, A_DOCUMENT), (QUERIES, A_QUERY), (JUDGEMENTS, A_JUDGEMENT)):
        if not (folder / name).is_file():
            raise CollectionError(str(folder / name), 0, f"a file with lines, each {form}")
    collection = Collection(folder, _queries(folder / QUERIES), _judgements(folder / JUDGEMENTS))
    if not collection.judged:
        raise CollectionError(JUDGEMENTS, 0, f"judgements of at least one query of {QUERIES}")
    return collection


def _lines(path: Path, expected: str) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError:
                    raise CollectionError(path.name, number, f"UTF-8, {expected}", repr(raw)) from None
                if line.strip():
                    yield number, line
    except OSError as error:
        raise CollectionError(path.name, 0, "a file that can be read", str(error)) from error


def _document(number: int, line: str) -> JudgedDocument:
    try:
        read = json.loads(line)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise CollectionError(DOCUMENTS, number, A_DOCUMENT, line)
    identifier = read.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    language = read.get("language") or ""
    if not isinstance(identifier, str) or not identifier:
        raise CollectionError(DOCUMENTS, number, 'an "id" that is a string of at least one character', line)
    for name in ("title", "text"):
        if not isinstance(read.get(name), str):
            raise CollectionError(DOCUMENTS, number, f'a "{name}" that is a string', _of(read, name))
    if not isinstance(language, str) or (language and not LANGUAGE.fullmatch(language)):
        raise CollectionError(DOCUMENTS, number, 'a "language" that is a code such as "de"', _of(read, "language"))
    return JudgedDocument(identifier, read["title"], read["text"], language)


def _of(read: dict[str, Any], name: str) -> str:
    return json.dumps(read[name], ensure_ascii=False) if name in read else "nothing"


def _queries(path: Path) -> dict[str, str]:
    queries: dict[str, str] = {}
    for number, line in _lines(path, A_QUERY):
        identifier, tab, text = line.partition("\t")
        identifier = identifier.strip()
        if not (tab and identifier and text.strip()):
            raise CollectionError(QUERIES, number, A_QUERY, line)
        if identifier in queries:
            raise CollectionError(QUERIES, number, "every id once, and an earlier line has it already", identifier)
        queries[identifier] = text
    if not queries:
        raise CollectionError(QUERIES, 0, f"at least one line, each {A_QUERY}")
    return queries


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = {}
    for number, line in _lines(path, A_JUDGEMENT):
        cells = [cell.strip() for cell in line.split("\t")] if line.count("\t") == 3 else line.split()
        grade = _grade(cells)
        if grade is None:
            raise CollectionError(JUDGEMENTS, number, A_JUDGEMENT, line)
        grades = judgements.setdefault(cells[0], {})
        if grades.setdefault(cells[2], grade) != grade:
            raise CollectionError(
                JUDGEMENTS, number, "one grade for a query's document; an earlier line has another", line
            )
    return judgements


def _grade(cells: list[str]) -> int | None:
    if len(cells) != 4 or not all(cells):
        return None
    try:
        return int(cells[3])
    except ValueError:
        return None


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
