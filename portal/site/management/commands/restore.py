"""`manage.py restore /srv/backups/2026-11-29.zip`: a backup into an empty site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from portal.site.backing_up import BackupError, bring_back
from portal.site.management.commands.serve import lock_folder
from search.indexing import rebuild


class Command(BaseCommand):
    """The way back; into SQLite or PostgreSQL, whichever DATABASE_URL names."""

    help = "Brings a backup back into the empty database and data folder of this site. The site must not run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file that `manage.py backup` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        with lock_folder(Path(settings.DATA_DIR)):
            try:
                counts = bring_back(options["file"].resolve(), self.stdout.write)
            except BackupError as error:
                raise CommandError(str(error)) from error
            except (DatabaseError, OSError) as error:
                raise CommandError(
                    f"The backup was not brought back to its end: {' '.join(str(error).split())}. Check DATABASE_URL and free space, and "
                    "run this again: it goes on where it stopped."
                ) from error
            self.stdout.write(
                f"{sum(counts.values()):,} rows in {len(counts)} tables, counted and compared value by value."
            )
            self.stdout.write(f"Search index: {rebuild():,} documents.")
            self.stdout.write(
                "Now delete the accounts that were deleted since the backup was made, and start the site."
            )
