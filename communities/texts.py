"""How what people write in a space becomes a page: Markdown, by the rules of all that people write here; the one place for whatever
comes later. Posts and other long texts keep their HTML; these are short, and remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from portal.texts.markdown import to_html, to_plain


def shown(text: Any) -> SafeString:
    """Harmless HTML; search engines don't follow the addresses in it."""
    return _html(str(text))


def plain(text: Any) -> str:
    """The words alone, a line for each paragraph: for search, cards, feeds and papers."""
    return to_plain(shown(text))


@lru_cache(maxsize=500)
def _html(text: str) -> SafeString:
    return to_html(text)
