"""Did you mean: another spelling of a question that found little or nothing, checked with the reader's own eyes."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from search.analysis import COMPOUND, compact_name, fold
from search.engines import engine
from search.engines.base import Hit, SearchRequest, SearchResults, Spellings
from search.queries import parse
from search.suggestions.near import RARE
from search.widening import widenings_of

LONG: Final = 3  # words: of so many some may find nothing and nobody notice
MORE_FREQUENT: Final = 10  # times as frequent as a rare word another one must be
MOST_WORDS: Final = 6  # of a question that are looked at
MOST_TRIED: Final = 3  # spellings of the whole question
MARKED: Final = re.compile(r"<mark>(.*?)</mark>")


@dataclass(frozen=True, slots=True)
class Correction:
    """Another spelling, and how much it finds."""

    text: str
    count: int


def did_you_mean(request: SearchRequest, results: SearchResults, as_typed: Sequence[str] = ()) -> Correction | None:
    """The nearest spelling of a request that finds more than these results of it, within all that it asks for besides.

    Looked for where there are few results or only some of the words found, and in long questions. What a concept is called
    is no slip. `as_typed` are the concepts that the reader doesn't want the words widened by.
    """
    query = parse(request.text, tuple(request.languages))
    called = {word for one in widenings_of(request.text, request.languages) for word in one.words}
    words = [word for word in query.words if word.required and word.closed.isalpha() and word.closed not in called]
    if not words or not (results.total <= RARE or results.relaxed or len(words) >= LONG):
        return None
    words = words[:MOST_WORDS]
    known = engine().spellings(list(dict.fromkeys(word.closed for word in words)), request)
    others = {word.written: choices for word in words if (choices := _others(known.get(word.closed)))}
    if not others:
        return None
    for chosen in islice(product(*others.values()), MOST_TRIED):
        instead = dict(zip(others, chosen, strict=True))
        text = replaced(query.text, instead)
        widenings = widenings_of(text, request.languages, as_typed)
        asked = replace(request, text=text, widenings=widenings, sort="relevance", offset=0, limit=RARE, facets=())
        found = engine().search(asked)
        more = not found.relaxed if results.relaxed else found.total >= results.total
        if found.total and more:
            return Correction(replaced(query.text, _as_written(instead, found.hits)), found.total)
    return None


def _others(known: Spellings | None) -> list[str]:
    """What may have been meant by a word: anything, where it finds nothing; what is far more frequent, where it is rare."""
    if known is None:
        return []
    return [one.term for one in known.nearest if not known.count or one.count >= MORE_FREQUENT * known.count]


def replaced(text: str, instead: Mapping[str, str]) -> str:
    """A question with some of its words in another spelling, everything else as it was typed."""
    return COMPOUND.sub(lambda match: instead.get(match[0], match[0]), text)


def _as_written(instead: Mapping[str, str], hits: Sequence[Hit]) -> dict[str, str]:
    """Folded spellings as the first results write them: with accents, acronyms in capitals."""
    forms: dict[str, str] = {}
    for hit in hits:
        passages = [passage.html for passage in (hit.title, hit.snippet, hit.summary) if passage]
        marked = [html.unescape(one) for passage in passages for one in MARKED.findall(passage)]
        for form in (*marked, *(reason.what for reason in hit.matched_in)):
            shown = form if any(letter.isupper() for letter in form[1:]) else form.lower()
            forms.setdefault(compact_name(form), shown)
            forms.setdefault(fold(form), shown)
    return {word: " ".join(forms.get(part, part) for part in term.split()) for word, term in instead.items()}
