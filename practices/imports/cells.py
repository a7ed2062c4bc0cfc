"""What stands in a cell, in the raw form that the catalogue's fields parse: lists, numbers, yes and no, days in three styles."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.catalogue.fields import NOT_KNOWN
from practices.catalogue.reading import Spot
from practices.imports.naming import Finding

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day", "month", "year"
DATE_STYLES: Final = (
    (DAY_FIRST, gettext_lazy("day first: 31.12.2005, 31/12/2005")),
    (MONTH_FIRST, gettext_lazy("month first: 12/31/2005")),
    (YEAR_FIRST, gettext_lazy("year first: 2005-12-31, 2005/12/31")),
)
YEAR_LAST: Final = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*")
YEAR_BEFORE: Final = re.compile(r"\s*(\d{4})[./-](\d{1,2})[./-](\d{1,2})\s*")
MONTH_AND_YEAR: Final = re.compile(r"\s*(\d{1,2})[./-](\d{4})\s*")
MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00)?")
YEARS: Final = re.compile(r"\s*(\d{4})\s*[-–—]\s*(\d{4})\s*")
YES: Final = frozenset({"true", "yes", "y", "1", "x", "ja", "oui", "si", "sì", "sí", "tak", "sim", "wahr", "vrai"})
NO: Final = frozenset({"false", "no", "n", "0", "-", "nein", "non", "nee", "nie", "não", "falsch", "faux"})
NOBODY_KNOWS: Final = frozenset({NOT_KNOWN, "unknown", "?", "unbekannt", "inconnu", "n/a"})
SPREADSHEET_ERROR: Final = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NULL|NUM|SPILL|CALC)[!?]?")
MARKUP: Final = re.compile(r"\s*<(?:p|ul|ol|h3)>")
BETWEEN: Final = re.compile(r"[;|\n]")
WITH_COMMAS: Final = re.compile(r"[;|\n,]")


@dataclass(frozen=True)
class Context:
    """What reading a cell needs beside it."""

    dates: str  # one of DATE_STYLES
    finding: Finding


Reader = Callable[[str, Spot, Context], Any]


def plain(text: str, _spot: Spot, _context: Context) -> Any:
    """A text as it is."""
    return text


def paragraphs(text: str, _spot: Spot, _context: Context) -> Any:
    """A longer text: its lines are paragraphs, unless it is marked up already."""
    if MARKUP.match(text):
        return text
    return "".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())


def yes_or_no(text: str, spot: Spot, _context: Context) -> Any:
    """Yes or no, in words or signs of several languages."""
    word = text.strip().casefold()
    if word in YES or word in NO:
        return word in YES
    return spot.complain(_("must be yes or no"))


def whole_number(text: str, spot: Spot, _context: Context) -> Any:
    """A whole number."""
    digits = text.strip()
    return (
        int(digits) if re.fullmatch(r"-?\d{1,9}", digits) else spot.complain(_("must be a whole number, such as 2005"))
    )


def year_or_not_known(text: str, spot: Spot, context: Context) -> Any:
    """A year, or the words that say that nobody knows it."""
    return NOT_KNOWN if text.strip().casefold() in NOBODY_KNOWS else whole_number(text, spot, context)


def number(text: str, _spot: Spot, _context: Context) -> Any:
    """A number with a comma or a point."""
    return text.strip().replace(",", ".") if re.fullmatch(r"\s*-?\d+,\d+\s*", text) else text.strip()


def day(text: str, spot: Spot, context: Context) -> Any:
    """A day, a month, a year or a span, in EDTF (ISO 8601-2). What is EDTF already stays as it is."""
    text = MIDNIGHT.sub(r"\1", text.strip())
    if match := YEARS.fullmatch(text):
        return f"{match[1]}/{match[2]}"
    if match := YEAR_BEFORE.fullmatch(text):
        return _iso(int(match[1]), int(match[2]), int(match[3]), text, spot)
    if match := YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if context.dates == MONTH_FIRST:
            first, second = second, first
        elif context.dates == YEAR_FIRST:
            return spot.complain(
                _("“%(text)s” does not begin with its year: write 2005-12-31, or choose how days are written")
                % {"text": text}
            )
        return _iso(year, second, first, text, spot)
    if (match := MONTH_AND_YEAR.fullmatch(text)) and 1 <= int(match[1]) <= 12:
        return f"{match[2]}-{int(match[1]):02}"
    return text


def _iso(year: int, month: int, day: int, text: str, spot: Spot) -> Any:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return spot.complain(
            _("“%(text)s” is no day as they are written here: mend it, or choose how days are written") % {"text": text}
        )
    return f"{year:04}-{month:02}-{day:02}"


def one_of(choices: dict[str, str]) -> Reader:
    """A code, or its words in the interface's language."""

    def read(text: str, _spot: Spot, _context: Context) -> Any:
        wanted = text.strip().casefold()
        return next(
            (code for code, label in choices.items() if wanted in (code.casefold(), str(label).casefold())),
            text.strip(),
        )

    return read


def words(text: str, _spot: Spot, _context: Context) -> Any:
    """A list of texts."""
    return split(text)


def split(text: str, between: re.Pattern[str] = BETWEEN) -> list[str]:
    """The parts of a cell that say something."""
    return [part.strip() for part in between.split(text) if part.strip()]


def places(text: str, spot: Spot, context: Context) -> Any:
    """Places by name or code."""
    return _named(text, spot, lambda name: context.finding.place(name))


def concepts(scheme: str) -> Reader:
    """Concepts of a scheme by any of their names, or by code."""

    def read(text: str, spot: Spot, context: Context) -> Any:
        return _named(text, spot, lambda name: context.finding.concept(scheme, name))

    return read


def _named(text: str, spot: Spot, find: Callable[[str], Any]) -> list[str]:
    """The codes of what a cell names; commas separate too, where the whole is no name."""
    found = []
    for part in split(text):
        whole = find(part)
        names = [part] if isinstance(whole, str) else split(part, WITH_COMMAS)
        for name in names:
            code = find(name)
            if isinstance(code, str):
                found.append(code)
            else:
                code.complain(spot, name)
    return found


def sources(text: str, spot: Spot, context: Context) -> Any:
    """Located statements: a source by identifier or title, and after a comma the place in it."""
    found = []
    for part in split(text):
        whole = context.finding.source(part)
        name, _comma, at = (part, "", "") if isinstance(whole, str) else part.partition(",")
        code = whole if isinstance(whole, str) else context.finding.source(name.strip())
        if isinstance(code, str):
            found.append({"source": code, **({"at": at.strip()} if at.strip() else {})})
        else:
            code.complain(spot, name.strip())
    return found


def relations(types: dict[str, str]) -> Reader:
    """Relations: their type, a colon, and the other record by identifier or name; without a type, that they have to do with each other."""
    read_type = one_of(types)

    def read(text: str, spot: Spot, context: Context) -> Any:
        found = []
        for part in split(text):
            kind, colon, name = part.rpartition(":")
            code = context.finding.record(name.strip())
            if isinstance(code, str):
                found.append({"type": read_type(kind, spot, context) if colon else "related_to", "to": code})
            else:
                code.complain(spot, name.strip())
        return found

    return read
