"""What an archive is read into, whatever its form: posts with where they stood in the file, and notes of what was wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.utils import timezone

EARLIEST: Final = datetime(1970, 1, 2, tzinfo=UTC)  # before, it is a clock that was never set
LONGEST_TEXT: Final = 1_000_000  # characters of one post
LONGEST_NAME: Final = 120
LONGEST_TAG: Final = 60
MOST_TAGS: Final = 20  # of one topic
MOST_LIKES: Final = 1_000_000
MILLISECONDS: Final = 100_000_000_000  # a number of seconds this large would be in the year 5138
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BROKEN: Final = re.compile(r"[\x00\ud800-\udfff]")  # what no database keeps


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an archive something stands."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Sent(NamedTuple):
    """A file of a post, as the archive tells of it; nothing of it is believed."""

    path: str  # below the archive's folder of files
    name: str
    alt: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One post of an archive."""

    place: Place
    reference: str = ""  # what the archive calls it; empty: nothing
    everywhere: bool = False  # whether that names it in all archives, as a Message-ID does
    answers: str = ""  # the reference of the post that it answers, or its place in the topic, from 1
    topic: str  # what the archive calls its topic
    title: str
    name: str
    address: str  # the e-mail address; it is never kept
    created: datetime | None
    text: str  # Markdown
    tags: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # concepts by scheme:code, which the catalogue knows
    likes: int = 0
    kind: str = ""
    language: str = ""
    files: tuple[Sent, ...] = ()

    @property
    def identity(self) -> str:
        """The same for the same post, whenever and from whichever file it is read."""
        if self.everywhere:
            return digest(self.reference)
        created = self.created.isoformat() if self.created else ""
        return digest(
            self.topic, self.reference, self.address or self.name, created, "" if self.reference else self.text
        )


Note = Callable[[Place, str], None]  # something was kept, though not as it stood there
Skip = Callable[[Place, str], None]  # something was left out


@dataclass(frozen=True, slots=True)
class Report:
    """What is told while reading."""

    note: Note
    skip: Skip


def digest(*parts: str) -> str:
    """32 characters that stand for some texts."""
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def clean(text: str) -> str:
    """The text as it can be stored and shown: without NULs, lone surrogates and other control characters, with plain line ends."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    if BROKEN.search(whole):
        whole = BROKEN.sub("", whole)
    return CONTROLS.sub("", whole)


def one_line(text: str, longest: int) -> str:
    """The text on one line, cut where it is too long."""
    line = " ".join(clean(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def person(written: str) -> tuple[str, str]:
    """The name and the address of "Ana <ana@example.org>"; for a name, what stands before the @ where there is no other."""
    line = " ".join(clean(written).split())
    name, address = parseaddr(line) if "@" in line else (line, "")
    if "@" not in address:
        name, address = line, ""
    if "@" in name:
        address = address or name
        name = name.partition("@")[0].strip(" <\"'")
    return one_line(name or address.partition("@")[0], LONGEST_NAME), address.strip().lower()[:254]


def moment(written: Any) -> datetime | None:
    """A moment: ISO 8601, seconds or milliseconds since 1970, or as in mails. None for what is none, or can't be when somebody wrote."""
    try:
        found = _moment(written)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        in_utc = found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return in_utc if EARLIEST <= in_utc <= timezone.now() + timedelta(days=1) else None


def _moment(written: Any) -> datetime:
    if isinstance(written, bool):
        raise TypeError("not a moment")
    if isinstance(written, (int, float)):
        return datetime.fromtimestamp(written / 1000 if abs(written) > MILLISECONDS else written, UTC)
    text = str(written).strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
