"""`manage.py communities import SPACE --format jsonl|mbox FILE`: the archive of a forum or of a mailing list moves in.

`manage.py communities remake`: the HTML of all posts is made anew, where the rules for it have changed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from communities.archives.importing import bring_in
from communities.archives.json_lines import JsonLines
from communities.archives.mailbox import Mailbox
from communities.archives.reading import Place, Report
from communities.archives.scratch import Scratch
from communities.discussion.remaking import BATCH, left, remake
from communities.discussion.terms import FORUM
from communities.languages import CODES
from communities.spaces.models import Community
from communities.spaces.parts import is_on
from communities.spaces.terms import State

FORMS: dict[str, type[JsonLines | Mailbox]] = {"jsonl": JsonLines, "mbox": Mailbox}


class Command(BaseCommand):
    """Moves archives in, and makes posts anew."""

    help = "Moves the archive of a forum or a mailing list into a space, or makes the HTML of posts anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="import|remake")
        words = "move an archive into a space; begun again it goes on, and the same file twice changes nothing"
        action = actions.add_parser("import", help=words, description=words)
        action.add_argument("space", help="what follows /communities/ in its address")
        action.add_argument("files", type=Path, nargs="+", metavar="FILE", help="several belong to one archive")
        action.add_argument("--format", required=True, choices=FORMS)
        action.add_argument("--language", choices=CODES, help="of topics that don’t say theirs")
        action.add_argument(
            "--report", type=Path, help="where to write what was left out or changed, and why; else it is printed"
        )
        action.add_argument(
            "--files", type=Path, dest="folder", metavar="FOLDER",
            help="where the files of the posts lie; else they are looked for beside the archive",
        )  # fmt: skip
        action.add_argument("--quiet", action="store_true", help="say nothing but that report")
        words = (
            "make the HTML of all posts anew where the rules for it have changed; the worker does so too, more slowly"
        )
        actions.add_parser("remake", help=words, description=words).add_argument("--quiet", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "remake":
            self._remake(options)
            return
        community = self._space(options["space"])
        for file in options["files"]:
            if not file.is_file():
                raise CommandError(f"{file} is no file.")
        if options["folder"] and not options["folder"].is_dir():
            raise CommandError(f"{options['folder']} is no folder.")
        with ExitStack() as stack:
            to: Any = (
                stack.enter_context(options["report"].open("w", encoding="utf-8")) if options["report"] else self.stderr
            )
            self._import(community, options, Told(to), stack.enter_context(Scratch()))

    def _remake(self, options: dict[str, Any]) -> None:
        """Says every few thousand how far it is."""
        to_do = left()

        def progress(done: int) -> None:
            if done % 5000 < BATCH:
                self._say(options, f"{done:,} of {to_do:,} texts")

        self._say(options, f"{remake(progress=progress):,} texts made anew.")

    def _import(self, community: Community, options: dict[str, Any], told: Told, scratch: Scratch) -> None:
        archive, all_posts = FORMS[options["format"]](), 0
        for file in options["files"]:
            all_posts = scratch.fill(archive.read(file, told.report), told.report)
            self._say(options, f"{file}: read, {all_posts:,} posts in all")

        scratch.settle(archive.topics())

        def progress(done: int) -> None:
            if done % 5000 < 500 or done == all_posts:
                self._say(options, f"{done:,} of {all_posts:,} posts")

        outcome = bring_in(
            scratch,
            community,
            told.report,
            language=options["language"] or "",
            files=options["folder"],
            progress=progress,
        )
        self._say(
            options,
            f"{outcome.posts:,} posts in {outcome.topics:,} new topics, with {outcome.files:,} files; {outcome.known:,} were there already.",
        )
        self._say(
            options,
            f"{told.count['skipped']:,} left out, {told.count['kept']:,} kept with a change{told.where(options)}.",
        )

    def _space(self, slug: str) -> Community:
        community = Community.objects.filter(slug=slug).first()
        if community is None:
            raise CommandError(f"There is no space /communities/{slug}/. Found it first.")
        if community.state != State.ACTIVE or not is_on(community, FORUM):
            raise CommandError(f"{community.name} must be active and have a forum, for the archive to move into.")
        return community

    def _say(self, options: dict[str, Any], line: str) -> None:
        if not options["quiet"]:
            self.stdout.write(line)
            cast(Any, self.stdout).flush()


class Told:
    """Writes and counts what is told of an archive."""

    def __init__(self, to: TextIO) -> None:
        self.to = to
        self.count: Counter[str] = Counter()
        self.report = Report(note=self._note, skip=self._skip)

    def where(self, options: dict[str, Any]) -> str:
        """Where it can be read."""
        return f"; see {options['report']}" if options["report"] and self.count else ""

    def _note(self, place: Place, why: str) -> None:
        self._write("kept", place, why)

    def _skip(self, place: Place, why: str) -> None:
        self._write("skipped", place, why)

    def _write(self, what: str, place: Place, why: str) -> None:
        self.count[what] += 1
        line = f"{place}: {what}: {' '.join(why.split())}\n"
        self.to.write(line.encode(sys.getdefaultencoding(), "replace").decode())
