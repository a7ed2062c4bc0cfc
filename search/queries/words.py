"""The words of a query: everything that each is found by, and which of them narrow it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from search.analysis import COMPOUND, STEMMED_LANGUAGES, fold, split, stems_of
from search.queries.tree import Phrase, Word
from search.stopwords import STOP_WORDS

LONGEST_PHRASE: Final = 24  # words
MOST_JOINED: Final = 6  # "car te s i o" is Car.Te.S.I.O.
MOST_WITH_JOINS: Final = 24  # nobody writes one name in pieces among more words than these
LONGEST_JOINED: Final = 40
SHORTEST_BEGINNING: Final = 2


def phrase_of(text: str) -> Phrase:
    """The words of a phrase."""
    compounds = COMPOUND.findall(text)
    parts = [fold(part) for compound in compounds for part in split(compound)[0]]
    return Phrase(tuple(parts[:LONGEST_PHRASE]), " ".join(compounds[:LONGEST_PHRASE]))


def words_of(chunk: str) -> list[Word]:
    """The words of a text without white space."""
    found = COMPOUND.findall(chunk)
    last = len(found) - 1
    return [
        _word(compound, beginning=number == last and chunk.endswith("*") and len(compound) >= SHORTEST_BEGINNING)
        for number, compound in enumerate(found)
    ]


def _word(compound: str, *, beginning: bool) -> Word:
    parts, compact = split(compound)
    return Word(
        written=compound,
        parts=tuple(fold(part) for part in parts),
        compact=fold(compact),
        stems=tuple(_in_all_languages(part) for part in parts),
        compact_stems=_in_all_languages(compact) if compact else (),
        beginning=beginning,
    )


@lru_cache(maxsize=20_000)
def _in_all_languages(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for language in STEMMED_LANGUAGES for stem in stems_of(word, language)))


def function_words(words: Sequence[Word], languages: Sequence[str]) -> frozenset[str]:
    """Those of a whole query's words that are function words, in the reader's languages or in that of the query itself."""
    written_in = set(languages) | {
        language for language, known in STOP_WORDS.items() if sum(word.closed in known for word in words) > 1
    }
    return frozenset(
        word.closed for word in words if any(word.closed in STOP_WORDS.get(language, ()) for language in written_in)
    )


def weighed(words: Sequence[Word], function: frozenset[str]) -> tuple[Word, ...]:
    """Words that stand together, with their joins; function words are not required, unless there are only such."""
    needed = [word.closed not in function for word in words]
    if not any(needed):
        needed = [True] * len(words)
    joins: list[list[str]] = [[] for _word in words]
    for first in range(len(words) if len(words) <= MOST_WITH_JOINS else 0):
        joined = words[first].closed
        for last in range(first + 1, min(first + MOST_JOINED, len(words))):
            joined += words[last].closed
            if len(joined) > LONGEST_JOINED:
                break
            for position in range(first, last + 1):
                joins[position].append(joined)
    return tuple(
        replace(word, required=is_needed, joins=tuple(dict.fromkeys(word_joins)))
        for word, is_needed, word_joins in zip(words, needed, joins, strict=True)
    )
