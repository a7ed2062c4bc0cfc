"""Whether somebody could be recognised in a text: own rules for eight languages, with reasons (docs/identity-risk.md).

One fact tells little, several together tell who it is. Facts count in passages about one person alone: what is said of many, of laws and
programmes or of people in office is left alone. Nothing is sent anywhere and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from portal.texts.identity_risk.facts import ADVICE, SENSITIVE, Advice, Fact, Sort
from portal.texts.identity_risk.patterns import LANGUAGES, Token, lexicon, tokens_of
from portal.texts.identity_risk.reading import about_one, heaviest, read

__all__ = ["ADVICE", "ADVISED", "BLOCKED", "LANGUAGES", "Advice", "Assessment", "Fact", "Sort", "assess"]

ADVISED: Final = 30  # from this score on authors are told
BLOCKED: Final = 60  # from this one on a story or a case has to be changed, or the score overruled
PASSAGE: Final = 1500  # characters: facts that stand further apart are not read together
MOST_FACTS: Final = 200  # as many are shown; the score is of all
AROUND: Final = 160  # characters that an excerpt shows before and after what is marked
LEAST: Final = 0.8  # what a single fact counts of its weight
EACH: Final = 0.2  # and what each further sort adds for all
MOST_SORTS: Final = 6
AGAIN: Final = 4  # what a second fact of a sort adds: two places tell more than one


@dataclass(frozen=True)
class Assessment:
    """What was found in a text. `score` goes from 0 to 100; `facts` are in the order of the text."""

    text: str
    score: int
    facts: tuple[Fact, ...]

    @property
    def is_advised(self) -> bool:
        """Whether whoever writes should think about it."""
        return self.score >= ADVISED

    @property
    def is_blocked(self) -> bool:
        """Whether a story or a protected case can't go on like this."""
        return self.score >= BLOCKED

    @cached_property
    def marked(self) -> list[tuple[str, Fact | None]]:
        """The text in pieces, each with the fact that it is, if any."""
        pieces: list[tuple[str, Fact | None]] = []
        at = 0
        for fact in self.facts:
            pieces += [(self.text[at : fact.start], None), (self.text[fact.start : fact.end], fact)]
            at = fact.end
        return [piece for piece in (*pieces, (self.text[at:], None)) if piece[0]]

    @property
    def excerpt(self) -> list[tuple[str, Fact | None]]:
        """The same, with long stretches that say nothing of anybody cut in their middle."""
        return [(piece if fact else _cut(piece), fact) for piece, fact in self.marked]

    @cached_property
    def reasons(self) -> list[tuple[Advice, list[str]]]:
        """Each sort of fact that was found, heaviest first, with the words of the text."""
        sorts: dict[Sort, list[Fact]] = {}
        for fact in self.facts:
            sorts.setdefault(fact.sort, []).append(fact)
        ordered = sorted(sorts.items(), key=lambda item: -max(fact.weight for fact in item[1]))
        return [
            (ADVICE[sort], list(dict.fromkeys(self.text[fact.start : fact.end] for fact in facts)))
            for sort, facts in ordered
        ]


def _cut(piece: str) -> str:
    return piece if len(piece) <= 2 * AROUND else f"{piece[:AROUND]} […] {piece[-AROUND:]}"


def assess(text: str, language: str = "", *, throughout: bool = False) -> Assessment:
    """Looks for what may tell who is meant. `language` is a code of the content, "" if it is not known: what the text itself seems to be
    written in is looked at in any case. `throughout` says that the whole text is about one person. Raises nothing.
    """
    tokens = tokens_of(text)
    facts: list[Fact] = []
    for code in languages_of(tokens, language):
        facts += about_one(read(text, tokens, lexicon(code)), throughout=throughout)
    facts = heaviest(facts)
    score = _throughout(facts) if throughout else _densest(facts)
    return Assessment(text, score, tuple(facts[:MOST_FACTS]) if score else ())


def languages_of(tokens: list[Token], language: str) -> list[str]:
    """The languages whose rules are to be used: the one that is given, and the one whose small words the text uses most."""
    seen = tokens[:400]
    common = {code: sum(token.folded in lexicon(code).common.whole for token in seen) for code in LANGUAGES}
    most = max(common, key=lambda code: common[code])
    given = [language] if language in LANGUAGES else []
    if not common[most]:
        return given or ["en"]
    if given and common[most] <= common[language] * 1.5:
        return given
    return list(dict.fromkeys([*given, most]))


def points(inside: dict[Sort, dict[int, int]]) -> int:
    """What facts that stand together come to, by sort: how many there are of each weight. Each further sort makes all of them tell more."""
    if not inside:
        return 0
    total = sum(max(counts) + AGAIN * (sum(counts.values()) > 1) for counts in inside.values())
    factor = LEAST + EACH * (min(len(inside), MOST_SORTS) - 1)
    if not SENSITIVE & inside.keys():
        factor /= 2
    return min(100, round(total * factor))


def _throughout(facts: Iterable[Fact]) -> int:
    inside: dict[Sort, dict[int, int]] = {}
    for fact in facts:
        counts = inside.setdefault(fact.sort, {})
        counts[fact.weight] = counts.get(fact.weight, 0) + 1
    return points(inside)


def _densest(facts: list[Fact]) -> int:
    """The score of the passage that tells most."""
    inside: dict[Sort, dict[int, int]] = {}
    first = best = 0
    for fact in facts:
        counts = inside.setdefault(fact.sort, {})
        counts[fact.weight] = counts.get(fact.weight, 0) + 1
        while facts[first].start < fact.end - PASSAGE and facts[first] is not fact:
            _leave(inside, facts[first])
            first += 1
        best = max(best, points(inside))
    return best


def _leave(inside: dict[Sort, dict[int, int]], fact: Fact) -> None:
    counts = inside[fact.sort]
    counts[fact.weight] -= 1
    if not counts[fact.weight]:
        del counts[fact.weight]
    if not counts:
        del inside[fact.sort]
