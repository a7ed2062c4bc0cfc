"""HTML of other forums and of mails as Markdown, so that whatever people said is kept in one form, can be quoted, changed and copied."""

from __future__ import annotations

from html import unescape
from typing import Final

import nh3
from django.utils.html import strip_tags
from html_to_markdown import ConversionError, ConversionOptions, convert

from communities.archives.reading import clean
from portal.texts.markdown import ATTRIBUTES, SCHEMES, TAGS

OTHERS: Final = {
    "h1",
    "h2",
    "h3",
    "b",
    "i",
    "div",
    "section",
    "article",
    "center",
    "dl",
    "dt",
    "dd",
}  # they become forms of ours
DROPPED: Final = {"script", "style", "title", "template", "noscript", "head"}
_options: Final = ConversionOptions(
    list_indent_width=4, bullets="-", escape_asterisks=True, escape_underscores=True, extract_metadata=False
)


def markdown_of(html: str) -> str:
    """What an HTML text says, with those of its forms that posts can have. Raises nothing, whatever the text."""
    harmless = nh3.clean(
        clean(html),
        tags=TAGS | OTHERS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    words = unescape(strip_tags(harmless)).strip()
    try:
        found = (convert(harmless, _options).content or "").strip()
    except ConversionError:
        return words
    return found if _letters(found) >= _letters(words) else words  # deep below other elements the library finds nothing


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
