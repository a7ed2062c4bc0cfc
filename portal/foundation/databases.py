"""How to speak to a database, by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url


def database_at(url: str) -> dict[str, Any]:
    """How to speak to the database at an address; raises ValueError, saying what an address looks like."""
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        found = {"ENGINE": ""}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(found["NAME"])
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ValueError(
            "the address of a database, such as postgresql://user:password@host:5432/passerelle "
            "or sqlite:////srv/passerelle/var/passerelle.sqlite3 (what is special in a password is written as %40)."
        )
    return found


def sqlite(path: Path | str) -> dict[str, Any]:
    """SQLite set up for a real site: WAL, immediate write transactions, busy time-out."""
    # https://www.sqlite.org/pragma.html; foreign keys are switched on by Django itself.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
        "CONN_MAX_AGE": None,
    }
