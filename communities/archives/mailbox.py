"""An archive of a mailing list as an mbox file: topics by who answers whom, and by subject where a mail doesn't say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from communities.archives.mail_text import hide_addresses, markdown_of_mail
from communities.archives.reading import (
    BROKEN,
    LONGEST_TEXT,
    Place,
    Report,
    Said,
    clean,
    digest,
    moment,
    one_line,
    person,
)
from portal.texts.from_html import to_markdown

LONGEST_MAIL: Final = 30_000_000  # bytes, with what is attached
LONGEST_LINE: Final = 1_000_000
OTHER_ENCODINGS: Final = ("utf-8", "cp1252")
IDENTIFIER: Final = re.compile(r"<([^<>\s]{1,250})>")
MOST_REFERENCES: Final = 30  # of one mail, the nearest
ESCAPED: Final = re.compile(rb"^>(>*From )")
ANSWER: Final = re.compile(
    r"\A(?:(?:re|aw|sv|vs|antw|odp|fw|fwd|wg|tr|rif|r)(?:\[\d+\])?\s*:\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE
)
REPLY: Final = re.compile(r"(?:re|aw|sv|vs|antw|odp|rif|r)(?:\[\d+\])?\s*:", re.IGNORECASE)
OBSCURED: Final = re.compile(r"\A(\S+) at (\S+) \((.*)\)\Z")  # as Mailman's archives write an author


class Mailbox:
    """The mails of one list, from one file or several."""

    def __init__(self) -> None:
        self.threads = Threads()

    def read(self, file: Path, report: Report) -> Iterator[Said]:
        """The mails of a file; what is wrong with one is told, and the next one read."""
        for place, raw in mails(file, report):
            try:
                said = self._said(message_from_bytes(raw, policy=policy.compat32), place, report)
            except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
                report.skip(place, f"not a mail that can be read: {type(error).__name__}")
                continue
            if said:
                yield said

    def topics(self) -> Iterator[tuple[str, str, str]]:
        """For each mail, by its reference: its topic, and what it answers."""
        return self.threads.topics()

    def _said(self, mail: Message[Any, Any], place: Place, report: Report) -> Said | None:
        text = body(mail, place, report)
        if not text.strip():
            report.skip(place, "it says nothing that can be read")
            return None
        if len(text) > LONGEST_TEXT:
            report.skip(place, f"the mail is longer than {LONGEST_TEXT:,} characters")
            return None
        if BROKEN.search(text):
            report.note(place, "characters that can’t be stored were left out")
        subject, (name, address) = header(mail, "Subject"), author(header(mail, "From"))
        created = moment(header(mail, "Date")) or moment(header(mail, "Received").rpartition(";")[2])
        if created is None:
            report.note(
                place, f"the date {header(mail, 'Date')[:40]!r} can’t be right; it is put after the mail before"
            )
        own = next(iter(IDENTIFIER.findall(header(mail, "Message-ID"))), "")
        own = own or digest(name, address, subject, header(mail, "Date"), text)
        answered = IDENTIFIER.findall(header(mail, "References")) + IDENTIFIER.findall(header(mail, "In-Reply-To"))[:1]
        self.threads.add(own, answered[-MOST_REFERENCES:], subject)
        return Said(
            place=place, reference=own, everywhere=True, topic="",
            title=one_line(hide_addresses(ANSWER.sub("", subject)), 10_000), name=name, address=address,
            created=created, text=clean(text).strip("\n"),
        )  # fmt: skip


class Threads:
    """Which mails belong together: whoever answers joins what they answer; a subject that begins with Re: joins the last of its kind.

    It holds the identifiers of all mails, and nothing of their words.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}  # of each identifier that was met, of mails that are not there too
        self.roots: list[int] = []
        self.answers: dict[int, Sequence[int]] = {}  # of each mail that is there: what it refers to, the nearest last
        self.subjects: dict[str, int] = {}  # the last mail of each subject

    def add(self, own: str, answered: Sequence[str], subject: str) -> None:
        """Takes a mail in."""
        number = self._number(own)
        before = [other for identifier in answered if (other := self._number(identifier)) != number]
        for older, newer in pairwise((*before, number)):
            self._join(older, newer)
        about = digest(ANSWER.sub("", subject).casefold())
        if not before and REPLY.search(subject[:40]) and about in self.subjects:
            self._join(self.subjects[about], number)
        self.subjects[about] = number
        self.answers.setdefault(number, before)

    def topics(self) -> Iterator[tuple[str, str, str]]:
        """Reference, topic and what is answered, of each mail: the nearest that is there, else the nearest of all."""
        names = list(self.numbers)
        for number, before in self.answers.items():
            nearest = next(
                (other for other in reversed(before) if other in self.answers), before[-1] if before else None
            )
            yield names[number], names[self._root(number)], names[nearest] if nearest is not None else ""

    def _number(self, identifier: str) -> int:
        number = self.numbers.setdefault(identifier, len(self.numbers))
        if number == len(self.roots):
            self.roots.append(number)
        return number

    def _root(self, number: int) -> int:
        while self.roots[number] != number:
            self.roots[number] = self.roots[self.roots[number]]
            number = self.roots[number]
        return number

    def _join(self, older: int, newer: int) -> None:
        self.roots[self._root(newer)] = self._root(older)


