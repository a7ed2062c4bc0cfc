"""What could be better about a draft, each with its reason: advice, never a bar. Pictures’ texts and the order of headings are looked at by
Wagtail's own checker, beside the preview.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from portal.texts.identity_risk import assess
from portal.vocabularies.snapshot import vocabulary
from practices.records.publishable import lacking_on

BLOCK_END: Final = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
ABBREVIATION: Final = re.compile(r"(?<![\w-])[A-Z][A-Z0-9&]{1,7}(?![\w-])")
ROMAN: Final = re.compile(r"[IVXLC]+")
WORD: Final = re.compile(r"[^\W\d_]+")
SENTENCE_END: Final = re.compile(r"[.!?:](?:\s|$)|\n")
LONG: Final = 6  # letters: a word with more counts as long
HARD: Final = 60  # LIX of texts that only specialists read easily
ENOUGH: Final = 100  # words, below which the measure says nothing
SHOWN: Final = 6
FIELDS_BEFORE: Final = ("title", "summary")


@dataclass(frozen=True)
class Advice:
    """One thing, why it matters to readers, and the words that it is about."""

    what: str
    why: str
    words: list[str] = field(default_factory=list)


Check = Callable[[Any, str], Iterator[Advice]]


def advice_on(draft: Any) -> list[Advice]:
    """All of it for a record as it stands in memory."""
    text = text_of(draft)
    return [one for check in CHECKS for one in check(draft, text)]


def text_of(draft: Any) -> str:
    """What a record says in its own words, a paragraph on each line."""
    names = (*FIELDS_BEFORE, *(name for name in draft.translatable() if isinstance(getattr(draft, name, None), str)))
    parts = (BLOCK_END.sub("\n", str(getattr(draft, name) or "")) for name in names)
    return "\n".join(unescape(strip_tags(part)).strip() for part in parts if part.strip())


def what_is_missing(draft: Any, _text: str) -> Iterator[Advice]:
    """Source, year, country, period."""
    if draft.is_translation:
        return
    for message in lacking_on(draft).values():
        yield Advice(str(message), _("It can’t be published before."))
    if not draft.places.all():
        yield Advice(
            _("Say where it was: a country at least."),
            _("People look for what was done in their country, and in the map."),
        )
    if not draft.period:
        yield Advice(_("Say when it ran, be it only about."), _("Readers can’t tell whether it is of today."))
    if not draft.summary:
        yield Advice(
            _("Write a summary of one or two sentences."), _("Lists and search show it, and nothing else of the text.")
        )


def unexplained(draft: Any, text: str) -> Iterator[Advice]:
    """Abbreviations that neither the glossary nor the text explains."""
    known = vocabulary()
    codes = {one for place in known.places.values() for one in (place.code, place.iso)}
    names = " ".join((draft.title, *(name.text for name in draft.names.all())))
    found = dict.fromkeys(
        one
        for one in ABBREVIATION.findall(text)
        if one not in known.abbreviations
        and one not in codes
        and one not in names
        and not ROMAN.fullmatch(one)
        and f"({one})" not in text
    )
    if found:
        yield Advice(
            _(
                "Explain short forms where they first stand: “Development Partnership (DP)”, or have them added to the glossary."
            ),
            _("Readers from another country, and machines that translate, don’t know them."),
            list(found)[:SHOWN],
        )


def hard_to_read(_draft: Any, text: str) -> Iterator[Advice]:
    """Long sentences of long words: LIX, which was made for several languages (C. H. Björnsson, Läsbarhet, 1968)."""
    if (level := lix(text)) > HARD:
        yield Advice(
            _("Use shorter sentences and words (reading level %(level)s; up to %(most)s is read by most).")
            % {"level": level, "most": HARD},
            _("Many readers read it in a language that is not their own."),
        )


def lix(text: str) -> int:
    """Words in a sentence, and the percentage of long words, added up; 0 for texts too short to tell."""
    words = WORD.findall(text)
    if len(words) < ENOUGH:
        return 0
    sentences = sum(1 for part in SENTENCE_END.split(text) if WORD.search(part)) or 1
    return round(len(words) / sentences + 100 * sum(len(word) > LONG for word in words) / len(words))


def somebody_recognisable(draft: Any, text: str) -> Iterator[Advice]:
    """A person who could be told from the facts that stand together."""
    found = assess(text, draft.content_language)
    if found.is_advised:
        for reason, words in found.reasons:
            what = _("Somebody could be recognised by this: %(what)s. Instead: %(instead)s")
            said = {"what": reason.name, "instead": reason.instead}
            yield Advice(what % said, str(reason.why), words[:SHOWN])


CHECKS: Final[tuple[Check, ...]] = (what_is_missing, unexplained, hard_to_read, somebody_recognisable)
