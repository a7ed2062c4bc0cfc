"""Explains abbreviations where they stand: the first EQUAL, DP or GOL of a page tells what it is short for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.vocabularies.snapshot import ConceptEntry, vocabulary

TAGS: Final = re.compile(r"(<[^>]*>)")
SKIPPED: Final = re.compile(r"^<(/?)(a|abbr|script|style|code|h[1-6])\b", re.IGNORECASE)
SENTENCE: Final = re.compile(r".+?[.:](?=\s|$)", re.DOTALL)


class Explainer:
    """Marks each abbreviation of the glossary once per page."""

    def __init__(self, whole: str | None = None) -> None:
        """`whole` is all that it will be asked about, where that is known: looking through it once is faster than text by text."""
        self.known = vocabulary().abbreviations
        self.left = set(self.known if whole is None else parts_of(tuple(self.known)).findall(whole))

    def explain(self, html: str, *, in_link: bool = False) -> SafeString:
        """Safe HTML with `<abbr>` around first mentions, outside of links and headings.

        They can be reached by keyboard, unless the text stands `in_link`: then the link is what is reached.
        """
        found = [short for short in self.left if short in html]
        if not found:
            return mark_safe(html)  # noqa: S308  the caller's text is safe
        pattern, depth, parts = pattern_of(tuple(sorted(found))), 0, []
        for part in TAGS.split(html):
            if part.startswith("<"):
                if match := SKIPPED.match(part):
                    depth += -1 if match[1] else 1
                parts.append(part)
            else:
                parts.append(part if depth > 0 else pattern.sub(lambda match: self._mark(match[1], in_link), part))
        return mark_safe("".join(parts))  # noqa: S308

    def _mark(self, short: str, in_link: bool) -> str:
        if short not in self.left:
            return short
        self.left.remove(short)
        return marked(short, meaning(self.known[short]), in_link)


@lru_cache(maxsize=5)
def parts_of(shorts: tuple[str, ...]) -> re.Pattern[str]:
    """Finds short forms anywhere, fast: nothing stands before the first letter, so that the engine can look for it."""
    return re.compile("|".join(map(re.escape, sorted(shorts, key=len, reverse=True))) or "(?!)")


@lru_cache(maxsize=1_000)
def pattern_of(shorts: tuple[str, ...]) -> re.Pattern[str]:
    """Finds short forms that stand as words, also in the plural."""
    longest_first = sorted(shorts, key=len, reverse=True)
    return re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, longest_first)) + r")(?=s?(?![\w-]))")


@lru_cache(maxsize=1_000)
def marked(short: str, means: str, in_link: bool) -> SafeString:
    """The short form with what it stands for; many pages have the same few."""
    reached = "" if in_link else mark_safe(' tabindex="0"')
    return format_html('<abbr title="{}"{}>{}</abbr>', means, reached, short)


def meaning(concept: ConceptEntry) -> str:
    """What a short form stands for: its long form, or what it is where that is no more than the short one again."""
    label = concept.label()
    if concept.abbreviation not in label:
        return label
    first = SENTENCE.match(concept.note())
    return first[0].rstrip(".:") if first else label
