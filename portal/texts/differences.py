"""How two texts differ, with elements that are read aloud and printed as what they are."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")
MARKED: Final = re.compile(r'<span class="(addition|deletion)">(.*?)</span>', re.DOTALL)
MOST_WORK: Final = 4_000_000  # letters times letters: some tenths of a second
TAGS: Final = {"addition": "ins", "deletion": "del"}


def words(before: str, after: str) -> SafeString:
    """What was taken out of a short text and put in, word by word: Wagtail's own comparison marks whole stretches. At its worst it
    takes the time of the square of their length."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    parts: list[tuple[SafeString]] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append((format_html("{}", "".join(old[old_from:old_to])),))
            continue
        for tag, said in (("del", old[old_from:old_to]), ("ins", new[new_from:new_to])):
            if said:
                parts.append((format_html(f"<{tag}>{{}}</{tag}>", "".join(said)),))
    return format_html_join("", "{}", parts)


def paragraphs(before: str, after: str) -> SafeString:
    """The same for a text of any length: paragraphs first, then word by word within those that changed, if they are short enough for it."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[tuple[SafeString]] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        out, into = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            parts.append((format_html("{}", out),))
        elif len(out) * len(into) <= MOST_WORK:
            parts.append((words(out, into),))
        else:
            parts.append((format_html("<del>{}</del><ins>{}</ins>", out, into),))
    return format_html_join("", "{}", parts)


def marked(html: str) -> SafeString:
    """A difference as Wagtail draws it, with `ins` and `del` in the place of its marks."""
    drawn = MARKED.sub(lambda found: f"<{TAGS[found[1]]}>{found[2]}</{TAGS[found[1]]}>", html)
    return mark_safe(drawn)  # noqa: S308 – Wagtail has escaped the texts between its marks
