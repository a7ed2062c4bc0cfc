"""`manage.py prepare`: brings database, site tree, files, catalogue and index up to date.

Every step may be repeated, and one that was broken off half-way is done again by the next run. What is costly is skipped
when nothing it depends on has changed since it last succeeded: that is noted in `prepared.json` in the data folder, together
with which database it was done to.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from communities import examples
from communities.commitments import documents as lessons
from portal.accounts import demo
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.foundation.erasure import erase
from portal.site.moving import refuse_half_moved
from portal.site.tree import ensure_tree
from portal.site.workflow.stages import ensure_stages
from practices.stories import starter as stories
from search.engines import engine
from search.indexing import rebuild

CATALOGUE: Final = Path(settings.ROOT) / "data"
STORIES: Final = CATALOGUE / "stories" / "stories.yaml"
EXAMPLES: Final = CATALOGUE / "examples" / "communities.yaml"
LESSONS: Final = Path(settings.ROOT) / "templates/communities/lessons"
CODE: Final = ("portal", "search", "practices", "communities")


class Command(BaseCommand):
    """What `make run` does before it starts the server, and an operator after an upgrade."""

    help = "Brings database, site tree, static files, starter catalogue and search index up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-demo", action="store_true", help="take out demo log-ins and example communities first"
        )
        parser.add_argument("--without-catalogue", action="store_true", help="leave the starter catalogue out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.prepare(**options)
        except OSError as error:
            sys.exit(
                f"Passerelle can't write to {error.filename or settings.DATA_DIR}: {error.strerror}. Make room, or make it writable."
            )
        except DatabaseError as error:
            sys.exit(
                f"The database can't be used: {error}. Check DATABASE_URL, free space and rights in {settings.DATA_DIR}."
            )

    def prepare(self, **options: Any) -> None:
        """Runs the steps in their order."""
        refuse_half_moved()
        self.step("Database", migrate)
        if options["without_demo"]:
            self.step("Demo log-ins and examples deleted", delete_demo)
        demo.refuse_in_production()
        code = fingerprint(path for folder in CODE for path in (Path(settings.ROOT) / folder).rglob("*.py"))
        self.step("Groups and rights", ensure_groups, unless=code)
        self.step("Site tree", ensure_tree, unless=f"{code} {settings.SITE_ADDRESS}")
        self.step("Stages of reviews", ensure_stages, unless=code)
        if settings.DEMO_LOG_INS:
            self.step("Demo log-ins", demo.ensure_log_ins, unless=demo.password())
        collected = staticfiles_storage.exists("staticfiles.json")
        self.step("Style sheet, scripts, images", collect_static, unless=static_fingerprint(), anyway=not collected)
        if not options["without_catalogue"]:
            texts = fingerprint(CATALOGUE.rglob("*.yaml"))
            self.step("Starter catalogue", self.load_catalogue, unless=f"{texts} {code}")
            self.step("Starter stories", lambda: stories.load(STORIES), unless=fingerprint([STORIES]))
        self.step("Lessons", lessons.refresh, unless=f"{code} {fingerprint(LESSONS.iterdir())}")
        if settings.DEMO and not options["without_demo"]:
            self.step("Example communities", lambda: examples.load(EXAMPLES), unless=fingerprint([EXAMPLES]))
        if not engine().status().available:
            self.step("Search index", rebuild)

    def step(
        self, title: str, action: Callable[[], object], *, unless: str | None = None, anyway: bool = False
    ) -> None:
        """Does one thing and says how long it took; skips what was done before under the same conditions."""
        done, now = Notes(), hashlib.sha256(f"{unless} {database_identity()}".encode()).hexdigest()
        if unless is not None and not anyway and done.get(title) == now:
            return
        self.stdout.write(f"{title} … ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        action()
        if unless is not None:
            done.set(title, now)
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def load_catalogue(self) -> None:
        """Loads data/; what an editor changed since stays as it is."""
        call_command("catalogue", "load", str(CATALOGUE))


class Notes:
    """Which step was last done under which conditions."""

    def __init__(self) -> None:
        self.file = Path(settings.DATA_DIR) / "prepared.json"

    def all(self) -> dict[str, str]:
        """Everything noted; nothing, if the notes can't be read."""
        try:
            read = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def get(self, title: str) -> str | None:
        """The conditions of a step, if it was done."""
        return self.all().get(title)

    def forget(self, title: str) -> None:
        """A step that was taken back is to be done again when it is wanted again."""
        if title in self.all():
            self.set(title, "")

    def set(self, title: str, conditions: str) -> None:
        """Notes that a step is done; the file is replaced in one go."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({**self.all(), title: conditions}, indent=1), encoding="utf-8")
        fresh.replace(self.file)


def migrate() -> None:
    """Brings the tables up to date, if they aren't."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)  # makes it where it isn't there


def delete_demo() -> None:
    """Ends the accounts that were made for trying the site out, and takes out what was invented for it."""
    examples.remove()
    Notes().forget("Example communities")
    for user in User.objects.filter(email__in=demo.log_ins()):
        erase(user)


def collect_static() -> None:
    """Collects, hashes and compresses what pages are drawn with."""
    call_command("collectstatic", interactive=False, verbosity=0)


def database_identity() -> str:
    """Tells this database from any other: when its first migration was applied."""
    if not MigrationRecorder(connection).has_table():
        return ""
    first = MigrationRecorder.Migration.objects.order_by("id").first()
    return str(first.applied) if first else ""


def fingerprint(paths: Iterable[Path]) -> str:
    """Changes whenever one of the files does."""
    rows = sorted(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in paths)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def static_fingerprint() -> str:
    """Changes whenever a static file does."""
    return fingerprint(
        Path(storage.path(name)) for finder in finders.get_finders() for name, storage in finder.list([])
    )
