"""Mails in HTML as Markdown, with “>” before whatever mail programs put into a quotation."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import nh3
from django.utils.html import strip_tags
from html_to_markdown import ConversionError, ConversionOptions, convert

LONGEST: Final = 500_000  # characters
TAGS: Final = {
    *(
        "p",
        "br",
        "div",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "strong",
        "em",
        "b",
        "i",
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
UNSEEN: Final = {"script", "style", "title", "template", "noscript", "head"}
WRAPPED: Final = re.compile(r"<div\b[^<>]{0,300}\b(?:yahoo|protonmail)_quot(?:ed|e)\b[^<>]{0,300}>", re.IGNORECASE)
EMPTY_LINES: Final = re.compile(r"\n[ \t\u00a0\n]*\n")
_options: Final = ConversionOptions(
    list_indent_width=4, bullets="-", escape_asterisks=False, escape_underscores=False, extract_metadata=False
)


def to_text(html: str) -> str:
    """What HTML says. Raises nothing, whatever it is."""
    marked = WRAPPED.sub("<blockquote>", html[:LONGEST])  # in it stands only what was quoted, to the end
    storable = marked.encode("utf-8", "ignore").decode().replace("\x00", "")
    harmless = nh3.clean(storable, tags=TAGS, clean_content_tags=UNSEEN, attributes={"a": {"href"}}, link_rel=None)
    words = unescape(strip_tags(harmless))
    try:
        found = convert(harmless, _options).content or ""
    except ConversionError:
        found = words
    said = found if _letters(found) >= _letters(words) else words  # deep below other elements the library finds nothing
    return EMPTY_LINES.sub("\n\n", said.replace("\u00a0", " ")).strip("\n ")


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
