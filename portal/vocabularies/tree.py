"""A vocabulary as a tree, from the words in memory: where each concept stands, what is beside it, and what a step moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from portal.vocabularies.snapshot import ConceptEntry, Vocabulary

DEEPEST: Final = 8  # what lies deeper is drawn as if it stood there
STEPS: Final = ("up", "down", "in", "out")


@dataclass(frozen=True)
class Row:
    """A concept in one of its places."""

    entry: ConceptEntry
    parent: int | None
    level: int
    before: ConceptEntry | None  # its neighbours on the same level
    after: ConceptEntry | None
    after_parent: ConceptEntry | None
    grandparent: int | None
    used: int = 0

    @property
    def steps(self) -> dict[str, bool]:
        """Where it can go from here."""
        return {
            "up": self.before is not None,
            "down": self.after is not None,
            "in": self.before is not None,
            "out": self.parent is not None,
        }

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.entry.id}:{self.parent or ''}"

    @property
    def words(self) -> list[tuple[str, str, str, tuple[str, ...]]]:
        """For each language of the content its code, its name, the preferred word, and others."""
        entry = self.entry
        return [
            (code, name, entry.labels.get(code, ""), entry.alternatives.get(code, ()))
            for code, name in settings.CONTENT_LANGUAGES
        ]

    @property
    def missing(self) -> list[str]:
        """The languages without a preferred word."""
        return [code for code, _name, word, _others in self.words if not word]


def rows_of(known: Vocabulary, scheme: str, used: Mapping[int, int] | None = None) -> list[Row]:
    """A scheme's concepts in the order of the tree. What has several broader concepts stands below each; what lies in a circle, at the top."""
    own = {one.id: one for one in known.by_scheme.get(scheme, ())}
    below: dict[int | None, list[ConceptEntry]] = {}
    for one in own.values():
        parents: list[int | None] = [key for key in one.broader if key in own]
        for parent in parents or [None]:
            below.setdefault(parent, []).append(one)
    found = list(_branch(below, None, (), None, used or {}))
    shown = {row.entry.id for row in found}
    lost = [one for one in own.values() if one.id not in shown]
    return found + [Row(one, None, 1, None, None, None, None, (used or {}).get(one.id, 0)) for one in lost]


def _branch(
    below: Mapping[int | None, Sequence[ConceptEntry]],
    parent: int | None,
    path: tuple[int, ...],
    after_parent: ConceptEntry | None,
    used: Mapping[int, int],
) -> Iterator[Row]:
    siblings = below.get(parent, ())
    for number, one in enumerate(siblings):
        if one.id in path:
            continue
        before = siblings[number - 1] if number else None
        after = siblings[number + 1] if number + 1 < len(siblings) else None
        grandparent = path[-2] if len(path) > 1 else None
        level = min(len(path) + 1, DEEPEST)
        yield Row(one, parent, level, before, after, after_parent, grandparent, used.get(one.id, 0))
        yield from _branch(below, one.id, (*path, one.id), after, used)


def step(row: Row, name: str, rows: Sequence[Row]) -> dict[str, Any] | None:
    """Where a step leads: below which concept, and before which (`changing.move`); None where there is no way."""
    if not row.steps.get(name):
        return None
    match name:
        case "up":
            return {"under": row.parent, "before": row.before and row.before.id}
        case "down":
            beside = next(
                (one for one in rows if one.parent == row.parent and row.after and one.entry.id == row.after.id), None
            )
            return {"under": row.parent, "before": beside.after.id if beside and beside.after else None}
        case "in":
            return {"under": row.before and row.before.id, "before": None}
        case _:
            return {"under": row.grandparent, "before": row.after_parent and row.after_parent.id}
