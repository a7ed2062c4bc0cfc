"""An archive as JSON lines: one post a line, with `topic`, `title`, `author`, `created` and `body` (Markdown) or `html`.

Optional are `id` (or `number`), `reply_to` (the id of the post that is answered, or its place in the topic, from 1), `tags`, `subjects`
(concepts of the catalogue, such as theme:families), `likes`, `email`, `kind`, `language` and `files` (each with `path`, perhaps `name` and
`alt`). The copy of a space is such a file.
Topics in which a post says `kind` "case" are left out, and that is told: their people were promised that nobody learns who they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from communities.archives.reading import (
    BROKEN,
    LONGEST_TAG,
    LONGEST_TEXT,
    MOST_LIKES,
    MOST_TAGS,
    Place,
    Report,
    Said,
    Sent,
    clean,
    moment,
    one_line,
    person,
)
from communities.discussion.terms import FILES_OF_A_POST
from communities.subjects import SCHEMES
from portal.texts.from_html import to_markdown
from portal.vocabularies.snapshot import vocabulary

LONGEST_LINE: Final = 8_000_000  # bytes
POST: Final = ("body", "html", "topic")  # a line with none of them is something else
OTHER_ENCODING: Final = "cp1252"  # what text that is not UTF-8 mostly is


class JsonLines:
    """The posts of one forum, from one file or several."""

    def read(self, file: Path, report: Report) -> Iterator[Said]:
        """The posts of a file; what is wrong with a line is told, and the next one read."""
        with file.open("rb") as lines:
            number = 0
            while line := lines.readline(LONGEST_LINE):
                number += 1
                place = Place(file, number)
                if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    while (rest := lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                        pass
                    report.skip(place, f"the line is longer than {LONGEST_LINE:,} bytes")
                elif line.strip() and (said := _said(line, place, report)):
                    yield said

    def topics(self) -> Iterable[tuple[str, str, str]]:
        """Nothing: each post says itself where it belongs."""
        return ()


def _said(line: bytes, place: Place, report: Report) -> Said | None:
    """The post of a line; None for what is none."""
    try:
        row = json.loads(_text(line, place, report))
    except (ValueError, RecursionError) as error:
        report.skip(place, f"not JSON: {error}")
        return None
    if not isinstance(row, dict):
        report.skip(place, "not an object: write one post a line, as {…}")
        return None
    if "type" in row and not any(key in row for key in POST):
        return None  # another thing of a space's copy
    topic = _word(row.get("topic")) or _word(row.get("title"))
    text = _body(row)
    if not topic:
        report.skip(place, "neither topic nor title says where it belongs")
        return None
    if text is None or not text.strip():
        report.skip(place, "it says nothing: body and html are missing or empty")
        return None
    if len(text) > LONGEST_TEXT:
        report.skip(place, f"the post is longer than {LONGEST_TEXT:,} characters")
        return None
    return _post(row, topic, text, place, report)


def _post(row: Mapping[str, Any], topic: str, text: str, place: Place, report: Report) -> Said:
    """A post of which topic and words are known; whatever else is wrong with it is told."""
    created = moment(row.get("created"))
    if created is None:
        report.note(
            place, f"the date {str(row.get('created', ''))[:40]!r} can’t be right; it is put after the post before"
        )
    name, address = _author(row)
    if not name and not address:
        report.note(place, "nobody is named as its author")
    if BROKEN.search(text):
        report.note(place, "characters that can’t be stored were left out")
    title = one_line(_word(row.get("title")), 10_000)
    return Said(
        place=place, reference=_word(row.get("id", row.get("number"))), answers=_word(row.get("reply_to")), topic=topic,
        title=title, name=name, address=address, created=created, text=clean(text).strip("\n"), tags=_tags(row.get("tags"), place, report),
        subjects=_subjects(row.get("subjects"), place, report), likes=_likes(row.get("likes"), place, report),
        kind=_word(row.get("kind")), language=_word(row.get("language")),
        files=_files(row.get("files"), place, report),
    )  # fmt: skip


def _text(line: bytes, place: Place, report: Report) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        report.note(place, "not UTF-8; it was read as Windows-1252")
        return line.decode(OTHER_ENCODING, "replace")


def _word(value: Any) -> str:
    """A short text or a number, as a text; anything else is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return one_line(str(value), 1000)


def _body(row: Mapping[str, Any]) -> str | None:
    if isinstance(row.get("body"), str) and row["body"].strip():
        return cast(str, row["body"])
    return to_markdown(clean(row["html"])) if isinstance(row.get("html"), str) else None


def _author(row: Mapping[str, Any]) -> tuple[str, str]:
    """Name and address: "Ana <ana@example.org>", {"name": …, "email": …}, or the address in a field of its own."""
    author = row.get("author")
    parts = author if isinstance(author, dict) else {"name": author}
    name, address = person(_word(parts.get("name")))
    email = _word(parts.get("email") or row.get("email"))
    return (name, address) if address or "@" not in email else (name or person(email)[0], person(email)[1])


def _subjects(value: Any, place: Place, report: Report) -> tuple[str, ...]:
    """Concepts of the catalogue."""
    known = vocabulary().by_key
    return _words(
        value,
        lambda key: key in known and known[key].scheme in SCHEMES,
        "subjects left out, unknown here or too many",
        place,
        report,
    )


def _tags(value: Any, place: Place, report: Report) -> tuple[str, ...]:
    return _words(value, lambda tag: len(tag) <= LONGEST_TAG, "tags left out, too many or too long", place, report)


def _words(value: Any, fits: Callable[[str], bool], otherwise: str, place: Place, report: Report) -> tuple[str, ...]:
    """A list, or what stands between commas, each once; of what doesn't fit, and of what is too much, it is told which they were."""
    words = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    found = tuple(dict.fromkeys(word for one in words if (word := _word(one))))
    kept = tuple(filter(fits, found))[:MOST_TAGS]
    if len(kept) < len(found):
        report.note(place, f"{otherwise}: {', '.join(set(found) - set(kept))[:300]}")
    return kept


def _files(value: Any, place: Place, report: Report) -> tuple[Sent, ...]:
    """What the post brings along; whether it is there, and may be taken, is seen later."""
    told = value if isinstance(value, list) else [value] if value else []
    rows = [one if isinstance(one, dict) else {"path": one} for one in told]
    files = [
        Sent(path, _word(one.get("name")) or path.rpartition("/")[2], _word(one.get("alt")), _word(one.get("consent")))
        for one in rows
        if (path := _word(one.get("path")))
    ]
    if len(files) < len(told):
        report.skip(place, f"{len(told) - len(files)} of its files: they don’t say where they lie (path)")
    if len(files) > FILES_OF_A_POST:
        names = ", ".join(one.name for one in files[FILES_OF_A_POST:])
        report.skip(place, f"files, as a post takes at most {FILES_OF_A_POST}: {names[:300]}")
    return tuple(dict.fromkeys(files[:FILES_OF_A_POST]))


def _likes(value: Any, place: Place, report: Report) -> int:
    number = len(value) if isinstance(value, list) else value
    if number is None:
        return 0
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_LIKES:
        report.note(place, f"likes is no number of people: {str(value)[:40]!r}")
        return 0
    return number
