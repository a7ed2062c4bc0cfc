"""A data set as an accessible table: places or concepts down, indicators across, stated totals apart from the rows.

Figures are shown as the source gives them. A value on which sources disagree is marked and leads to the conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of
from portal.vocabularies.models import Place
from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, vocabulary
from practices.claims.models import Claim, Dataset
from practices.concepts.reading import concept_url
from practices.conflicts.models import Conflict
from practices.records.linking import linked, mentioned

MINUS: Final = "\N{MINUS SIGN}"
Entry = PlaceEntry | ConceptEntry


@dataclass(frozen=True)
class Column:
    """An indicator: its name and unit, how its numbers are written, and how the table is sorted by it."""

    code: str
    label: str
    unit: str = ""
    decimals: int = 0
    signed: bool = False
    sort: str = ""  # aria-sort: ascending, descending or nothing
    sort_url: str = ""

    @property
    def shown_unit(self) -> str:
        """The unit, unless the indicator's name says it already."""
        return "" if self.unit.casefold() in self.label.casefold() else self.unit


@dataclass(frozen=True)
class Cell:
    """One figure. `conflict` is the identifier of the disagreement that it is part of, `note` the number of its note."""

    text: str = ""
    value: Decimal | None = None
    conflict: str = ""
    note: int = 0


@dataclass(frozen=True)
class Row:
    """All figures about one place or concept."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    order: tuple[Any, ...] = ()


@dataclass
class FigureTable:
    """What templates/practices/figures_table.html draws."""

    dataset: Dataset
    heading: Column
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    notes: list[SafeString] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    source_visible: bool = True

    @property
    def note(self) -> SafeString:
        """The editors' note on the whole table, its identifiers linked."""
        return linked(self.dataset.note)


def dataset_html(dataset: Dataset) -> SafeString:
    """The table as it stands in an article, as everybody may see it."""
    table = figure_table(dataset, user=None)
    return SafeString(render_to_string("practices/figures_table.html", {"table": table, "embedded": True}))


def figure_table(dataset: Dataset, *, user: Any, sort: str | None = None) -> FigureTable:
    """The whole table. `sort` is a column's code, with a hyphen for descending; None draws no sorting links."""
    table = figure_tables([dataset], user=user)[0]
    return table if sort is None else sorted_by(sort, table)


def figure_tables(datasets: Sequence[Dataset], *, user: Any, about: Collection[int] | None = None) -> list[FigureTable]:
    """Some tables with three queries, as this person may see them.

    `about` (keys of places or concepts) keeps only these rows and the stated totals, and only the notes on these rows.
    """
    claims: dict[str, list[Claim]] = {}
    for claim in Claim.objects.filter(dataset__in=datasets).order_by("sort_order", "id"):
        claims.setdefault(str(claim.dataset_id), []).append(claim)
    conflicts: dict[str, list[Conflict]] = {}
    for conflict in (
        Conflict.objects.visible_to(user).filter(datasets__in=datasets).distinct().prefetch_related("datasets")
    ):
        for dataset in conflict.datasets.all():
            conflicts.setdefault(dataset.pk, []).append(conflict)
    readers = audiences_of(user)
    return [
        table_of(
            dataset,
            claims.get(dataset.pk, []),
            conflicts.get(dataset.pk, []),
            about,
            source_visible=dataset.source.audience in readers,
        )
        for dataset in datasets
    ]


def table_of(
    dataset: Dataset,
    claims: list[Claim],
    conflicts: list[Conflict],
    about: Collection[int] | None,
    *,
    source_visible: bool,
) -> FigureTable:
    """One table from what was read."""
    columns = [column(code, claims) for code in dataset.columns]
    shown = {conflict.identifier for conflict in conflicts}
    heading = Column("name", _("Place") if dataset.rows == Dataset.Rows.PLACE else _("Subject"))
    table = FigureTable(dataset, heading, columns, conflicts=conflicts, source_visible=source_visible)
    for entry, figures in by_entry(dataset, claims):
        if about is None or entry.id in about or is_total(entry):
            notes = None if about is not None and is_total(entry) else table.notes
            made = row(entry, [cell(figures.get(one.code), one, entry, notes, shown) for one in columns])
            (table.totals if is_total(entry) else table.rows).append(made)
    table.rows.sort(key=lambda one: one.order)
    return table


def by_entry(dataset: Dataset, claims: Iterable[Claim]) -> list[tuple[Entry, dict[str, Claim]]]:
    """Each place or concept with its claims by the code of their indicator."""
    known = vocabulary()
    entries: Mapping[int, Entry] = known.places if dataset.rows == Dataset.Rows.PLACE else known.concepts
    found: dict[int, dict[str, Claim]] = {}
    for claim in claims:
        key = claim.place_id if dataset.rows == Dataset.Rows.PLACE else claim.concept_id
        indicator = known.concepts.get(claim.indicator_id)
        if key in entries and indicator:
            found.setdefault(key, {})[indicator.code] = claim
    return [(entries[key], figures) for key, figures in found.items()]


