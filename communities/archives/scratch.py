"""Where an archive lies between being read and being kept: a file of its own, so that memory doesn't grow with the archive.

An archive may be in any order; here its topics are put together, oldest first, and in each topic answers after what they answer.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from communities.archives.reading import Place, Report, Said, Sent, clean, digest

SCHEMA: Final = """
CREATE TABLE said (
    number INTEGER PRIMARY KEY, identity TEXT UNIQUE, topic TEXT, reference TEXT, answers TEXT, created TEXT, file TEXT, line INTEGER, rest TEXT
);
"""
ELSEWHERE: Final = -1
CASES: Final = ("case", "protected case")  # what archives call the kind, however they write it
MISSING: Final = "it answers {!r}, which is not there; it is kept as an answer to nothing"
COLUMNS: Final = ("place", "topic", "reference", "answers", "created")
REST: Final = tuple(field.name for field in fields(Said) if field.name not in COLUMNS)


@dataclass(frozen=True, slots=True)
class Placed:
    """A post with its place among the others of its topic."""

    said: Said
    identity: str
    answers: str  # the identity of the post that it answers; empty: none
    created: datetime | None  # a moment for it where its own can't be right


class Scratch:
    """A database in a temporary folder that is gone with it."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="passerelle-archive-")
        self.database = sqlite3.connect(Path(self.folder.name) / "archive.sqlite3", isolation_level=None)
        self.database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *_error: Any) -> None:
        self.database.close()
        self.folder.cleanup()

    def fill(self, posts: Iterable[Said], report: Report) -> int:
        """Keeps the posts; returns how many. Of the same one read twice the second is left out, and told."""
        self.database.execute("BEGIN")
        for said in posts:
            self._keep(said, report)
        self.database.execute("COMMIT")
        return self._one("SELECT COUNT(*) FROM said")

    def topics(self) -> Iterator[str]:
        """What the archive calls its topics, oldest first."""
        self.database.execute("CREATE INDEX IF NOT EXISTS by_topic ON said (topic)")
        by_age = "SELECT topic FROM said GROUP BY topic ORDER BY MIN(created) IS NULL, MIN(created), MIN(number)"
        return (topic for (topic,) in self.database.execute(by_age))

    def is_case(self, topic: str) -> bool:
        """Whether any post of a topic says that it is a protected case."""
        kinds = "SELECT DISTINCT json_extract(rest, '$.kind') FROM said WHERE topic = ?"
        return any(kind.casefold() in CASES for (kind,) in self.database.execute(kinds, (topic,)))

    def posts(self, topic: str, report: Report) -> Iterator[Placed]:
        """The posts of a topic in their order."""
        for number, answers, created in in_order(self._outline(topic), report):
            said, identity = self._said(number)
            answered = self._identity(answers) if answers > 0 else ""
            if answers == ELSEWHERE and said.everywhere:
                answered = digest(said.answers)
            elif answers == ELSEWHERE:
                report.note(said.place, MISSING.format(said.answers[:80]))
            yield Placed(said, identity, answered, created)

    def settle(self, topics: Iterable[tuple[str, str, str]]) -> None:
        """Says which topics posts belong to and what they answer, by their references: for archives whose posts don't say it themselves."""
        self.database.execute("BEGIN")
        self.database.execute("CREATE INDEX IF NOT EXISTS by_reference ON said (reference)")
        for reference, topic, answers in topics:
            self.database.execute(
                "UPDATE said SET topic = ?, answers = ? WHERE reference = ?", (topic, answers, reference)
            )
        self.database.execute("COMMIT")

    def _keep(self, said: Said, report: Report) -> None:
        rest = {name: getattr(said, name) for name in REST}
        row: list[Any] = [
            said.identity,
            said.topic,
            said.reference,
            said.answers,
            said.created and said.created.isoformat(),
        ]
        row += [clean(str(said.place.file)), said.place.line, json.dumps(rest)]
        insert = "INSERT OR IGNORE INTO said (identity, topic, reference, answers, created, file, line, rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        if self.database.execute(insert, row).rowcount:
            return
        first = "SELECT file, line, rest FROM said WHERE identity = ?"
        file, line, kept = self.database.execute(first, (row[0],)).fetchone()
        if json.loads(kept)["text"] == said.text:
            report.skip(said.place, f"the same post as in {file}:{line}")
            return
        row[0] = digest(said.identity, said.text)  # its id is taken: it is a post of its own
        if not self.database.execute(insert, row).rowcount:
            report.skip(said.place, "the same post stands before")

    def _outline(self, topic: str) -> list[Line]:
        rows = "SELECT number, reference, answers, created, file, line FROM said WHERE topic = ? ORDER BY number"
        return [Line(*row) for row in self.database.execute(rows, (topic,))]

    def _said(self, number: int) -> tuple[Said, str]:
        row = "SELECT identity, topic, reference, answers, created, file, line, rest FROM said WHERE number = ?"
        identity, topic, reference, answers, created, file, line, rest = self.database.execute(
            row, (number,)
        ).fetchone()
        more = cast(dict[str, Any], json.loads(rest))
        more |= {"tags": tuple(more["tags"]), "subjects": tuple(more["subjects"])}
        more["files"] = tuple(Sent(*one) for one in more["files"])
        moment = datetime.fromisoformat(created) if created else None
        place = Place(Path(file), line)
        return Said(place=place, topic=topic, reference=reference, answers=answers, created=moment, **more), identity

    def _identity(self, number: int) -> str:
        return cast(str, self.database.execute("SELECT identity FROM said WHERE number = ?", (number,)).fetchone()[0])

    def _one(self, query: str) -> int:
        return int(self.database.execute(query).fetchone()[0])


