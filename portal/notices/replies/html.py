"""Mails in HTML as Markdown, with “>” before whatever mail programs put into a quotation."""

from __future__ import annotations

import re
from typing import Final

from portal.texts.from_html import to_markdown
from portal.texts.storable import storable

LONGEST: Final = 500_000  # characters
WRAPPED: Final = re.compile(r"<div\b[^<>]{0,300}\b(?:yahoo|protonmail)_quot(?:ed|e)\b[^<>]{0,300}>", re.IGNORECASE)
NOT_WORDS: Final = ("hr", "img")  # lines between a mail and what it answers, logos
EMPTY_LINES: Final = re.compile(r"\n[ \t\u00a0\n]*\n")


def to_text(html: str) -> str:
    """What HTML says. Raises nothing, whatever it is."""
    marked = WRAPPED.sub("<blockquote>", html[:LONGEST])  # in it stands only what was quoted, to the end
    said = to_markdown(storable(marked), without=NOT_WORDS, escapes=False)
    return EMPTY_LINES.sub("\n\n", said.replace("\u00a0", " ")).strip("\n ")
