"""The word lists of a language, and how they are matched with a text.

A file of `languages/` names patterns by what they find, with commas between them. A pattern is a row of elements, each for one word:

- `theft`: this word; case and accents don't matter
- `steal*`, `*ung`: words that begin or end so
- `from|near`: either
- `ANY?`: an element with a question mark may be missing
- `NUM`: a number in digits or words; `AGE`: one between 5 and 99; `NUMTH`: anything that counts, one word
- `CAP`: a capitalised name of up to four words that is no country and not in the language's list `stop`
- `STOP`: a punctuation mark, or the end; `ANY`: any one word

A pattern looks at few words, and those that can begin at a word are looked up by it, so that the time grows with the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

FOLDER: Final = Path(__file__).parent / "languages"
TOKEN: Final = re.compile(
    r"[0-9]{1,9}(?:[.,:/\-][0-9]{1,9}|[ \u00a0\u2009][0-9]{3}(?![0-9])){0,6}|[^\W\d_]{1,80}|\n|[^\w\s]|\w"
)
LETTERS: Final = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "Œ": "oe"})
GLUE: Final = frozenset("-‐‑–'’`´")  # inside words: they separate nothing
LONGEST_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text, and where it stands."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0] in "0123456789"

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without case and accents."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def tokens_of(text: str) -> list[Token]:
    """The words, numbers and marks of a text; hyphens and apostrophes are none. Line ends are marks."""
    found = TOKEN.finditer(text)
    return [
        Token(word, fold(word) if len(word) < 40 else word, match.start(), match.end())
        for match in found
        if (word := match[0]) not in GLUE
    ]


def entries(listed: object) -> list[str]:
    """What stands in a list of a file."""
    return [entry for part in str(listed).split(",") if (entry := part.strip())]


@dataclass(slots=True)
class Words:
    """Words, beginnings and ends of words."""

    whole: set[str] = field(default_factory=set)
    begin: dict[int, set[str]] = field(default_factory=dict)
    end: dict[int, set[str]] = field(default_factory=dict)

    def add(self, word: str) -> None:
        """Takes `word`, `word*`, `*word` or `*word*` (which is read as `*word`)."""
        bare = fold(word.strip("*"))
        if word.startswith("*"):
            self.end.setdefault(len(bare), set()).add(bare)
        elif word.endswith("*"):
            self.begin.setdefault(len(bare), set()).add(bare)
        else:
            self.whole.add(bare)

    def keys(self, word: str) -> Iterator[str]:
        """The entries that fit a folded word, as they are kept in an index."""
        if word in self.whole:
            yield word
        for length, listed in self.begin.items():
            if word[:length] in listed:
                yield f"{word[:length]}*"
        for length, listed in self.end.items():
            if len(word) > length and word[-length:] in listed:
                yield f"*{word[-length:]}"

    def __contains__(self, word: str) -> bool:
        if word in self.whole:
            return True
        return any(word[:length] in listed for length, listed in self.begin.items()) or any(
            len(word) > length and word[-length:] in listed for length, listed in self.end.items()
        )


def words_from(listed: object) -> Words:
    """A list of single words."""
    words = Words()
    for entry in entries(listed):
        words.add(entry)
    return words


@dataclass(frozen=True, slots=True)
class Element:
    """What one word of a pattern may be."""

    kind: str  # "" for words, else one of the classes
    words: Words
    optional: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of elements and the name of the list that it stands in."""

    name: str
    elements: tuple[Element, ...]
    second: Words | None  # what the second word must be, where that is known: most patterns are told apart by it


CLASSES: Final = frozenset({"NUM", "AGE", "NUMTH", "CAP", "STOP", "ANY"})


def element(source: str) -> Element:
    """Reads one element. Raises ValueError for a class that there is not."""
    optional, source = source.endswith("?"), source.rstrip("?")
    if source.isupper() and source.isalpha():
        if source not in CLASSES:
            raise ValueError(f"“{source}” is none of {', '.join(sorted(CLASSES))}")
        return Element(source, Words(), optional)
    words = Words()
    for word in source.split("|"):
        words.add(word)
    return Element("", words, optional)


