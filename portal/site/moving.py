"""Moves everything from one database to another, such as from SQLite to PostgreSQL: all or nothing, counted, each row with its number.

Rows are copied as they stand, past models and signals: nothing follows from it but that they are there. What a database makes
for itself stays out: the list of its migrations, the shared cache, and the tables of a search that isn't used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from portal.foundation.databases import database_at

OLD: Final = "old"  # what the connection to the old database is called
ROWS_AT_ONCE: Final = 200
VALUES_AT_ONCE: Final = 10_000  # SQLite takes 32,766 in a statement
OURS: Final = ("foundation", "accounts", "search", "vocabularies", "practices", "communities", "site")
LEFT_OUT: Final = frozenset({"modelsearch"})
Row = tuple[Any, ...]
Progress = Callable[[int, int], None]  # rows copied, rows in all


class MoveError(Exception):
    """Why nothing was moved, in a sentence that says what to do."""


@dataclass(frozen=True)
class Table:
    """A table with what its columns hold."""

    name: str
    fields: tuple[models.Field[Any, Any], ...]
    key: str

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


@contextmanager
def old_database(url: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection to the database that is left, open while this lasts. Raises MoveError where there is none."""
    try:
        found = connections.configure_settings({"default": {}, OLD: database_at(url)})[OLD]
    except ValueError as error:
        raise MoveError(f"Give after --from {error}") from error
    if found["ENGINE"].endswith("sqlite3") and not Path(found["NAME"]).is_file():
        raise MoveError(f"There is no file {found['NAME']}: give its whole path after --from sqlite:///.")
    own = connection.settings_dict
    if all(str(found[name]) == str(own[name]) for name in ("ENGINE", "NAME", "HOST", "PORT")):
        raise MoveError("This is the database that DATABASE_URL names: set that to the new one.")
    connections[OLD] = load_backend(found["ENGINE"]).DatabaseWrapper(found, alias=OLD)
    try:
        yield connections[OLD]
    finally:
        connections[OLD].close()
        del connections[OLD]


def make_ready(old: BaseDatabaseWrapper, new: BaseDatabaseWrapper) -> None:
    """Makes the tables of the new database. Raises MoveError where it is not empty, or the old one is of another version."""
    there = set(new.introspection.table_names())
    if there and not MigrationRecorder(new).has_table():
        raise MoveError(
            "The new database holds tables of something else: make an empty one and name it in DATABASE_URL."
        )
    if "django_migrations" not in old.introspection.table_names():
        raise MoveError("The old database is not one of Passerelle: check the address after --from.")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if set(MigrationRecorder(old).applied_migrations()) != set(MigrationRecorder(new).applied_migrations()):
        raise MoveError("The old database is of another version: run `manage.py prepare` on it first, with this code.")
    for model in apps.get_models():
        if model._meta.app_label in OURS and model._base_manager.using(new.alias).exists():
            raise MoveError(
                f"The new database is not empty (there is something in {model._meta.db_table}): make a new one, nothing was changed."
            )


