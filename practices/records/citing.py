"""Citations for reference managers: RIS (https://en.wikipedia.org/wiki/RIS_(file_format), the tags that all managers read)."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def ris(page: Any) -> str:
    """One record in RIS: lines end in CRLF, no line holds a break of its own."""
    day = page.last_published_at or page.first_published_at
    lines = [
        ("TY", "ELEC"),
        ("TI", page.title),
        ("AU", "Passerelle"),
        ("PY", f"{day:%Y}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("AB", page.summary),
        ("LA", page.content_language),
        ("ID", page.full_identifier),
        ("PB", settings.OPERATOR["name"]),
        ("UR", f"{settings.SITE_ADDRESS}/id/{page.full_identifier}/"),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def one_line(text: str) -> str:
    """Text without breaks or control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
