"""Records as CSV (RFC 4180), a line each, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from portal.vocabularies.snapshot import ConceptEntry
from practices.claims.download import safe
from practices.exports.entries import Entry
from practices.kinds import KINDS
from practices.records.found import kind_names

COLUMNS: Final = (
    "identifier", "kind", "title", "summary", "language", "languages", "countries", "themes", "for_whom", "settings", "stages",
    "needs", "topics", "programmes", "period", "known_in", "historical", "evidence", "peer_reviewed", "self_reported",
    "last_reviewed", "last_changed", "address", "stable_address",
)  # fmt: skip
SCHEMES: Final = ("theme", "target_group", "setting", "stage", "need", "topic", "programme_round")
SEPARATOR: Final = "; "


def header() -> str:
    """The names of the columns."""
    return text_of([COLUMNS])


def line(entry: Entry) -> str:
    """One record. Labels are in the reader's language; no cell is a formula."""
    cells = [
        entry.identifier,
        kind_label(entry.kind),
        entry.title,
        entry.summary,
        entry.language,
        SEPARATOR.join(entry.languages),
        SEPARATOR.join(place.name() for place in entry.countries),
        *(labels(entry.concepts.get(scheme, ())) for scheme in SCHEMES),
        str(entry.period or ""),
        str(entry.known_in or ""),
        answer(entry.historical if entry.kind in KINDS and not entry.restricted else None),
        entry.evidence,
        answer(entry.peer_reviewed),
        answer(entry.self_reported),
        entry.reviewed_on.isoformat() if entry.reviewed_on else "",
        entry.changed_at.date().isoformat() if entry.changed_at else "",
        entry.url,
        entry.stable_url,
    ]
    return text_of([[safe(cell) for cell in cells]])


def kind_label(kind: str) -> str:
    """The name of a kind in the reader's language."""
    return str(kind_names().get(kind, kind))


def labels(concepts: Sequence[ConceptEntry]) -> str:
    """Concepts in words."""
    return SEPARATOR.join(concept.label() for concept in concepts)


def answer(value: bool | None) -> str:
    """Yes, no, or nothing where the question is not asked."""
    return "" if value is None else ("yes" if value else "no")


def text_of(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as text, quoted where they must be."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    return made.getvalue()
