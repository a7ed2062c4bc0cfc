"""A site in one file: its database as SQLite, whatever it lives in, and the files that people brought.

The database is taken in one moment (SQLite's own copying, or one transaction of PostgreSQL), while the site goes on; the files after it, so
that each file of which the database knows is there unless it was deleted meanwhile. So a copy of one kind of database can be brought back
into the other.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection

from portal.site.moving import MoveError, make_ready, move, old_database

DATABASE: Final = "passerelle.sqlite3"
MANIFEST: Final = "manifest.json"
FILES: Final = "files/"
FORMAT: Final = 1
CHUNK: Final = 1 << 20  # bytes
Progress = Callable[[str], None]


class BackupError(Exception):
    """Why nothing was kept or brought back, in a sentence that says what to do."""


def back_up(to: Path, say: Progress) -> dict[str, Any]:
    """Writes the file; returns what its manifest says. Raises BackupError, and leaves no half of a file."""
    if to.exists():
        raise BackupError(f"There is a file {to} already: choose another name, or move it away.")
    half = to.with_name(f"{to.name}.part")
    database = to.with_name(f"{to.name}.database")
    try:
        say("Taking the database …")
        _take_database(database)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds personal data
        with os.fdopen(descriptor, "wb") as written, ZipFile(written, "w", ZIP_DEFLATED) as archive:
            manifest = _write(archive, database, say)
        half.rename(to)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(
            f"The backup could not be written ({error}). Is there space, and may we write there?"
        ) from error
    finally:
        for path in (half, *database.parent.glob(f"{database.name}*")):
            path.unlink(missing_ok=True)
    return manifest


def _take_database(to: Path) -> None:
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as own,
            closing(sqlite3.connect(to)) as copy,
        ):
            own.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return
    # A process of its own, whose database is the new file: there the tables are made and filled as when a site moves.
    folder = to.with_name(f"{to.name}.folder")
    folder.mkdir()
    try:
        _manage(to, folder, "move_database", "--without-index", "--from", os.environ["DATABASE_URL"])
        with closing(sqlite3.connect(to)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        shutil.rmtree(folder)


def _manage(database: Path, data: Path, *command: str) -> None:
    """Runs a command in a process of its own, whose database is this file. Raises BackupError."""
    variables = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "PASSERELLE_DATA_DIR": str(data),
        "PASSERELLE_SECRET_KEY": settings.SECRET_KEY,
    }
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "manage.py", *command],
        cwd=settings.ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"The database could not be read: {done.stderr.strip().splitlines()[-1]}")


def _write(archive: ZipFile, database: Path, say: Progress) -> dict[str, Any]:
    say("Taking the files …")
    archive.write(database, DATABASE)
    sums = {DATABASE: _sum(database)}
    for path in sorted(stored()):
        name = f"{FILES}{path.relative_to(folder())}"
        try:
            archive.write(path, name)
            sums[name] = _sum(path)
        except FileNotFoundError:  # deleted meanwhile
            continue
    manifest = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": sums}
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def bring_back(source: Path, say: Progress) -> dict[str, int]:
    """Puts a backup into the empty database and data folder of this site; returns how many rows each table has. Raises BackupError; then the
    folder of files is as it was, and what came into the database waits for the next try."""
    if next(stored(), None):
        raise BackupError(
            f"There are files in {folder()}: bring a backup back into an empty data folder, or move them away."
        )
    unpacked = Path(settings.DATA_DIR) / "restoring"
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        with ZipFile(source) as archive:
            say("Checking the backup …")
            _unpack(archive, unpacked)
        say("Bringing its database to the version of this code …")
        _manage(unpacked / DATABASE, unpacked, "migrate", "--verbosity", "0")
        say("Filling the database …")
        with old_database(f"sqlite:///{unpacked / DATABASE}") as old:
            make_ready(old, connection)
            moved = move(old, connection, lambda _done, _total: None)
        folder().parent.mkdir(parents=True, exist_ok=True)
        if (unpacked / FILES).is_dir():
            shutil.copytree(unpacked / FILES, folder(), dirs_exist_ok=True)
    except (BadZipFile, FileNotFoundError, KeyError, ValueError) as error:
        raise BackupError(f"{source} is no whole backup of Passerelle ({error}). Nothing was brought back.") from error
    except MoveError as error:
        raise BackupError(str(error)) from error
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return {name: held.rows for name, held in moved.items()}


def _unpack(archive: ZipFile, to: Path) -> None:
    """Unpacks what the manifest names, and nothing else, each with its sum. Raises ValueError where something is not as it was written."""
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError(f"it has the format {manifest['format']}, this code reads {FORMAT}")
    for name, expected in manifest["sha256"].items():
        path = (to / name).resolve()
        if not path.is_relative_to(to.resolve()):
            raise ValueError(f"{name} leads out of it")
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as packed, path.open("wb") as written:
            shutil.copyfileobj(packed, written, CHUNK)
        if _sum(path) != expected:
            raise ValueError(f"{name} is not as it was written")


def folder() -> Path:
    """Where the files that people brought lie."""
    return Path(settings.MEDIA_ROOT)


def stored() -> Iterator[Path]:
    """All of them."""
    return (path for path in folder().rglob("*") if path.is_file())


def _sum(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as read:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