def is_total(entry: Entry) -> bool:
    """The union's figures are totals that the source states: they stand apart."""
    return isinstance(entry, PlaceEntry) and entry.kind == Place.Kind.UNION


def column(code: str, claims: Sequence[Claim]) -> Column:
    """How an indicator's numbers are written: with their unit once, equally many decimals, signs where some are below zero."""
    known = vocabulary()
    indicator = known.by_key.get(f"indicator:{code}")
    mine = [claim for claim in claims if indicator and claim.indicator_id == indicator.id]
    units = {claim.unit for claim in mine}
    values = [claim.value.normalize() for claim in mine if claim.value is not None]
    return Column(
        code=code,
        label=indicator.label() if indicator else code,
        unit=units.pop() if len(units) == 1 else "",
        decimals=max((max(0, -int(value.as_tuple().exponent)) for value in values), default=0),
        signed=any(value < 0 for value in values),
    )


def cell(
    claim: Claim | None, column: Column, entry: Entry, notes: list[SafeString] | None, conflicts: Collection[str]
) -> Cell:
    """A figure as the table shows it; adds its caveat to the notes below the table, where there are any."""
    if claim is None:
        return Cell()
    number = 0
    if claim.caveat and notes is not None:
        notes.append(linked(f"{entry_name(entry)}, {column.label}: {claim.caveat}"))
        number = len(notes)
    named = next((code for code in mentioned(claim.caveat) if code in conflicts), "")
    return Cell(written(claim, column), claim.value, named, number)


def written(claim: Claim, column: Column) -> str:
    """The number in the reader's format, or the value in words."""
    if claim.value_text or claim.value is None:
        return claim.value_text
    number = number_format(abs(claim.value), decimal_pos=column.decimals, use_l10n=True, force_grouping=True)
    sign = MINUS if claim.value < 0 else "+" if column.signed and claim.value > 0 else ""
    unit = "" if column.unit or not claim.unit else f" {claim.unit}"
    return f"{sign}{number}{unit}"


def row(entry: Entry, cells: Sequence[Cell]) -> Row:
    """A row; parts of a country follow it under its name."""
    if isinstance(entry, ConceptEntry):
        return Row(
            entry.label(), concept_url(entry), tuple(cells), (vocabulary().by_scheme[entry.scheme].index(entry),)
        )
    country = vocabulary().country_of(entry)
    url = reverse("country", args=[country.code]) if country else ""
    return Row(
        entry_name(entry), url, tuple(cells), (country.name() if country else "", entry != country, entry.name())
    )


def entry_name(entry: Entry) -> str:
    """The name of a row: a part of a country is led by its country's name."""
    if isinstance(entry, ConceptEntry):
        return entry.label()
    country = vocabulary().country_of(entry)
    return entry.name() if country in (None, entry) else f"{country.name()}: {entry.name()}"


def sorted_by(sort: str, table: FigureTable) -> FigureTable:
    """The table in the wanted order, every column with the link that sorts by it. Rows without a value come last.

    An unknown column leaves the order of names. Names are first sorted upwards, numbers downwards.
    """
    code, descending = sort.removeprefix("-"), sort.startswith("-")
    position = next((number for number, one in enumerate(table.columns) if one.code == code), None)
    if position is not None:
        table.rows = ordered(table.rows, lambda one: one.cells[position].value, descending=descending)
    elif code == table.heading.code and descending:
        table.rows.reverse()
    else:
        code, descending = table.heading.code, False
    direction = "descending" if descending else "ascending"
    table.columns = [marked(one, code, direction, first="descending") for one in table.columns]
    table.heading = marked(table.heading, code, direction, first="ascending")
    return table


def ordered(rows: list[Row], value: Callable[[Row], Any], *, descending: bool) -> list[Row]:
    """Rows by a value; those that have none stay behind, in the order of names."""
    with_value = [one for one in rows if value(one) is not None]
    return sorted(with_value, key=value, reverse=descending) + [one for one in rows if value(one) is None]


def marked(one: Column, code: str, direction: str, *, first: str) -> Column:
    """A column with its direction, if the table is sorted by it, and the link that sorts by it or turns it round."""
    current = direction if one.code == code else ""
    turned = {"ascending": "descending", "descending": "ascending"}.get(current, first)
    return replace(one, sort=current, sort_url=f"?sort={'-' if turned == 'descending' else ''}{one.code}")
