"""HTML of elsewhere as Markdown, so that whatever people said is kept in one form, can be quoted, changed and copied."""

from __future__ import annotations

from collections.abc import Collection
from html import unescape
from typing import Final

import nh3
from django.utils.html import strip_tags
from html_to_markdown import ConversionError, ConversionOptions, convert

from portal.texts.markdown import ATTRIBUTES, SCHEMES, TAGS

# They become forms of ours.
OTHERS: Final = frozenset({"h1", "h2", "h3", "b", "i", "div", "section", "article", "center", "dl", "dt", "dd"})
UNSEEN: Final = {"script", "style", "title", "template", "noscript", "head"}


def to_markdown(html: str, *, without: Collection[str] = (), escapes: bool = True) -> str:
    """What an HTML text says, with those of its forms that posts can have. Raises nothing, whatever the text.

    `without`: tags that are left out. `escapes`: whether stars and underscores of the text stay what they are, or become marks.
    """
    harmless = nh3.clean(
        html,
        tags=(TAGS | OTHERS).difference(without),
        clean_content_tags=UNSEEN,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    options = ConversionOptions(
        list_indent_width=4, bullets="-", escape_asterisks=escapes, escape_underscores=escapes, extract_metadata=False
    )
    words = unescape(strip_tags(harmless)).strip()
    try:
        found = (convert(harmless, options).content or "").strip()
    except ConversionError:
        return words
    return found if _letters(found) >= _letters(words) else words  # deep below other elements the library finds nothing


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
