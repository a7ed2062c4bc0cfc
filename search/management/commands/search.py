"""`manage.py search …`: looks after the search index by hand, and measures how good search is."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from search import indexing, registry
from search.engines import engine
from search.engines.base import EngineBusyError, EngineUnreachableError, RebuildError
from search.evaluation import expectations
from search.evaluation.evaluate import add_arguments, evaluate


class Command(BaseCommand):
    """The index rebuilds itself where it is missing or broken; this command is for wanting to, and for measuring."""

    help = "Rebuilds the search index, shows how it is, returns to the one before, or measures how good search is."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One of a few things to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        rebuild = actions.add_parser(
            "rebuild", help="Build a new index, verify it and swap; searching goes on meanwhile."
        )
        rebuild.add_argument(
            "--afresh",
            action="store_true",
            help="Begin anew where a rebuild was killed, instead of going on from there.",
        )
        actions.add_parser("status", help="Say which index answers, how many documents it holds, and what waits.")
        actions.add_parser("rollback", help="Return to the index before the last rebuild.")
        actions.add_parser("expectations", help="Say how the live index does by what editors expect of it.")
        add_arguments(actions.add_parser("evaluate", help="Measure on a judged collection, in an index of its own."))

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Does it; what went wrong is one sentence and a status other than 0."""
        if action == "evaluate":
            return evaluate(options, self.stdout, self.stderr)
        if action == "expectations":
            return expectations.show(self.stdout)
        try:
            self._look_after(action, afresh=options.get("afresh", False))
        except (EngineBusyError, EngineUnreachableError, RebuildError) as error:
            raise CommandError(str(error)) from error

    def _look_after(self, action: str, *, afresh: bool) -> None:
        if action == "rebuild":
            self._rebuild(afresh=afresh)
        elif action == "status":
            self._status()
        else:
            self._rollback()

    def _rebuild(self, *, afresh: bool) -> None:
        expected = sum(sum(1 for _key in source.all_keys()) for source in registry.sources().values())
        started = timezone.now()

        def progress(done: int) -> None:
            if self.stdout.isatty():
                self.stdout.write(f"\r{done:,} documents of about {expected:,} records", ending="")
                self.stdout.flush()

        count = indexing.rebuild(progress, afresh=afresh)
        seconds = (timezone.now() - started).total_seconds()
        if self.stdout.isatty():
            self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"{count:,} documents indexed and counted in {seconds:.1f} seconds."))

    def _status(self) -> None:
        status = engine().status()
        self.stdout.write(f"available: {'yes' if status.available else 'no'}")
        if status.note:
            self.stdout.write(f"note: {status.note}")
        self.stdout.write(f"documents: {status.documents:,}")
        self.stdout.write(f"live index: {status.live or 'none'}")
        self.stdout.write(f"index before: {status.previous or 'none'}")
        self.stdout.write(f"oldest change waiting: {indexing.behind().total_seconds():.0f} seconds")
        if not status.available:
            raise CommandError("Search is not available. Run `manage.py search rebuild`.")

    def _rollback(self) -> None:
        name = engine().rollback()
        self.stdout.write(self.style.SUCCESS(f"The index {name} answers again. Changes since then need a rebuild."))
