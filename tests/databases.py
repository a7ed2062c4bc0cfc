"""Copies of the test database, and tests in them: SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created


class Tables:
    """The tables that all migrations make, without rows of ours, kept in an SQLite file between runs: migrating takes half a minute."""

    def __init__(self, folder: Path) -> None:
        code = hashlib.sha256()
        for config in apps.get_app_configs():
            for path in sorted(Path(config.path).glob("migrations/*.py")):
                code.update(f"{config.label} {path.name} ".encode() + path.read_bytes())
        self.file = folder / f"{code.hexdigest()[:16]}.sqlite3"

    def keep(self) -> None:
        """Keeps those of the current database, unless they are."""
        if connection.vendor == "sqlite" and not self.file.exists():
            for older in self.file.parent.glob("*.sqlite3"):
                older.unlink(missing_ok=True)
            own = self.file.with_suffix(f".{os.getpid()}")
            copy_of_database(own)
            own.rename(self.file)  # whole or not at all: others may be doing the same

    def give(self, path: Path) -> None:
        """Gives them to a database that is to be made there: `migrate` will find nothing left to do."""
        if self.file.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.file, path)

    def give_in_memory(self) -> None:
        """Gives them to each empty database in memory that is connected to from now on."""

        def copy(connection: Any, **_others: object) -> None:
            if connection.vendor == "sqlite" and connection.is_in_memory_db() and self.file.exists():
                raw = connection.connection
                if not raw.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                    with closing(sqlite3.connect(self.file)) as kept:
                        kept.backup(raw)

        connection_created.connect(copy, weak=False)


def address(name: str | Path) -> str:
    """What DATABASE_URL calls a database of the tests: by its file, or its name on the server of the tests."""
    own = connection.settings_dict
    if isinstance(name, Path) or connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(name))}"
    account = ":".join(quote(own[part], safe="") for part in ("USER", "PASSWORD") if own[part])
    return f"postgresql://{account}@{own['HOST'] or 'localhost'}:{own['PORT'] or 5432}/{name}"


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
