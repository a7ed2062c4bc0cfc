"""The kinds of file that records can be downloaded as. Each is written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from practices.exports import table
from practices.exports.citations import bibtex, csl_text, ris
from practices.exports.entries import Entry


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `before`, `between` and `after` stand around what `write` makes of each record."""

    label: str
    extension: str  # of the address and the file
    content_type: str
    write: Callable[[Entry], str]
    before: str = ""
    between: str = ""
    after: str = ""


def brief(entry: Entry) -> dict[str, Any]:
    """A record in short, as JSON: what lists of the API say of it, too."""
    return {
        "identifier": entry.identifier,
        "kind": entry.kind,
        "kind_label": table.kind_label(entry.kind),
        "title": entry.title,
        "summary": entry.summary,
        "language": entry.language,
        "languages": list(entry.languages),
        "restricted": entry.restricted,
        "countries": [{"code": place.code, "label": place.name()} for place in entry.countries],
        "concepts": [
            {"scheme": scheme, "code": concept.code, "label": concept.label()}
            for scheme, concepts in entry.concepts.items()
            for concept in concepts
        ],
        "period": str(entry.period) if entry.period else None,
        "known_in": entry.known_in,
        "historical": entry.historical,
        "evidence": entry.evidence or None,
        "peer_reviewed": entry.peer_reviewed,
        "self_reported": entry.self_reported,
        "reviewed_on": entry.reviewed_on.isoformat() if entry.reviewed_on else None,
        "published_at": entry.published_at.isoformat() if entry.published_at else None,
        "changed_at": entry.changed_at.isoformat() if entry.changed_at else None,
        "url": entry.url,
        "stable_url": entry.stable_url,
    }


def brief_text(entry: Entry) -> str:
    """The same as text."""
    return json.dumps(brief(entry), ensure_ascii=False)


FORMATS: Final[Mapping[str, Format]] = {
    one.extension: one
    for one in (
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        Format("CSV", "csv", "text/csv; charset=utf-8", table.line, "\ufeff" + table.header()),
        Format("RIS", "ris", "application/x-research-info-systems; charset=utf-8", ris),
        Format("BibTeX", "bib", "application/x-bibtex; charset=utf-8", bibtex, between="\n"),
        Format("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", csl_text, "[\n", ",\n", "\n]\n"),
        Format("JSON", "json", "application/json", brief_text, "[\n", ",\n", "\n]\n"),
    )
}
EXTENSIONS: Final = "|".join(extension.replace(".", r"\.") for extension in FORMATS)


def written(format_: Format, batches: Iterable[Iterable[Entry]]) -> Iterator[bytes]:
    """A whole file, a piece for each batch."""
    begun = False
    yield format_.before.encode()
    for batch in batches:
        pieces = []
        for entry in batch:
            pieces.append((format_.between if begun else "") + format_.write(entry))
            begun = True
        if pieces:
            yield "".join(pieces).encode("utf-8", "replace")
    yield format_.after.encode()
