"""A map of Europe in tiles, one per country, so that small ones can be seen: the union of 25 states that the sources speak of.

Countries without a tile stand in the table below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.vocabularies.snapshot import vocabulary

# Row and column in the grid, after where the country lies.
TILES: Final[dict[str, tuple[int, int]]] = {
    "SE": (1, 7), "FI": (1, 8), "EE": (2, 8), "IE": (3, 1), "UK": (3, 3), "DK": (3, 6), "LV": (3, 8), "NL": (4, 5), "DE": (4, 6),
    "PL": (4, 7), "LT": (4, 8), "BE": (5, 4), "LU": (5, 5), "CZ": (5, 6), "SK": (5, 7), "FR": (6, 4), "AT": (6, 6), "HU": (6, 7),
    "PT": (7, 2), "ES": (7, 3), "IT": (7, 5), "SI": (7, 6), "MT": (8, 5), "EL": (8, 8), "CY": (8, 9),
}  # fmt: skip
STEPS: Final = ((1, 4), (5, 19), (20, 49), (50, None))  # how many records make each of the four shades


def tiles(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The tiles of the countries that exist, from north to south."""
    known = vocabulary().by_code
    return [
        {
            "code": code, "name": known[code].name(), "value": counts.get(code, 0) or "", "shade": shade(counts.get(code, 0)),
            "row": row, "column": column, "url": reverse("country", args=[code]), "current": False,
        }
        for code, (row, column) in sorted(TILES.items(), key=lambda tile: tile[1])
        if code in known
    ]  # fmt: skip


def shade(count: int) -> int:
    """0 to 4: none, and the four steps."""
    return sum(count >= first for first, _last in STEPS)


def key() -> list[tuple[int, str]]:
    """What the shades mean."""
    words = [_("%(first)d or more") % {"first": first} if last is None else f"{first}–{last}" for first, last in STEPS]
    return [(0, _("no record yet")), *enumerate(words, start=1)]
