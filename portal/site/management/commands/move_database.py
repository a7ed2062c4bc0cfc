"""`manage.py move_database --from sqlite:////srv/passerelle/var/passerelle.sqlite3`: everything into the database that DATABASE_URL names."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from portal.site.management.commands.serve import lock_folder
from portal.site.moving import MoveError, is_half_moved, make_ready, move, old_database
from search.indexing import rebuild

STEPS = 10


class Command(BaseCommand):
    """For whoever outgrows one machine; docs/operations.md tells the whole way."""

    help = (
        "Moves everything from another database into the empty one that DATABASE_URL names; the other one stays as it is. "
        "What was broken off goes on where it stopped when it is run again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="url",
            required=True,
            help="the old database, such as sqlite:////srv/passerelle/var/passerelle.sqlite3",
        )

        parser.add_argument(
            "--without-index", action="store_true", help="make no search index; the worker does it later"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with lock_folder(Path(settings.DATA_DIR)):  # nobody may write meanwhile
            try:
                with old_database(options["url"]) as old:
                    self.move(old, with_index=not options["without_index"])
            except MoveError as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                sentence = " ".join(str(error).split())
                raise CommandError(
                    f"The move was not ended: {sentence}. Check both addresses, their accounts and free space, and run this again: it goes on "
                    "where it stopped."
                ) from error

    def move(self, old: Any, *, with_index: bool) -> None:
        """The steps in their order, each told."""
        started = time.monotonic()
        self.say("Making the tables of the new database …")
        make_ready(old, connection)
        if is_half_moved(connection):
            self.say("Going on with a move that was broken off.")
        self.shown = 0
        moved = move(old, connection, self.progress)
        for name, held in moved.items():
            self.say(f"{name}: {held}")
        rows = sum(held.rows for held in moved.values())
        seconds = time.monotonic() - started
        self.say(f"{rows:,} rows in {len(moved)} tables, counted and compared value by value ({seconds:.0f} s).")
        if with_index:
            self.say(f"Search index: {rebuild():,} documents.")
        self.say(
            "Now set DATABASE_URL to the new database wherever the site is started, and start it. Keep the old database until all is well."
        )

    def progress(self, done: int, total: int) -> None:
        """A line each tenth of the way."""
        if done * STEPS // total > self.shown:
            self.shown = done * STEPS // total
            self.say(f"{done:,} of {total:,} rows")

    def say(self, line: str) -> None:
        """Prints a line at once."""
        self.stdout.write(line)
        self.stdout.flush()
