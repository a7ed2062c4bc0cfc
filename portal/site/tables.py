"""The tables of a site as they stand in a database, read past models and signals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

ROWS_AT_ONCE: Final = 200
VALUES_AT_ONCE: Final = 10_000  # SQLite takes 32,766 in a statement
NUMBERS: Final = frozenset({"AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"})
LEFT_OUT: Final = frozenset({"modelsearch"})
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A table with what its columns hold."""

    name: str
    fields: tuple[models.Field[Any, Any], ...]
    key: str

    @property
    def is_numbered(self) -> bool:
        """Whether its keys are whole numbers: those stand in the same order in every database."""
        field = next(field for field in self.fields if field.column == self.key)
        return final(field).get_internal_type() in NUMBERS

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(str(field.column) for field in self.fields)


def tables() -> list[Table]:
    """Every table of every model, those between models too."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label not in LEFT_OUT:
            key = str(meta.pk.column)
            found[meta.db_table] = Table(meta.db_table, tuple(meta.local_concrete_fields), key)
    return [found[name] for name in sorted(found)]


def final(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field whose values a column holds: that of another table, where it points to one."""
    while field.remote_field:
        field = field.target_field  # type: ignore[attr-defined]
    return field


def batches(database: BaseDatabaseWrapper, table: Table, after: int | None = None) -> Iterator[list[Row]]:
    """The rows of a table in the order of their keys, as Python knows them: texts, numbers, moments. Of numbered tables perhaps only those
    after a number."""
    quote = database.ops.quote_name
    converters = []
    for position, field in enumerate(table.fields):
        column = field.get_col(table.name)
        converters += [(position, column, convert) for convert in database.ops.get_db_converters(column)]
    names = ", ".join(quote(name) for name in table.columns)
    where = "" if after is None else f"WHERE {quote(table.key)} > {after:d} "
    with database.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(table.name)} {where}ORDER BY {quote(table.key)}")  # noqa: S608  (our own names)
        size = max(1, min(ROWS_AT_ONCE, VALUES_AT_ONCE // len(table.fields)))
        while rows := cursor.fetchmany(size):
            read = [list(row) for row in rows]
            for row in read:
                for position, column, convert in converters:
                    row[position] = convert(row[position], column, database)
            yield [tuple(row) for row in read]


def count(database: BaseDatabaseWrapper, table: Table) -> int:
    """How many rows a table has."""
    (found,) = execute(database, f"SELECT COUNT(*) FROM {database.ops.quote_name(table.name)}")  # noqa: S608  (our own name)
    return int(found)


def execute(database: BaseDatabaseWrapper, statement: str, values: Sequence[Any] | None = None) -> Row:
    """Runs a statement; returns the first row of what it answers."""
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(cursor.fetchone() or ()) if cursor.description else ()
