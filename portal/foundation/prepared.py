"""Querysets whose SQL is compiled once per process.

On a page that is read all day, building and compiling its dozen small queries costs more than running them: measured, four
fifths of the time. The queryset is written as usual, once, with `PK` (or `PKS`), `KEY`, `PATH`, `SLUG` (or `TEXTS`), `SINCE` and `NOW` where
values will stand, and `[START : START + 20]` for a page of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

# What stands for a value while the query is compiled: no row has these.
PK: Final = 8_999_999_999_999_999_999
PKS: Final = tuple(range(PK - 64, PK))  # for up to sixty-four rows at once
KEY: Final = UUID(int=2**128 - 1)
PATH: Final = "/\N{REPLACEMENT CHARACTER}/"
SLUG: Final = "\N{REPLACEMENT CHARACTER}"
TEXTS: Final = tuple(f"{SLUG}{number}" for number in range(len(PKS)))
START: Final = PKS[0] - 1
NOW: Final = datetime(2999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
SINCE: Final = datetime(2998, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
NO_ROW: Final = -1
MOST: Final = 500

ModelT = TypeVar("ModelT", bound=Model)
OtherT = TypeVar("OtherT", bound=Model)
ValueT = TypeVar("ValueT")

Given = Mapping[str, Any]
Fill = Callable[[Given], Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A compiled query: its parameters, and by their places what fills those that differ from one request to the next."""

    sql: str
    parameters: tuple[Any, ...]
    fills: tuple[tuple[int, Fill], ...]

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any]) -> Prepared:
        """Compiles a queryset."""
        sql, parameters = queryset.query.sql_with_params()
        if (offset := f" OFFSET {START}") in sql:  # the last thing in it
            sql, parameters = sql.replace(offset, " OFFSET %s"), (*parameters, START)
        filled = ((place, fill_of(value)) for place, value in enumerate(parameters))
        return cls(sql, tuple(parameters), tuple((place, fill) for place, fill in filled if fill))

    def with_values(self, given: Given) -> list[Any]:
        """All parameters, as the database takes them."""
        values = list(self.parameters)
        for place, fill in self.fills:
            values[place] = fill(given)
        return values


_compiled: dict[Hashable, Prepared] = {}


def rows(name: Hashable, build: Callable[[], QuerySet[Any, Any]], **given: Any) -> list[tuple[Any, ...]]:
    """The rows of `build()`, a `values_list`, with what is given (`pk`, `pks`, `key`, `path`, `slug`, `texts`, `since`, `start`) put in.

    They are the database's values, not converted. `name` tells the compiled query apart, with everything else that it depends on.
    """
    found = _prepared(name, build)
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.with_values(given))
        return cursor.fetchall()


def objects(name: Hashable, model: type[ModelT], build: Callable[[], QuerySet[ModelT]], **given: Any) -> list[ModelT]:
    """The objects of `build()` as `rows` finds them, converted, with what was annotated and without what was left out."""
    found = _prepared(name, build)
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.with_values(given))
        columns = tuple(column[0] for column in cursor.description)
        read = cursor.fetchall()
    shape = _shape(model, columns, connection.vendor)
    return [shape.object_of(model, row) for row in read]


def value_of(model: type[Model], name: str, value: Any) -> Any:
    """A value of a column, or of its largest or smallest, that `rows` found, converted as those of objects are."""
    for convert, column in _converters(model, name, connection.vendor):
        value = convert(value, column, connection)
    return value


@lru_cache(maxsize=MOST)
def _converters(model: type[Model], name: str, _vendor: str) -> tuple[tuple[Any, Any], ...]:
    field: Any = model._meta.get_field(name)
    column = field.get_col(model._meta.db_table)
    both = (*connection.ops.get_db_converters(column), *field.get_db_converters(connection))
    return tuple((convert, column) for convert in both)


def pairs(
    name: Hashable,
    model: type[ModelT],
    build: Callable[[], QuerySet[ModelT]],
    path: str,
    other: type[OtherT],
    **given: Any,
) -> list[tuple[ModelT, OtherT | None]]:
    """The objects of `build()`, each with the one of another model that `path` leads to, a `FilteredRelation` to one row at most."""
    own, further = ([field.attname for field in one._meta.concrete_fields] for one in (model, other))
    found = rows(name, lambda: build().values_list(*own, *(f"{path}__{column}" for column in further)), **given)
    first, second = _whole(model, connection.vendor), _whole(other, connection.vendor)
    return [
        (first.object_of(model, row[: len(own)]), second.object_of(other, beside) if any(beside) else None)
        for row in found
        for beside in [row[len(own) :]]
    ]


