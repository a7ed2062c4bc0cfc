"""Explains abbreviations where they stand: the first EQUAL, DP or GOL of a page tells what it is short for."""

from __future__ import annotations

import re
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.vocabularies.snapshot import vocabulary

TAGS: Final = re.compile(r"(<[^>]*>)")
SKIPPED: Final = re.compile(r"^<(/?)(a|abbr|script|style|code|h[1-6])\b", re.IGNORECASE)


class Explainer:
    """Marks each abbreviation of the glossary once per page."""

    def __init__(self) -> None:
        self.pattern, self.known = vocabulary().abbreviations
        self.explained: set[str] = set()

    def explain(self, html: str) -> SafeString:
        """Safe HTML with `<abbr>` around first mentions, outside of links and headings."""
        if not self.pattern or not html:
            return mark_safe(html)  # noqa: S308  the caller's text is safe
        depth, parts = 0, []
        for part in TAGS.split(html):
            if part.startswith("<"):
                if match := SKIPPED.match(part):
                    depth += -1 if match[1] else 1
                parts.append(part)
            else:
                parts.append(part if depth > 0 else self.pattern.sub(self._mark, part))
        return mark_safe("".join(parts))  # noqa: S308

    def _mark(self, match: re.Match[str]) -> str:
        short = match[1]
        if short in self.explained:
            return short
        self.explained.add(short)
        concept = self.known[short]
        return format_html('<abbr title="{}">{}</abbr>', concept.label(), short)
