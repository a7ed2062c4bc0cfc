"""`manage.py backup /srv/backups/2026-11-29.zip`: the database and the files of a running site in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.site.backing_up import BackupError, back_up


class Command(BaseCommand):
    """For whoever runs the site; docs/operations.md tells what else to keep."""

    help = "Writes the database and all files into one ZIP file, while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to be written; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = back_up(options["file"].resolve(), self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = options["file"].stat().st_size / 1e6
        self.stdout.write(f"{options['file']}: the database and {len(made['sha256']) - 1:,} files, {size:,.1f} MB.")
        self.stdout.write(
            "Keep the secret key beside it, in another place. It holds personal data: delete it when you need it no longer."
        )
