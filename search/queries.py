"""What somebody typed, understood forgivingly: words, "phrases", -without, beginnings*. Nothing typed is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from search.analysis import COMPOUND, STEMMED_LANGUAGES, clean, compact_name, fold, split, stems_of
from search.stopwords import STOP_WORDS

LONGEST_QUERY: Final = 400  # characters; what follows is left out
MOST_WORDS: Final = 24
MOST_JOINED: Final = 6  # "car te s i o" is Car.Te.S.I.O.
LONGEST_JOINED: Final = 40
SHORTEST_BEGINNING: Final = 2
QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
ELEMENT: Final = re.compile(r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """One compound of a query with everything that it is found by."""

    written: str
    parts: tuple[str, ...]  # folded
    compact: str  # folded, "" for a plain word
    stems: tuple[tuple[str, ...], ...]  # per part: its stems in every content language
    compact_stems: tuple[str, ...] = ()
    beginning: bool = False  # written with * at its end
    required: bool = True  # False for function words beside others
    joins: tuple[str, ...] = ()  # compact forms of it with its neighbours: candidates, to be looked up in the index

    @property
    def closed(self) -> str:
        """The word in one piece."""
        return self.compact or self.parts[0]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What is looked for."""

    text: str  # cleaned, as typed
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()  # folded words that stand beside each other
    without: tuple[Word, ...] = ()
    without_phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """The whole text as it would be if it were a name."""
        return compact_name(self.text)

    @property
    def required(self) -> tuple[Word, ...]:
        """The words that count when it is asked how many of them a document has."""
        return tuple(word for word in self.words if word.required)

    @property
    def finds_all(self) -> bool:
        """Nothing was typed."""
        return not self.text

    @property
    def finds_nothing(self) -> bool:
        """Something was typed that holds no word: only signs."""
        return bool(self.text) and not (self.words or self.phrases or self.without or self.without_phrases)

    @property
    def at_least(self) -> int:
        """How many of the required words and phrases a document must have: all of two, two thirds of more."""
        count = len(self.required)
        return count if count <= 2 else -(-2 * count // 3)


@lru_cache(maxsize=2_000)
def parse(text: str, languages: Sequence[str] = ("en",)) -> ParsedQuery:
    """Understands a query; `languages` are those that the reader reads, whose function words don't narrow down."""
    text = " ".join(clean(text[: 4 * LONGEST_QUERY]).translate(QUOTES).split())[:LONGEST_QUERY].strip()
    words: list[Word] = []
    without: list[Word] = []
    phrases: list[tuple[str, ...]] = []
    without_phrases: list[tuple[str, ...]] = []
    for element in ELEMENT.finditer(text):
        negative = element["without"] is not None
        if element["phrase"] is not None:
            phrase = _phrase(element["phrase"])
            if len(phrase) > 1:
                (without_phrases if negative else phrases).append(phrase)
                continue
        chunk = element["phrase"] if element["phrase"] is not None else element["chunk"]
        (without if negative else words).extend(_words(chunk))
    return ParsedQuery(
        text=text,
        words=_weighed(words[:MOST_WORDS], tuple(languages)),
        phrases=tuple(phrases[:MOST_WORDS]),
        without=tuple(without[:MOST_WORDS]),
        without_phrases=tuple(without_phrases[:MOST_WORDS]),
    )


def _phrase(text: str) -> tuple[str, ...]:
    parts = [fold(part) for compound in COMPOUND.findall(text) for part in split(compound)[0]]
    return tuple(parts[:MOST_WORDS])


def _words(chunk: str) -> list[Word]:
    found = COMPOUND.findall(chunk)
    return [
        _word(compound, beginning=chunk.endswith("*") and compound is found[-1] and len(compound) >= SHORTEST_BEGINNING)
        for compound in found
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


def _weighed(words: list[Word], languages: tuple[str, ...]) -> tuple[Word, ...]:
    """The words with their joins; function words are not required, unless there are only such."""
    written_in = set(languages) | {
        language
        for language, function_words in STOP_WORDS.items()
        if sum(word.closed in function_words for word in words) > 1
    }
    function = [any(word.closed in STOP_WORDS.get(language, ()) for language in written_in) for word in words]
    if all(function):
        function = [False] * len(words)
    joins: list[list[str]] = [[] for _word in words]
    for first in range(len(words)):
        joined = words[first].closed
        for last in range(first + 1, min(first + MOST_JOINED, len(words))):
            joined += words[last].closed
            if len(joined) > LONGEST_JOINED:
                break
            for position in range(first, last + 1):
                joins[position].append(joined)
    return tuple(
        replace(word, required=not is_function, joins=tuple(dict.fromkeys(word_joins)))
        for word, is_function, word_joins in zip(words, function, joins, strict=True)
    )
