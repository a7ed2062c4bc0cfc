"""What the score of a record is made of: the same pieces for all engines, each asked of the engine by itself.

The pieces are those that engines build a query from (`search.clauses`). What brings the same to everything, and beginnings,
are not asked for: the rest of a score is told as such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from search.clauses import Clause, clauses, counted, forms, is_code, made_of, wider
from search.queries import ParsedQuery, Phrase, Word, Words
from search.queries.tree import leaves
from search.ranking import RANKING

MOST_WORDS: Final = 12
Where = Literal["stems", "parts", "title", "words", "names", "labels", "phrase", "others", "whole_name"]


@dataclass(frozen=True, slots=True)
class Beside:
    """Words that stand beside each other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that a record may score by: the best of several ways, each with its weight."""

    word: str  # of the query, as it was typed
    where: Where
    ways: tuple[tuple[float, Clause | Beside], ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a word brought in a field."""

    word: str
    where: Where
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a document scores; 0 where these words don't find it. `title` and `url` are those of its card."""

    id: str
    title: str
    language: str
    url: str
    score: float
    contributions: tuple[Contribution, ...]

    @property
    def rest(self) -> float:
        """What the contributions don't say; below a thousandth it is rounding."""
        rest = self.score - sum(one.score for one in self.contributions)
        return rest if abs(rest) > max(0.001, self.score / 1_000) else 0.0


def pieces(query: ParsedQuery, joins: Collection[str]) -> Iterator[Piece]:
    """The pieces of a query, in the order of its words."""
    for node in leaves(query.tree):
        if isinstance(node, Words):
            for word, times in list(counted(node.required))[:MOST_WORDS]:
                yield from _of_word(word, times, joins)
        elif isinstance(node, Phrase):
            yield Piece(node.written, "phrase", ((RANKING.phrase, Beside(node.words)),))


def _of_word(word: Word, times: int, joins: Collection[str]) -> Iterator[Piece]:
    closed, parts = forms(word, joins)
    for form in (closed, *parts):
        for clause in clauses(form):
            yield Piece(word.written, clause.field, ((times * clause.weight, clause),))  # type: ignore[arg-type]
    for clause in made_of(word):
        yield Piece(word.written, clause.field, ((times * clause.weight, clause),))  # type: ignore[arg-type]
    if is_code(word):
        yield Piece(word.written, "phrase", ((float(times), Beside(word.parts)),))
    others = [(times * weight, said if isinstance(said, Clause) else Beside(said)) for weight, said in wider(word)]
    if others:
        yield Piece(word.written, "others", tuple(others))


def explanation(
    query: ParsedQuery, stored: Mapping[str, Any], score: float, whole: bool, scored: list[tuple[Piece, float]]
) -> Explanation:
    """Puts together what an engine was asked: the score, whether the document is called exactly so, and what each piece brought.

    `stored` is what the engine keeps of the document (`Fields.stored`, read).
    """
    language, title = stored["texts"][0][:2]
    found: dict[tuple[str, Where], float] = {}
    if whole:
        found[query.text, "whole_name"] = RANKING.whole_name
    share = RANKING.background if stored["background"] else 1.0
    for piece, brought in scored:
        if brought > 0:
            found[piece.word, piece.where] = found.get((piece.word, piece.where), 0.0) + share * brought
    contributions = tuple(Contribution(word, where, brought) for (word, where), brought in found.items())
    return Explanation(stored["id"], title, language, stored["card"]["url"], score, contributions if score > 0 else ())
