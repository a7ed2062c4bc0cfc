"""Citations for reference managers: CSL-JSON, RIS and BibTeX. A file of any length is written entry by entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from practices.exports.entries import Entry

AUTHOR: Final = "Passerelle"
# BibTeX counts braces even behind a backslash, so a lone one must be written as a command.
TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)  # fmt: skip
URL_SIGNS: Final = "/:?=&+,;@.-_"


def one_line(text: str) -> str:
    """Text without breaks or control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def csl(entry: Entry) -> dict[str, Any]:
    """One item of CSL-JSON (https://github.com/citation-style-language/schema, csl-data.json)."""
    day = entry.changed_at
    item = {
        "id": entry.key,
        "type": "webpage",
        "title": one_line(entry.title),
        "author": [{"literal": AUTHOR}],
        "publisher": one_line(settings.OPERATOR["name"]),
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "abstract": one_line(entry.summary),
        "language": entry.language,
        "number": entry.full_identifier,
        "URL": address(entry),
    }
    return {name: value for name, value in item.items() if value}


def ris(entry: Entry) -> str:
    """One reference in RIS: lines end in CRLF, no line holds a break of its own."""
    day = entry.changed_at
    lines = [
        ("TI", entry.title),
        ("AU", AUTHOR),
        ("PY", f"{day:%Y}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("AB", entry.summary),
        ("LA", entry.language),
        ("ID", entry.key),
        ("PB", settings.OPERATOR["name"]),
        ("UR", address(entry)),
    ]
    told = ((tag, one_line(value)) for tag, value in lines)
    return "TY  - ELEC\r\n" + "".join(f"{tag}  - {value}\r\n" for tag, value in told if value) + "ER  - \r\n"


def bibtex(entry: Entry) -> str:
    """One entry of BibTeX, in UTF-8; the title in double braces, so that no style changes its capitals."""
    day = entry.changed_at
    fields: Mapping[str, str] = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{tex(entry.title)}}}",
        "year": f"{day:%Y}" if day else "",
        "date": f"{day:%Y-%m-%d}" if day else "",
        "abstract": tex(entry.summary),
        "langid": entry.language,
        "publisher": tex(settings.OPERATOR["name"]),
        "number": entry.full_identifier,
        "url": address(entry),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{entry.key},\n{lines}}}\n"


def tex(text: str) -> str:
    """Text as TeX reads it back: nothing in it is a command."""
    return one_line(text).translate(TEX)


def address(entry: Entry) -> str:
    """The address to cite, without a sign that could end a field."""
    return quote(entry.stable_url, safe=URL_SIGNS + "%")


def csl_text(entry: Entry) -> str:
    """An item as text."""
    return json.dumps(csl(entry), ensure_ascii=False)
