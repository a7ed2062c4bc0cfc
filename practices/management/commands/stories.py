"""No back-up brings a story back: `stories erased` lists the keys of those that are gone, `stories forget` erases what it is given."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices.stories import actions
from practices.stories.models import Decision, Story

GONE = (Decision.What.ERASED, Decision.What.TAKEN_DOWN, Decision.What.WITHDRAWN, Decision.What.ENDED)


class Command(BaseCommand):
    """Sees to it that a back-up brings no story back."""

    help = "Lists stories that are gone, or takes them out of a database that was restored from before."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=["erased", "forget"])

    def handle(self, *, what: str, **_options: Any) -> None:
        """Raises CommandError for a line that is no key."""
        if what == "erased":
            there = set(Story.objects.exclude(state="draft").values_list("key", flat=True))
            gone = Decision.objects.filter(what__in=GONE).values_list("number", flat=True).distinct()
            for key in sorted(str(key) for key in gone if key not in there):
                self.stdout.write(key)
            return
        try:
            keys = [UUID(line.strip()) for line in sys.stdin if line.strip()]
        except ValueError as error:
            raise CommandError(f"{error}: give one key a line, as `manage.py stories erased` writes them.") from error
        for story in Story.objects.filter(key__in=keys):
            actions.erase(story, None)
        self.stdout.write(f"{len(keys)} looked for, all of them gone.")
