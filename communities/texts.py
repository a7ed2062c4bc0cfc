"""How what people write in a space becomes a page: plain text with paragraphs, links and lines; the one place for whatever comes later."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape, linebreaks, urlize
from django.utils.safestring import SafeString


def shown(text: Any) -> SafeString:
    """Escaped, with paragraphs; addresses become links that search engines don't follow."""
    return SafeString(linebreaks(urlize(escape(text), nofollow=True)))  # escaped first
