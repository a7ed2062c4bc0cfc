"""Copies of the test database, and tests in them: SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection


def copy_of_database(path: Path) -> str:
    """Copies the current database, on SQLite into a file; returns the name of the copy."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(path)
        connection.connection.backup(copy)
        copy.close()
        return str(path)
    connection.close()  # PostgreSQL copies only what nobody is connected to
    connection.creation.clone_test_db(suffix="catalogue", verbosity=0, autoclobber=True)
    return str(connection.creation.get_test_db_clone_settings("catalogue")["NAME"])


@contextmanager
def other_database(name: str) -> Iterator[None]:
    """Django's default connection leads to another database while this lasts."""
    own_name, own_connection = connection.settings_dict["NAME"], connection.connection
    if connection.vendor == "sqlite":
        connection.connection = None  # kept, not closed: a database in memory would be gone
    else:
        connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own_name
        if connection.vendor == "sqlite":
            connection.connection = own_connection


@contextmanager
def own_data(folder: Path, blocker: Any, settings: Any) -> Iterator[None]:
    """A copy of the database (`passerelle.sqlite3`) and files in a data folder, for processes that are given it; asked while this lasts."""
    settings.MEDIA_ROOT = folder / "files"
    with blocker.unblock(), other_database(copy_of_database(folder / "passerelle.sqlite3")):
        cache.clear()
        yield
        connection.close()