def mails(file: Path, report: Report) -> Iterator[tuple[Place, bytes]]:
    """The mails of an mbox file, each with the line that it begins at. They begin with "From " after an empty line."""
    lines: list[bytes] = []
    size, began, after_empty = 0, 0, True
    with file.open("rb") as mailbox:
        number = 0
        while line := mailbox.readline(LONGEST_LINE):
            number += 1
            if after_empty and line.startswith(b"From "):
                yield from _mail(file, began, lines, size, report)
                lines, size, began = [], 0, number
            elif began:
                size += len(line)
                if size <= LONGEST_MAIL:
                    lines.append(ESCAPED.sub(rb"\1", line))
            elif line.strip():
                report.skip(Place(file, number), "before the first line that begins with “From ”")
            after_empty = not line.strip()
        yield from _mail(file, began, lines, size, report)


def _mail(file: Path, began: int, lines: list[bytes], size: int, report: Report) -> Iterator[tuple[Place, bytes]]:
    if size > LONGEST_MAIL:
        report.skip(Place(file, began), f"the mail is longer than {LONGEST_MAIL:,} bytes")
    elif began:
        yield Place(file, began), b"".join(lines)


def header(mail: Message[Any, Any], name: str) -> str:
    """A header's words, whatever they were encoded in."""
    raw = mail.get(name)
    if raw is None:
        return ""
    try:
        parts = decode_header(str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    except (HeaderParseError, ValueError, LookupError):
        parts = [(str(raw), None)]
    said = "".join(
        part if isinstance(part, str) else decoded(part, str(charset or "ascii"))[0] for part, charset in parts
    )
    return " ".join(clean(said).split())


def author(written: str) -> tuple[str, str]:
    """Name and address of who wrote a mail."""
    obscured = OBSCURED.match(written)
    return person(f"{obscured[3]} <{obscured[1]}@{obscured[2]}>" if obscured else written)


def decoded(raw: bytes, charset: str) -> tuple[str, bool]:
    """A text from its bytes, and whether it was in the encoding that it says."""
    for encoding in (charset, *OTHER_ENCODINGS):
        try:
            return raw.decode(encoding), encoding == charset
        except (LookupError, ValueError):
            continue
    return raw.decode(OTHER_ENCODINGS[-1], "replace"), False


def body(mail: Message[Any, Any], place: Place, report: Report) -> str:
    """What a mail says, as Markdown: its plain text, or its HTML where it has no other. What is attached is told, and left out."""
    plain, html = list[str](), list[str]()
    for part in mail.walk():
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename()
        if name or part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            report.note(place, f"what was attached is left out: {one_line(collapse_rfc2231_value(name or kind), 200)}")
        elif kind == "text/plain":
            flowed = str(part.get_param("format", "")).lower() == "flowed"
            plain.append(markdown_of_mail(clean(_text(part, place, report)), flowed=flowed))
        else:
            html.append(hide_addresses(to_markdown(clean(_text(part, place, report)))))
    return "\n\n".join(plain if any(one.strip() for one in plain) else html)


def _text(part: Message[Any, Any], place: Place, report: Report) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "us-ascii"
    text, as_said = decoded(raw, charset)
    if not as_said and charset != "us-ascii":
        report.note(place, f"it is not in the encoding that it says, {charset[:40]}; it was repaired")
    return text
