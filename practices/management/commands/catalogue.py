"""`manage.py catalogue check|load|export FOLDER`: the catalogue as files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError

from practices.catalogue.checking import read_catalogue
from practices.catalogue.exporting import export
from practices.catalogue.loading import CatalogueError, load
from practices.catalogue.reading import Problem

DONE = {"check": "nothing was read further", "load": "nothing was loaded"}


class Command(BaseCommand):
    """Checks, loads and exports the catalogue's files; data/README.md describes them."""

    help = "Checks, loads or exports the files of the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="check|load|export")
        for name, words in (
            ("check", "tell all that is wrong with the files of a folder; write nothing"),
            ("load", "check the files of a folder, then load them in one transaction"),
            ("export", "write what is published into an empty folder"),
        ):
            action = actions.add_parser(name, help=words, description=words)
            action.add_argument("folder", type=Path, help="such as data/")
            action.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = bool(options["quiet"])
        actions = {"check": self.check_files, "load": self.load, "export": self.export}
        actions[options["action"]](options["folder"])

    def check_files(self, folder: Path) -> None:
        """Tells what is wrong."""
        catalogue = read_catalogue(folder)
        if catalogue.problems:
            self._complain(list(catalogue.problems), "check")
        self._say(f"{len(catalogue.entries)} entries, nothing wrong.")

    def load(self, folder: Path) -> None:
        """Loads, with progress."""
        try:
            outcome = load(folder, self._progress)
        except CatalogueError as error:
            self._complain(error.problems, "load")
        if outcome.skipped:
            return self._say("The catalogue is loaded already; its files have not changed.")
        for line in [*outcome.kept, *outcome.removed]:
            self.stderr.write(line)
        self._say(
            f"Catalogue: {outcome.created} new, {outcome.updated} renewed, {outcome.unchanged} unchanged, {len(outcome.kept)} left alone."
        )

    def export(self, folder: Path) -> None:
        """Writes files."""
        try:
            count = export(folder)
        except OSError as error:
            raise CommandError(str(error)) from error
        self._say(f"{count} files in {folder}")

    def _complain(self, problems: list[Problem], action: str) -> None:
        for problem in problems:
            self.stderr.write(str(problem))
        raise CommandError(f"{len(problems)} problem(s): {DONE[action]}. Mend the files and try again.")

    def _say(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)

    def _progress(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)
            cast(Any, self.stdout).flush()
