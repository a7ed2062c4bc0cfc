"""The words of a query: everything that each is found by, and which of them narrow it down."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from search.analysis import COMPOUND, CONTENT_LANGUAGES, fold, split, stems_of
from search.languages import function_words
from search.queries.tree import Phrase, Word

LONGEST_PHRASE: Final = 24  # words
MOST_JOINED: Final = 6  # "car te s i o" is Car.Te.S.I.O.
MOST_WITH_JOINS: Final = 24  # nobody writes one name in pieces among more words than these
LONGEST_JOINED: Final = 40
SHORTEST_BEGINNING: Final = 2
SHORTEST_PART: Final = 3


def phrase_of(text: str) -> Phrase:
    """The words of a phrase."""
    compounds = COMPOUND.findall(text)
    parts = [fold(part) for compound in compounds for part in split(compound)[0]]
    return Phrase(tuple(parts[:LONGEST_PHRASE]), " ".join(compounds[:LONGEST_PHRASE]))


def words_of(chunk: str, languages: tuple[str, ...]) -> list[Word]:
    """The words of a text without white space, probably in one of these languages."""
    found = COMPOUND.findall(chunk)
    last = len(found) - 1
    return [
        _word(
            compound,
            languages,
            beginning=number == last and chunk.endswith("*") and len(compound) >= SHORTEST_BEGINNING,
        )
        for number, compound in enumerate(found)
    ]


def _word(compound: str, languages: tuple[str, ...], *, beginning: bool) -> Word:
    parts, compact = split(compound)
    parts = _telling(parts, languages)
    stems = [_stems(part, languages) for part in parts]
    compact_stems = _stems(compact, languages) if compact else ((), ())
    return Word(
        written=compound,
        parts=tuple(fold(part) for part in parts),
        compact=fold(compact),
        stems=tuple(likely for likely, _others in stems),
        compact_stems=compact_stems[0],
        beginning=beginning,
        other_stems=tuple(others for _likely, others in (*stems, compact_stems)),
    )


def _telling(parts: list[str], languages: tuple[str, ...]) -> list[str]:
    """The parts of a compound without function words, where others are left: of sans-abri only abri says anything alone."""
    if len(parts) < 2 or any(len(part) < SHORTEST_PART for part in parts):
        return parts  # of short ones it is a code, or found whole
    function = function_words(map(fold, parts), languages)
    return [part for part in parts if fold(part) not in function] or parts


@lru_cache(maxsize=20_000)
def _stems(word: str, languages: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stems of a word in the likely languages, and those that it has in the others only."""
    likely = dict.fromkeys(stem for language in languages for stem in stems_of(word, language) or (fold(word),))
    others = dict.fromkeys(stem for language in CONTENT_LANGUAGES for stem in stems_of(word, language))
    return tuple(likely), tuple(stem for stem in others if stem not in likely)


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
        Word(
            word.written,
            word.parts,
            word.compact,
            word.stems,
            word.compact_stems,
            word.beginning,
            is_needed,
            tuple(dict.fromkeys(word_joins)),
            word.other_stems,
        )
        for word, is_needed, word_joins in zip(words, needed, joins, strict=True)
    )
