"""What each word of a query counts by, for all engines alike: which terms in which field, and how much.

The whole text counts 1, by the word's stem; everything else comes on top of it (`search.ranking`). An engine adds up the
clauses of a word; of a clause's terms the best one counts, for they are one word written in several ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.queries import Word
from search.ranking import RANKING

SHORTEST_PART: Final = 3  # signs; a compound of shorter parts is an acronym or a code, and is only found whole
# Where all parts of a compound are as long, each counts as one of a query's words: not so in second-hand.
SHORTEST_APART: Final = 5
# Of three or more words one that few documents have is enough by itself: they fit on a page, and are no more than every
# sixteenth. Nobody wants pages of texts that have only one of three words.
FEW: Final = 20
FEW_AMONG: Final = 16
MANY_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """Any of these terms in this field."""

    field: str
    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Forms:
    """The ways in which one piece of a word is written in the index."""

    plain: str  # folded
    stems: tuple[str, ...]
    others: tuple[str, ...] = ()  # in languages that the query is probably not in
    joins: tuple[str, ...] = ()
    share: float = 1.0  # of the weight of a word


def forms(word: Word, joins: Collection[str] = ()) -> tuple[Forms, tuple[Forms, ...]]:
    """A word in one piece, and its parts where it has several that may be looked for apart."""
    known = tuple(join for join in word.joins if join in joins)
    others = word.other_stems or tuple(() for _part in (*word.parts, ""))
    if not word.compact:
        return Forms(word.closed, word.stems[0], others[0], known), ()
    if len(word.parts) == 1:  # an elided article before it
        return Forms(
            word.parts[0], (*word.stems[0], *word.compact_stems), (*others[0], *others[-1]), (word.compact, *known)
        ), ()
    if is_code(word):
        return Forms(word.compact, word.compact_stems, others[-1], known), ()
    whole = Forms(word.compact, word.compact_stems, others[-1], known, RANKING.joined)
    return whole, tuple(map(Forms, word.parts, word.stems, others))


def is_code(word: Word) -> bool:
    """Whether a compound's parts say nothing alone: DP-0001, ALS5, Car.Te.S.I.O., re-offending, but not SHA1-Datei."""
    return len(word.parts) > 1 and sum(len(part) >= SHORTEST_PART and not part.isdigit() for part in word.parts) < 2


def count_apart(parts: Sequence[Forms]) -> bool:
    """Whether each part of a compound counts as a word where it is asked how many words a document has."""
    return all(len(part.plain) >= SHORTEST_APART for part in parts)


def few(documents: int) -> int:
    """In how many of so many documents a word may stand that is enough by itself."""
    return min(FEW, documents // FEW_AMONG)


def telling(words: Sequence[Word]) -> tuple[str, ...]:
    """The stems of some words and their parts that are enough by themselves where few documents have them.

    What a thesaurus knows other words for is not rare: it is only called otherwise.
    """
    if len(words) < MANY_WORDS:
        return ()
    found = (forms(word) for word in words if not word.others_said)
    pieces = (piece for closed, parts in found for piece in (closed, *parts))
    return tuple(dict.fromkeys(stem for piece in pieces for stem in piece.stems))


def clauses(piece: Forms) -> tuple[Clause, ...]:
    """What one piece of a word counts by."""
    everywhere = tuple(dict.fromkeys((piece.plain, *piece.joins)))
    found = [
        Clause("stems", piece.stems, piece.share),
        Clause("title", piece.stems, piece.share * RANKING.title),
        Clause("words", everywhere, piece.share * RANKING.exact),
        Clause("names", everywhere, piece.share * RANKING.names),
        Clause("labels", tuple(dict.fromkeys((piece.plain, *piece.stems))), piece.share * RANKING.labels),
    ]
    if piece.others:
        elsewhere = piece.share * RANKING.other_languages
        found.append(Clause("stems", piece.others, elsewhere))
        found.append(Clause("labels", piece.others, elsewhere * RANKING.labels))
    return tuple(found)


def made_of(word: Word) -> tuple[Clause, ...]:
    """The words that a long one is made of, alone or in other long ones, and long ones that are made of it: Haft and Strafentlassung
    for Haftentlassung, Haftentlassung for Haft."""
    apart = (Clause(field, stems, RANKING.pieces) for stems in word.pieces for field in ("stems", "parts"))
    return (*apart, Clause("parts", word.as_part, RANKING.pieces)) if word.as_part else tuple(apart)


def wider(word: Word) -> Iterator[tuple[float, Clause | tuple[str, ...]]]:
    """Other ways to say a word, each with its weight: the terms of a single word, or words that stand beside each other.

    The best of them counts, on top of the word itself.
    """
    for other in word.others_said:
        if len(other.words) > 1:
            yield RANKING.wider * other.share, other.words
            continue
        terms = other.stems or other.words
        yield RANKING.wider * other.share, Clause("stems", terms)
        yield RANKING.wider_title * other.share, Clause("title", terms)


def counted(words: Sequence[Word]) -> Iterator[tuple[Word, int]]:
    """Each different word, and how often it occurs: what is said twice in a question counts twice."""
    times = Counter(word.closed for word in words)
    for word in {word.closed: word for word in words}.values():
        yield word, times[word.closed]