def move(old: BaseDatabaseWrapper, new: BaseDatabaseWrapper, progress: Progress) -> dict[str, int]:
    """Copies every row in one transaction; returns how many there are in each table. Raises MoveError and leaves all as it was."""
    with transaction.atomic(using=old.alias), transaction.atomic(using=new.alias):
        if old.vendor == "postgresql":
            execute(old, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        all_tables = tables()
        expected = {table.name: count(old, table) for table in all_tables}
        for statement in new.ops.sql_flush(no_style(), [table.name for table in all_tables], allow_cascade=True):
            execute(new, statement)  # what the migrations put there
        done, total = 0, sum(expected.values())
        for table in all_tables:
            for rows in batches(old, table):
                write(new, table, rows)
                done += len(rows)
                progress(done, total)
            continue_numbers(old, new, table)
        new.check_constraints()
        for table in all_tables:
            if (found := count(new, table)) != expected[table.name]:
                raise MoveError(f"{table.name} has {found} rows instead of {expected[table.name]}: nothing was moved.")
    return expected


def batches(old: BaseDatabaseWrapper, table: Table) -> Iterator[list[Row]]:
    """The rows of a table, as Python knows them: texts, numbers, moments."""
    quote = old.ops.quote_name
    converters = []
    for position, field in enumerate(table.fields):
        column = field.get_col(table.name)
        converters += [(position, column, convert) for convert in old.ops.get_db_converters(column)]
    names = ", ".join(quote(name) for name in table.columns)
    with old.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(table.name)} ORDER BY {quote(table.key)}")  # noqa: S608  (our own names)
        size = max(1, min(ROWS_AT_ONCE, VALUES_AT_ONCE // len(table.fields)))
        while rows := cursor.fetchmany(size):
            read = [list(row) for row in rows]
            for row in read:
                for position, column, convert in converters:
                    row[position] = convert(row[position], column, old)
            yield [tuple(row) for row in read]


def write(new: BaseDatabaseWrapper, table: Table, rows: Sequence[Row]) -> None:
    """Writes rows; where one of them does not fit, says which."""
    adapt = [adapter(new, field) for field in table.fields]
    values = [[one(value) for one, value in zip(adapt, row, strict=True)] for row in rows]
    try:
        with transaction.atomic(using=new.alias):
            insert(new, table, values)
    except DataError:
        for row in values:
            try:
                with transaction.atomic(using=new.alias):
                    insert(new, table, [row])
            except DataError as error:
                key = row[table.columns.index(table.key)]
                raise MoveError(
                    f"The row {key} of {table.name} does not fit into the new database ({str(error).strip()}): "
                    "mend it in the old one; nothing was moved."
                ) from error


def insert(new: BaseDatabaseWrapper, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Writes rows with one statement."""
    quote = new.ops.quote_name
    names = ", ".join(quote(name) for name in table.columns)
    places = ", ".join([f"({', '.join(['%s'] * len(table.columns))})"] * len(rows))
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES {places}"  # noqa: S608  (our own names)
    execute(new, statement, [value for row in rows for value in row])


def adapter(new: BaseDatabaseWrapper, field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What a column's values must become for a database to take them."""
    while field.remote_field:
        field = field.target_field  # type: ignore[attr-defined]
    match field.get_internal_type():
        case "DateTimeField":
            return new.ops.adapt_datetimefield_value
        case "DateField":
            return new.ops.adapt_datefield_value
        case "TimeField":
            return new.ops.adapt_timefield_value
        case "DecimalField" | "UUIDField":
            return lambda value: field.get_db_prep_value(value, new)
        case _:
            return lambda value: value


def continue_numbers(old: BaseDatabaseWrapper, new: BaseDatabaseWrapper, table: Table) -> None:
    """The next row gets the number that it would have got in the old database: none is given twice, not even that of a deleted row."""
    if table.fields[0].get_internal_type() not in ("AutoField", "BigAutoField"):
        return
    if last := last_number(old, table):
        if new.vendor == "postgresql":
            execute(new, "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table.name}"', table.key, last])
        else:
            execute(new, "DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            execute(new, "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def last_number(old: BaseDatabaseWrapper, table: Table) -> int:
    """The last number that was given in a table; 0 where none was."""
    quote = old.ops.quote_name
    if old.vendor == "postgresql":
        (name,) = execute(old, "SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key])
        given = execute(old, f"SELECT last_value FROM {name} WHERE is_called")  # noqa: S608  (the database's own name)
    else:
        given = execute(old, "SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
    highest = execute(old, f"SELECT MAX({quote(table.key)}) FROM {quote(table.name)}")  # noqa: S608  (our own names)
    return max(int(given[0] or 0) if given else 0, int(highest[0] or 0) if highest else 0)


def count(database: BaseDatabaseWrapper, table: Table) -> int:
    """How many rows a table has."""
    (found,) = execute(database, f"SELECT COUNT(*) FROM {database.ops.quote_name(table.name)}")  # noqa: S608  (our own name)
    return int(found)


def execute(database: BaseDatabaseWrapper, statement: str, values: Sequence[Any] | None = None) -> Row:
    """Runs a statement; returns the first row of what it answers."""
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(cursor.fetchone() or ()) if cursor.description else ()
