"""Has files read and drawn by the worker, in a process of its own for each (`child.py`), which may die of a file without anybody noticing.

A room registers whose files are read (`reads`), asks for one in the transaction in which it came (`wanted`), and is given its words,
page by page, or the reason why there are none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.files.storage import default_storage

from portal.foundation import outbox
from portal.foundation.files.facts import Unreadable
from portal.foundation.files.words import READERS, Words
from portal.foundation.outbox import OutboxEntry

log = structlog.get_logger(__name__)
KIND: Final = "extraction"  # of rows of the outbox
LONGEST: Final = 60  # seconds that the worker waits for one file; half of a lease
ATTEMPTS: Final = 3
OWN_MEMORY: Final = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class UnreadableError(ValueError):
    """Nothing can be had of a file; `reason` says why."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """A stored file, and what it is."""

    name: str  # in the storage
    extension: str


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A picture of a page, as WebP; the preview has the number 0."""

    number: int
    content: bytes
    width: int  # pixels
    height: int


Find = Callable[[int], Source | None]
Keep = Callable[[int, "Words | Unreadable"], None]
_owners: dict[str, tuple[Find, Keep]] = {}


def reads(owner: str, find: Find, keep: Keep) -> None:
    """Registers whose files are read: `find` gives the file of a row, None where it is gone; `keep` is given what came of it."""
    _owners[owner] = (find, keep)


def wanted(owner: str, key: int) -> None:
    """Has the words of a row's file read, once the current transaction is done."""
    outbox.enqueue(KIND, f"{owner}:{key}")


def holds_words(extension: str) -> bool:
    """Whether files of this kind are read."""
    return extension in READERS


@outbox.handler(KIND, slow=True)
def work_off(entries: Sequence[OutboxEntry]) -> None:
    """Reads files."""
    for entry in entries:
        owner, _colon, key = entry.key.partition(":")
        find, keep = _owners[owner]
        source = find(int(key))
        if source is None:
            continue
        try:
            found: Words | Unreadable = words_of(source)
        except UnreadableError as error:
            once_more(entry, error)
            log.info("files.unreadable", owner=owner, key=key, reason=error.reason.value)
            found = error.reason
        keep(int(key), found)


def once_more(entry: OutboxEntry, error: UnreadableError) -> None:
    """Raises the error where another attempt may help: what takes too long may do so because the machine is busy."""
    if error.reason == Unreadable.HEAVY and entry.attempts < ATTEMPTS - 1:
        raise error


def words_of(source: Source) -> Words:
    """The words of a file, page by page. Raises UnreadableError."""
    return Words(**_asked(source, "words"))


def drawn_pages(source: Source, first: int, last: int) -> tuple[list[DrawnPage], int]:
    """Pictures of the pages of a PDF, from the first to the last, the ends included; and how many it has. Raises UnreadableError."""
    return _drawn(source, "pictures", str(first), str(last))


def preview_of(source: Source) -> DrawnPage:
    """A small picture of a picture, or of the first page of a PDF. Raises UnreadableError."""
    (drawn,), _count = _drawn(source, "preview")
    return drawn


def sheet_of(source: Source, name: str = "") -> dict[str, Any]:
    """What `files.sheets` says of a sheet of an Excel file; or `too_many`, where it has too many rows or columns. Raises UnreadableError."""
    return _asked(source, "sheet", name)


def _drawn(source: Source, what: str, *which: str) -> tuple[list[DrawnPage], int]:
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        said = _asked(source, what, folder, *which)
        pages = [
            DrawnPage(number, (Path(folder) / f"{number}.webp").read_bytes(), width, height)
            for number, width, height in said["drawn"]
        ]
    return pages, said["count"]


def _asked(source: Source, what: str, *given: str) -> dict[str, Any]:
    """What the process answers. One that is ended by its limits, or by the clock, has met a file that is too heavy."""
    command = [sys.executable, "-m", "portal.foundation.files.child", what, source.extension, *given]
    try:
        with default_storage.open(source.name) as stored:
            done = subprocess.run(  # noqa: S603  # our own program, with no word of the file's sender
                command, stdin=stored, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=settings.ROOT, env=_environment(), timeout=LONGEST, check=False,
            )  # fmt: skip
    except FileNotFoundError:
        raise UnreadableError(Unreadable.BROKEN) from None
    except subprocess.TimeoutExpired:
        raise UnreadableError(Unreadable.HEAVY) from None
    if done.returncode:
        raise UnreadableError(Unreadable.HEAVY)
    said: dict[str, Any] = json.loads(done.stdout)
    if reason := said.get("unreadable"):
        raise UnreadableError(Unreadable(reason))
    return said


def _environment() -> dict[str, str]:
    """No secret of the site's."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ} | OWN_MEMORY
