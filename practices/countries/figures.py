"""The figures of one country: its rows of each data set, those of its parts included, and figures told in running text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of
from portal.vocabularies.models import Place
from portal.vocabularies.snapshot import PlaceEntry, vocabulary
from practices.claims.models import Claim, Dataset
from practices.claims.results import Results
from practices.claims.tables import Cell, Column, FigureTable, figure_tables
from practices.records.page import result_row
from practices.sources.numbered import Sources

HEADLINE = "annex_1"  # the data set whose first figures stand at the top of a country's page
HEADLINE_FIGURES = 4


@dataclass(frozen=True)
class KeyFigure:
    """A figure at the top of the page, with the union's for comparison."""

    label: str
    value: str
    comparison: str


def inside(country: PlaceEntry) -> list[int]:
    """The keys of a country and of every place in it."""
    known = vocabulary()
    return [place.id for place in known.places.values() if country in known.upward(place)]


def tables_of(country: PlaceEntry, user: Any) -> list[FigureTable]:
    """The tables that say something about the country, cut down to its own rows and the stated totals."""
    about = inside(country)
    datasets = list(Dataset.objects.filter(rows=Dataset.Rows.PLACE).select_related("source"))
    return [table for table in figure_tables(datasets, user=user, about=about) if table.rows]


def count(table: FigureTable) -> int:
    """How many figures a table has about the country."""
    return sum(bool(cell.text) for row in table.rows for cell in row.cells)


def key_figures(country: PlaceEntry, tables: list[FigureTable]) -> list[KeyFigure]:
    """The headline figures, where the source gives them for the country as a whole."""
    table = next((table for table in tables if table.dataset.code == HEADLINE), None)
    own = next((row for row in table.rows if row.label == country.name()), None) if table else None
    return key_figures_of(table, own.cells) if table and own else []


def union_figures(user: Any) -> tuple[FigureTable | None, list[KeyFigure]]:
    """The headline table, and the figures that the source states for the whole union."""
    dataset = Dataset.objects.filter(code=HEADLINE).select_related("source").first()
    table = figure_tables([dataset], user=user, about=())[0] if dataset else None
    return table, key_figures_of(table, table.totals[0].cells, compare=False) if table and table.totals else []


def key_figures_of(table: FigureTable, cells: tuple[Cell, ...], *, compare: bool = True) -> list[KeyFigure]:
    """The first figures of a row in words; shares and rates are compared with the union's."""
    total = table.totals[0] if table.totals else None
    found = []
    for number, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
        rate = column.unit == "%" or column.unit.startswith("per ")
        comparison = ""
        if total and not compare:
            comparison = total.label
        elif total and rate and total.cells[number].text:
            value = with_unit(total.cells[number], column)
            comparison = _("%(union)s: %(value)s") % {"union": total.label, "value": value}
        if cell.text:
            found.append(KeyFigure(column.label, with_unit(cell, column), comparison))
    return found[:HEADLINE_FIGURES]


def with_unit(cell: Cell, column: Column) -> str:
    """A figure with its per cent sign; other units stand in the indicator's name."""
    return f"{cell.text} %" if column.unit == "%" else cell.text


def told(country: PlaceEntry, user: Any) -> tuple[Results, list[dict[str, Any]]]:
    """Figures about the country that stand in no table, and their numbered sources."""
    claims = Claim.objects.filter(place__in=inside(country), dataset=None, record=None).select_related(
        "source", "indicator"
    )
    sources = Sources(audiences=audiences_of(user))
    rows = Results(result_row(claim, sources) for claim in claims.order_by("sort_order", "id"))
    return rows, sources.rows


def country_of_code(code: str) -> PlaceEntry | None:
    """The country of a code, or of the country that a part, region or city with this code lies in."""
    known = vocabulary()
    place = known.by_code.get(code) or next(
        (one for one in known.places.values() if one.code.casefold() == code.casefold()), None
    )
    if place is None or place.kind == Place.Kind.UNION:
        return None
    return known.country_of(place)