@dataclass(frozen=True, slots=True)
class Line:
    """What must be known of a post to order its topic."""

    number: int
    reference: str
    answers: str
    created: str | None
    file: str
    line: int

    @property
    def place(self) -> Place:
        return Place(Path(self.file), self.line)


def in_order(lines: list[Line], report: Report) -> Iterator[tuple[int, int, datetime | None]]:
    """The posts of a topic by their moments, but none before what it answers: (number, number of what it answers, moment), 0 for those
    that answer nothing, ELSEWHERE for those that answer what is not here.

    A post whose own moment can't be right stands after the one before it in the file, with its moment. Where posts answer each
    other in a circle, that is told, and one of them answers nothing.
    """
    moments = _moments(lines)
    parents = _parents(lines, report)
    children: dict[int, list[int]] = {}
    for index, parent in parents.items():
        children.setdefault(parent, []).append(index)
    ready = [(moments[index] or "", index) for index in range(len(lines)) if index not in parents]
    heapq.heapify(ready)
    done, cut = set[int](), set[int]()
    left = iter(sorted(range(len(lines)), key=lambda index: (moments[index] or "", index)))
    while len(done) < len(lines):
        if not ready:
            index = next(index for index in left if index not in done)
            report.note(lines[index].place, "it answers itself, or an answer to it; it is kept as an answer to nothing")
            del parents[index]
            cut.add(index)
            ready.append((moments[index] or "", index))
        _moment, index = heapq.heappop(ready)
        if index in done:
            continue
        done.add(index)
        created = moments[index]
        missing = ELSEWHERE if lines[index].answers and index not in cut else 0
        answered = lines[parents[index]].number if index in parents else missing
        yield lines[index].number, answered, datetime.fromisoformat(created) if created else None
        for child in children.get(index, ()):
            if child not in done and parents.get(child) == index:
                heapq.heappush(ready, (moments[child] or "", child))


def _moments(lines: list[Line]) -> list[str | None]:
    """The moment of each post; of one that has none, that of the one before it in the file, at the beginning the one after."""
    before, found = next((line.created for line in lines if line.created), None), list[str | None]()
    for line in lines:
        before = line.created or before
        found.append(before)
    return found


def _parents(lines: list[Line], report: Report) -> dict[int, int]:
    """Which post answers which, by their places in the list."""
    named: dict[str, int] = {}
    for index, line in enumerate(lines):
        if line.reference and named.setdefault(line.reference, index) != index:
            first = lines[named[line.reference]].place
            report.note(line.place, f"its id {line.reference[:80]!r} is that of {first}, to which answers go")
    parents: dict[int, int] = {}
    for index, line in enumerate(lines):
        if not line.answers:
            continue
        answered = named.get(line.answers)
        if answered is None and not named and line.answers.isdecimal() and 0 < len(line.answers) < 9:
            answered = int(line.answers) - 1 if 0 < int(line.answers) <= len(lines) else None
        if answered is not None:
            parents[index] = answered
    return parents