class Lexicon:
    """One language: its patterns by the word that they begin with, and its lists of single words."""

    def __init__(self, language: str) -> None:
        """Reads the language's file. Raises FileNotFoundError for a language that has none, ValueError for a pattern that can't be read."""
        listed = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
        common = yaml.safe_load((FOLDER / "common.yaml").read_text(encoding="utf-8"))
        self.language = language
        self.months, self.numbers = words_from(listed["months"]), words_from(listed["numbers"])
        self.common, self.courtesy = words_from(listed["words"]), words_from(listed["courtesy"])
        self.acts, self.stop = words_from(listed["acts"]), words_from(listed["stop"])
        self.first, self.wide, self.joins = (words_from(common[name]) for name in ("first", "wide", "joins"))
        self.money, self.labels = words_from(common["money"]), words_from(common["labels"])
        self.former, self.ranges = words_from(common["former"]), words_from(common["ranges"])
        self._begins = Words()
        self._patterns: dict[str, list[Pattern]] = {}
        single = {"months", "numbers", "words", "courtesy", "acts", "stop"}
        for name, value in listed.items():
            for source in entries(value) if name not in single else ():
                self._add(name, source)

    def _add(self, name: str, source: str) -> None:
        read = tuple(element(part) for part in source.split())
        head = read[0]
        is_known = len(read) > 1 and not read[1].kind and not read[1].optional
        pattern = Pattern(name, read, read[1].words if is_known else None)
        if head.optional:
            raise ValueError(f"“{source}” begins with something that may be missing")
        keys = [head.kind] if head.kind else source.split()[0].split("|")
        for key in keys:
            if not head.kind:
                self._begins.add(key)
                key = (
                    f"*{fold(key.strip('*'))}"
                    if key.startswith("*")
                    else fold(key.rstrip("*")) + "*" * key.endswith("*")
                )
            self._patterns.setdefault(key, []).append(pattern)

    def found(self, tokens: list[Token], at: int) -> Iterator[tuple[str, int]]:
        """The names of the patterns that fit at a place, with the place behind them."""
        token = tokens[at]
        keys = [*self._begins.keys(token.folded), *self._classes(tokens, at)]
        following = tokens[at + 1].folded if at + 1 < len(tokens) else ""
        for key in keys:
            for pattern in self._patterns.get(key, ()):
                if pattern.second is not None and key not in CLASSES and following not in pattern.second:
                    continue
                end = self._fits(pattern.elements, 0, tokens, at)
                if end is not None:
                    yield pattern.name, end

    def _classes(self, tokens: list[Token], at: int) -> list[str]:
        return [name for name, taken in _TAKES.items() if name in self._patterns and taken(self, tokens, at)]

    def _fits(self, elements: tuple[Element, ...], number: int, tokens: list[Token], at: int) -> int | None:
        if number == len(elements):
            return at
        wanted = elements[number]
        if at >= len(tokens):
            taken = 0 if wanted.kind == "STOP" else None
        elif wanted.kind:
            taken = _TAKES[wanted.kind](self, tokens, at) or None
        else:
            taken = 1 if tokens[at].folded in wanted.words else None
        if taken is not None:
            end = self._fits(elements, number + 1, tokens, at + taken)
            if end is not None:
                return end
        return self._fits(elements, number + 1, tokens, at) if wanted.optional else None

    def number(self, tokens: list[Token], at: int) -> int:
        """How many words of a number stand here."""
        if tokens[at].is_number:
            return 1
        taken = 0
        while taken < 4 and at + taken < len(tokens):
            word = tokens[at + taken].folded
            is_joint = taken > 0 and word in {"and", "y", "e", "et", "i", "a"}
            follows = at + taken + 1 < len(tokens) and tokens[at + taken + 1].folded in self.numbers
            if word not in self.numbers and not (is_joint and follows):
                break
            taken += 1
        return taken

    def age(self, tokens: list[Token], at: int) -> int:
        """How many words of a number between 5 and 99 stand here."""
        token = tokens[at]
        if token.is_number:
            return int(token.text.isdigit() and len(token.text) < 3 and int(token.text) >= 5)
        return self.number(tokens, at)

    def name(self, tokens: list[Token], at: int) -> int:
        """How many words of a name stand here: capitalised ones, and small ones between them."""
        if not self._is_name(tokens[at]):
            return 0
        taken = 1
        while taken < LONGEST_NAME and at + taken < len(tokens):
            token = tokens[at + taken]
            joins = (
                token.folded in self.joins and at + taken + 1 < len(tokens) and self._is_name(tokens[at + taken + 1])
            )
            if not joins and not self._is_name(token):
                break
            taken += 1
        return taken

    def _is_name(self, token: Token) -> bool:
        if not token.is_capital or len(token.text) < 2:
            return False
        word = token.folded
        return word not in self.stop and word not in self.wide and word not in self.months


def _marks(_lexicon: Lexicon, tokens: list[Token], at: int) -> int:
    return int(not tokens[at].is_word and not tokens[at].is_number)


def _any(_lexicon: Lexicon, tokens: list[Token], at: int) -> int:
    return int(tokens[at].is_word)


_TAKES: Final[dict[str, Callable[[Lexicon, list[Token], int], int]]] = {
    "NUM": Lexicon.number,
    "AGE": Lexicon.age,
    "NUMTH": _any,
    "CAP": Lexicon.name,
    "STOP": _marks,
    "ANY": _any,
}


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """The word lists of a language, read once."""
    return Lexicon(language)


LANGUAGES: Final = tuple(sorted(path.stem for path in FOLDER.glob("??.yaml")))
