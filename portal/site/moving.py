"""Moves everything from one database to another, such as from SQLite to PostgreSQL: each row with its number, counted and compared.

Rows are copied as they stand, past models and signals: nothing follows from it but that they are there. What a database makes
for itself stays out: the list of its migrations, the shared cache, and the tables of a search that isn't used.

What was copied stays, so that a move that was broken off goes on where it stopped. Until the last step the new database has a table
`moving`, by which a half of a site is known: nothing is started on it. On PostgreSQL it keeps the foreign keys, which are taken
away meanwhile, since tables point to each other in circles.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from portal.foundation.databases import database_at
from portal.site.checksums import Checksum, checksum
from portal.site.tables import Row, Table, batches, count, execute, final, tables

OLD: Final = "old"  # what the connection to the old database is called
OURS: Final = ("foundation", "accounts", "search", "vocabularies", "practices", "communities", "site")
MOVING: Final = "moving"
FOREIGN_KEYS: Final = (
    "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)
Progress = Callable[[int, int], None]  # rows copied, rows in all


class MoveError(Exception):
    """Why nothing was moved, in a sentence that says what to do."""


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
    goes_on = is_half_moved(new)
    if not goes_on:  # else what follows by itself on a migration would stand between the rows that are copied
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    if set(MigrationRecorder(old).applied_migrations()) != set(MigrationRecorder(new).applied_migrations()):
        raise MoveError("The old database is of another version: run `manage.py prepare` on it first, with this code.")
    for model in () if goes_on else apps.get_models():
        if model._meta.app_label in OURS and model._base_manager.using(new.alias).exists():
            raise MoveError(
                f"The new database is not empty (there is something in {model._meta.db_table}): make a new one, nothing was changed."
            )


def move(old: BaseDatabaseWrapper, new: BaseDatabaseWrapper, progress: Progress) -> dict[str, Checksum]:
    """Copies every row that is not there yet; returns what each table holds. Raises MoveError; then the new database is a half of a site, and
    the next call goes on."""
    with transaction.atomic(using=old.alias):
        if old.vendor == "postgresql":
            execute(old, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        all_tables = tables()
        if not is_half_moved(new):
            begin(new, all_tables)
        new.disable_constraint_checking()  # of SQLite, where the keys stay
        done, total = 0, sum(count(old, table) for table in all_tables)
        for table in all_tables:
            done += count(new, table)
            for rows in remaining(old, new, table):
                done += len(rows)
                progress(done, total)
            continue_numbers(old, new, table)
        moved = {table.name: same(old, new, table) for table in all_tables}
    finish(new)
    return moved


def is_half_moved(database: BaseDatabaseWrapper) -> bool:
    """Whether a move into it was begun and not ended."""
    return MOVING in database.introspection.table_names()


def refuse_half_moved() -> None:
    """Ends with a sentence where a move into the database of this site was begun and not ended."""
    if is_half_moved(connection):
        sys.exit(
            "A move into this database was not ended: run `manage.py move_database` or `restore` once more, which goes on."
        )


def begin(new: BaseDatabaseWrapper, all_tables: Sequence[Table]) -> None:
    """Empties the tables of what the migrations put there, and puts the foreign keys aside."""
    with transaction.atomic(using=new.alias):
        for statement in new.ops.sql_flush(no_style(), [table.name for table in all_tables], allow_cascade=True):
            execute(new, statement)
        execute(new, f"CREATE TABLE {MOVING} (name text, place text, definition text)")
        if new.vendor == "postgresql":
            execute(new, f"INSERT INTO {MOVING} {FOREIGN_KEYS}")
            for name, place, _definition in kept_keys(new):
                execute(new, f"ALTER TABLE {place} DROP CONSTRAINT {new.ops.quote_name(name)}")


def finish(new: BaseDatabaseWrapper) -> None:
    """Puts the foreign keys back; from here on it is a site. Raises MoveError where a row points to one that is not there."""
    try:
        with transaction.atomic(using=new.alias):
            for name, place, definition in kept_keys(new):
                execute(new, f"ALTER TABLE {place} ADD CONSTRAINT {new.ops.quote_name(name)} {definition}")
            new.check_constraints()
            execute(new, f"DROP TABLE {MOVING}")
    except IntegrityError as error:
        raise MoveError(
            f"A row points to one that is not there ({' '.join(str(error).split())}): mend it in the old database and "
            "begin anew with an empty one."
        ) from error
    new.enable_constraint_checking()


def kept_keys(new: BaseDatabaseWrapper) -> list[Row]:
    """The foreign keys that were put aside: name, table and definition."""
    with new.cursor() as cursor:
        cursor.execute(f"SELECT name, place, definition FROM {MOVING} ORDER BY place, name")  # noqa: S608  (our own name)
        return [tuple(row) for row in cursor.fetchall()]


def remaining(old: BaseDatabaseWrapper, new: BaseDatabaseWrapper, table: Table) -> Iterator[Sequence[Row]]:
    """Copies what is not there yet, and tells it: numbered rows some at a time, others all at once or not at all."""
    if table.is_numbered:
        (last,) = execute(new, f"SELECT MAX({new.ops.quote_name(table.key)}) FROM {new.ops.quote_name(table.name)}")  # noqa: S608  (our own names)
        for rows in batches(old, table, after=last):
            write(new, table, rows)
            yield rows
    elif not count(new, table):
        with transaction.atomic(using=new.alias):
            for rows in batches(old, table):
                write(new, table, rows)
                yield rows


def same(old: BaseDatabaseWrapper, new: BaseDatabaseWrapper, table: Table) -> Checksum:
    """What a table holds in both. Raises MoveError where that differs."""
    expected, found = checksum(old, table), checksum(new, table)
    if found != expected:
        raise MoveError(
            f"{table.name} is not the same in both databases ({expected} in the old one, {found} in the new one): it was changed since the move "
            "began. Begin anew with an empty database; the old one is as it was."
        )
    return found


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
                    "mend it in the old one and run this again, which goes on here."
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
    field = final(field)
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