@dataclass(frozen=True, slots=True)
class Paged(Sequence[ValueT]):
    """What a Paginator takes: how many there are, and what finds those from a number on, by a query that ends with `[START : START + …]`."""

    number: int
    find: Callable[[int], Sequence[ValueT]]

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, page: Any) -> Any:
        return self.find(page.start)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where in a row the fields of a model stand, what turns their values into Python's, and what else was annotated."""

    fields: tuple[str, ...]
    places: tuple[int, ...]
    converters: tuple[tuple[int, Any, Any], ...]  # place among the fields, function, and the column that it is told of
    annotated: tuple[tuple[str, int], ...]

    def object_of(self, model: type[ModelT], row: Sequence[Any]) -> ModelT:
        """One object, as Django makes it of a row."""
        values = [row[place] for place in self.places]
        for place, convert, column in self.converters:
            values[place] = convert(values[place], column, connection)
        made = model.from_db(connection.alias, self.fields, values)
        for name, place in self.annotated:
            setattr(made, name, row[place])
        return made


@lru_cache(maxsize=MOST)
def _shape(model: type[Model], columns: tuple[str, ...], _vendor: str) -> Shape:
    fields = [field for field in model._meta.concrete_fields if field.column in columns]
    names = {field.column for field in fields}
    converters = []
    for place, field in enumerate(fields):
        converters += [(place, *one) for one in _converters(model, field.name, connection.vendor)]
    return Shape(
        tuple(field.attname for field in fields),
        tuple(columns.index(field.column) for field in fields),
        tuple(converters),
        tuple((name, place) for place, name in enumerate(columns) if name not in names),
    )


def _whole(model: type[Model], vendor: str) -> Shape:
    return _shape(model, tuple(field.column for field in model._meta.concrete_fields), vendor)


def _prepared(name: Hashable, build: Callable[[], QuerySet[Any, Any]]) -> Prepared:
    place = (connection.vendor, name)
    found = _compiled.get(place)
    if found is None:
        if len(_compiled) >= MOST:
            _compiled.clear()
        found = _compiled[place] = Prepared.of(build())
    return found


def in_groups(name: Hashable, build: Callable[[], QuerySet[Any, Any]], pks: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of `build()`, written with `pk__in=PKS`, for any number of keys."""
    return [row for group in groups_of(pks) for row in rows(name, build, pks=group)]


def groups_of(values: Sequence[ValueT]) -> Iterator[Sequence[ValueT]]:
    """As many at a time as `PKS` and `TEXTS` have places for."""
    return (values[start : start + len(PKS)] for start in range(0, len(values), len(PKS)))


def instance(model: type[ModelT], pk: int) -> ModelT | None:
    """The object of a model with a primary key, all columns read, or None."""
    return next(iter(objects(model, model, lambda: model._default_manager.filter(pk=PK).order_by(), pk=pk)), None)


def fill_of(value: Any) -> Fill | None:
    """What fills the place of a compiled parameter; None where it is the same in every request."""
    if value in (NOW, connection.ops.adapt_datetimefield_value(NOW)):
        return lambda _given: connection.ops.adapt_datetimefield_value(timezone.now())
    if value in (SINCE, connection.ops.adapt_datetimefield_value(SINCE)):
        return lambda given: connection.ops.adapt_datetimefield_value(given["since"])
    if isinstance(value, int) and PKS[0] <= value < PK:
        number = value - PKS[0]
        return lambda given: given["pks"][number] if number < len(given["pks"]) else NO_ROW
    if value in TEXTS:
        place = TEXTS.index(value)
        return lambda given: given["texts"][place] if place < len(given["texts"]) else value
    names = {PK: "pk", START: "start", PATH: "path", SLUG: "slug", KEY: "key"}
    if value == KEY.hex:
        return lambda given: given["key"].hex
    return itemgetter(names[value]) if isinstance(value, Hashable) and value in names else None
