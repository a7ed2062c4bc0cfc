"""The words of a mail as Markdown: quotations stay quotations, lines stay lines, and nobody's address is shown."""

from __future__ import annotations

import re
from typing import Final

MARKS: Final = re.compile(r"(?:>[ ]?)*")
RULE: Final = re.compile(r"\s{0,3}(?:-+|=+)\s*\Z")  # below a line of text it would make that a heading
ADDRESS: Final = re.compile(r"\b([\w.+-]{1,64})(?:@| at )[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}\b", re.IGNORECASE)
SIGNATURE: Final = "-- "


def markdown_of_mail(text: str, *, flowed: bool = False) -> str:
    """The text of a mail as Markdown. `flowed`: lines that end in a space go on in the next one (RFC 3676)."""
    found: list[str] = []
    before = 0  # how deep the line before was quoted
    for depth, line in _joined(text) if flowed else map(_parted, text.split("\n")):
        ends_quotation = depth < before and line.strip()
        if found and found[-1].strip("> ") and (ends_quotation or RULE.match(line)):
            found.append(("> " * depth).rstrip())
        shown = f"\\{line.lstrip()}" if line.lstrip(" ").startswith("#") else line.rstrip()
        found.append(("> " * depth + shown).rstrip())
        before = depth
    return hide_addresses("\n".join(found)).strip("\n")


def hide_addresses(text: str) -> str:
    """The text with e-mail addresses cut after the @."""
    return ADDRESS.sub(r"\1@…", text)


def _parted(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and what it says."""
    marks = MARKS.match(line)
    end = marks.end() if marks else 0
    return line[:end].count(">"), line[end:]


def _joined(text: str) -> list[tuple[int, str]]:
    """Lines as their writer had them, before they were broken to fit."""
    found: list[tuple[int, str]] = []
    goes_on = False
    for depth, line in map(_parted, text.split("\n")):
        words = line.removeprefix(" ")
        if goes_on and found[-1][0] == depth and line != SIGNATURE:
            found[-1] = (depth, found[-1][1] + words)
        else:
            found.append((depth, words))
        goes_on = line.endswith(" ") and line != SIGNATURE
    return found
