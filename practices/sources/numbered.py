"""The numbered sources of one page: whatever rests on a source leads to its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.foundation.audience import PUBLIC
from practices.sources.models import Source

SOURCE_COLUMNS = [
    "id", "identifier", "title", "author", "year", "url", "archive_url", "state", "file_type", "file_size", "audience",
]  # fmt: skip


@dataclass
class Sources:
    """The numbered sources of one page; the same place in the same source has one number, what the reader may not see has 0."""

    audiences: frozenset[str] = frozenset({PUBLIC})
    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[tuple[int, str], int] = field(default_factory=dict)

    def number(self, source: Any, at: str, supports: str = "") -> int:
        """The number of a place in a source, given on first mention."""
        if source.audience not in self.audiences:
            return 0
        key = (source.pk, at)
        if key not in self.numbers:
            self.numbers[key] = len(self.rows) + 1
            self.rows.append(source_row(len(self.rows) + 1, source, at, supports))
        return self.numbers[key]


def source_row(number: int, source: Any, at: str, supports: str) -> dict[str, Any]:
    """One source as the list shows it."""
    author = f"{source.author}: " if source.author else ""
    size = ", ".join(part for part in (source.file_type.upper(), source.file_size) if part)
    return {
        "number": number,
        "text": f"{author}{source}",
        "page_url": source.get_absolute_url(),
        "at": at,
        "supports": supports,
        "url": source.url,
        "link": _("Original"),
        "state": source.state,
        "state_text": source.get_state_display().capitalize(),
        "archive_url": source.archive_url,
        "file": f"({size})" if size else "",
    }


def source_from(values: Sequence[Any]) -> Source:
    """A source from its columns."""
    found: Source = Source.from_db(None, SOURCE_COLUMNS, values)
    return found
