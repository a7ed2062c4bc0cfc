"""Long words of languages that write compounds in one: Haftentlassung is made of Haft and Entlassung.

A word of a question finds long ones that are written in one with it: engines hold both sides of every cut through the stems of
such languages (`analysis.parts_of`), and only a right one is ever asked for. A long word of a question is taken apart by the index's own
vocabulary: both parts must stand in what the reader may find. So nothing needs to be learned, and a new record's words count at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from search.analysis import COMPOUNDING, LONGEST_WORD, SHORTEST_PART, stems_of
from search.queries import ParsedQuery, Word
from search.queries.tree import with_words

LINKS: Final = ("", "s", "es", "en", "n", "e")  # what may stand between two parts: Bildung-s-maßnahme
MOST_WORDS: Final = 24  # of a query; a longer one says enough
Cut = tuple[tuple[str, ...], str]  # the first part, with and without the letters that link it; the second


def divided(
    query: ParsedQuery, languages: Sequence[str], known: Callable[[Collection[str]], Collection[str]]
) -> ParsedQuery:
    """The query, its words as parts of longer ones, each long one with the words of the index that it is made of.

    `known` says which of some folded words stand in what the reader may find; it is not asked where there is nothing to take apart.
    """
    spoken = [language for language in languages if language in COMPOUNDING]
    if not spoken or query.tree is None or len(query.words) > MOST_WORDS:
        return query
    query = with_words(query, partial(_as_part, languages=spoken))
    cuts = {word.closed: cuts_of(word.closed) for word in query.words if word.required and not word.compact}
    candidates = {part for found in cuts.values() for first, last in found for part in (*first, last)}
    if not candidates:
        return query
    there = known(candidates)
    pieces = {closed: tuple(dict.fromkeys(_pieces(found, there, spoken))) for closed, found in cuts.items() if found}

    return with_words(query, lambda word: replace(word, pieces=pieces.get(word.closed, ())))


def _as_part(word: Word, languages: Sequence[str]) -> Word:
    if not word.required or word.compact:
        return word
    stems = (stem for language in languages for stem in stems_of(word.closed, language))
    return replace(word, as_part=tuple(dict.fromkeys(stem for stem in stems if len(stem) >= SHORTEST_PART)))


@lru_cache(maxsize=5_000)
def cuts_of(word: str) -> tuple[Cut, ...]:
    """All ways to cut a folded word in two; none for one that is short, or not of letters alone."""
    if not (2 * SHORTEST_PART < len(word) <= LONGEST_WORD and word.isalpha()):
        return ()
    return tuple(
        (tuple(first for link in LINKS if len(first := _without(word[:place], link)) >= SHORTEST_PART), word[place:])
        for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    )


def _without(first: str, link: str) -> str:
    """A first part without the letters that link it to the second; "" where it has no such letters."""
    return first.removesuffix(link) if first.endswith(link) else ""


def _pieces(cuts: Sequence[Cut], there: Collection[str], languages: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The stems of the parts of each cut into two words of the index."""
    for first, last in cuts:
        firsts = [part for part in first if part in there]
        if firsts and last in there:
            for parts in (firsts, [last]):
                yield tuple(dict.fromkeys(stem for part in parts for one in languages for stem in stems_of(part, one)))
