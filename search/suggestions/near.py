"""How far one word is from another, in slips of the keyboard: a letter left out, put in, mistaken, or two swapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from search.engines.base import Spelling

SHORTEST_FORGIVEN: Final = 4  # letters; below it another word is nearer than a slip
SHORTEST_FORGIVEN_TWICE: Final = 8
LONGEST_FORGIVEN: Final = 60  # a server refuses the pattern of a slip in what is longer
SURE: Final = 2  # letters at the beginning that are right where two slips are forgiven
SHORTEST_HALF: Final = 3
MOST_SPELLINGS: Final = 5
RARE: Final = 3  # documents: a word that is in no more of them may be a slip
ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)


def forgiven(word: str) -> int:
    """How many slips a word may have: none in short words, two in long ones, none in what is longer than words are."""
    if len(word) > LONGEST_FORGIVEN:
        return 0
    return (len(word) >= SHORTEST_FORGIVEN) + (len(word) >= SHORTEST_FORGIVEN_TWICE)


def edits(word: str) -> Iterator[str]:
    """Everything that is one slip away from a folded word, in its own alphabet; some of it more than once."""
    alphabet = next((letters for letters in ALPHABETS if any(letter in letters for letter in word)), "")
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in alphabet:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def splits(word: str) -> list[tuple[str, str]]:
    """The two words that a word may be without a space between them."""
    return [(word[:place], word[place:]) for place in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)]


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two words; `most` + 1 where they are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        older, before, row = before, row, [number]
        for place, wanted in enumerate(other, start=1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            if number > 1 and place > 1 and letter == other[place - 2] and one[number - 2] == wanted:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def begins_nearly(word: str, beginning: str) -> bool:
    """Whether a word begins so, but for one slip where the beginning is long enough for one."""
    if word.startswith(beginning):
        return True
    if not forgiven(beginning):
        return False
    return any(distance(word[: len(beginning) + more], beginning, 1) <= 1 for more in (-1, 0, 1))


def is_near(word: str, other: str) -> bool:
    """Whether `other` may be what was meant by a word: a slip or two away, as its length forgives."""
    most = forgiven(word)
    slips = distance(word, other, most)
    return 0 < slips <= most and (slips == 1 or other[:SURE] == word[:SURE])


def nearest(word: str, counts: Mapping[str, tuple[int, int]]) -> list[Spelling]:
    """The best of what may be meant by a word: few slips, then the reader's languages, then how often it is found.

    `counts` are how many documents have each, and how many in the reader's languages.
    """
    known = [Spelling(term, count, own) for term, (count, own) in counts.items() if count]
    known.sort(key=lambda one: (distance(word, one.term, 2), not one.own, -one.count, one.term))
    return known[:MOST_SPELLINGS]
