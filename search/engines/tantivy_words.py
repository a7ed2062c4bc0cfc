"""How words of a query are looked for in the embedded index: the clauses of `search.clauses`, as queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from search.clauses import Clause, Forms, clauses, count_apart, counted, forms, is_code, made_of, telling, wider
from search.engines.tantivy_schema import SCHEMA
from search.explaining import Beside
from search.queries import Word

Clauses = list[tuple[Occur, Query]]


@dataclass(frozen=True, slots=True)
class Found:
    """What of a query the index knows: joined forms, completions of beginnings, and stems that few documents have."""

    joins: frozenset[str] = frozenset()
    completions: tuple[str, ...] = ()
    rare: frozenset[str] = frozenset()


def words_query(words: Sequence[Word], found: Found, at_least: int) -> Query:
    """Documents that have so many of the words, or one that few have, scored by each."""
    each: Clauses = []
    for word, times in counted(words):
        for query in _word_queries(word, found):
            each.append((Occur.Should, Query.boost_query(query, float(times)) if times > 1 else query))
    if at_least > 1 and (rare := found.rare.intersection(telling(words))):
        enough = Query.const_score_query(Query.term_set_query(SCHEMA, "stems", sorted(rare)), 0.0)
        each += [(Occur.Should, enough)] * (at_least - 1)
    return Query.boolean_query(each, at_least)


def _word_queries(word: Word, found: Found) -> list[Query]:
    """Documents that have a word in any field, and one query more for each part of a compound that counts by itself."""
    closed, parts = forms(word, found.joins)
    ways = _clauses(closed)
    if is_code(word):
        ways.append((Occur.Should, phrase_query(word.parts)))
    ways += [(Occur.Should, _best(clause)) for clause in made_of(word)]
    if not count_apart(parts):
        ways += [clause for part in parts for clause in _clauses(part)]
        parts = ()
    if word.beginning and (known := [term for term in found.completions if term.startswith(word.closed)]):
        ways.append((Occur.Should, Query.term_set_query(SCHEMA, "words", known)))
    if others := [Query.boost_query(_other(other), weight) for weight, other in wider(word)]:
        ways.append((Occur.Should, Query.disjunction_max_query(others)))
    return [_all(ways), *(_all(_clauses(part)) for part in parts)]


def best_of(ways: Iterable[tuple[float, Clause | Beside]]) -> Query:
    """The best of several ways to score, each with its weight: for explaining."""
    return Query.disjunction_max_query(
        [
            Query.boost_query(
                _either(dict.fromkeys(way.terms), way.field) if isinstance(way, Clause) else phrase_query(way.words),
                weight,
            )
            for weight, way in ways
        ]
    )


def _other(said: Clause | tuple[str, ...]) -> Query:
    return _best(said) if isinstance(said, Clause) else phrase_query(said)


def within_query(field: str, word: Word, found: Found) -> Query:
    """Documents that have a word in this one field: "title" or "names"."""
    closed, parts = forms(word, found.joins)
    completed = [term for term in found.completions if word.beginning and term.startswith(word.closed)]
    whole = _best(Clause(field, (*_written(field, closed), *completed)))
    if not parts:
        return whole
    each = [(Occur.Must, _best(Clause(field, _written(field, part)))) for part in parts]
    return Query.boolean_query([(Occur.Should, whole), (Occur.Should, Query.boolean_query(each))])


def phrase_query(words: Sequence[str]) -> Query:
    """Words that stand beside each other."""
    return Query.phrase_query(SCHEMA, "words", list(words))


def _written(field: str, piece: Forms) -> tuple[str, ...]:
    return (piece.plain, *piece.joins) if field == "names" else (piece.plain, *piece.stems, *piece.others)


def _clauses(piece: Forms) -> Clauses:
    return [(Occur.Should, _best(clause)) for clause in clauses(piece)]


def _all(ways: Clauses) -> Query:
    return Query.boolean_query(ways)


def _best(clause: Clause) -> Query:
    """The best of several ways of writing counts: they are one word."""
    best = _either(dict.fromkeys(clause.terms), clause.field)
    return best if clause.weight == 1 else Query.boost_query(best, clause.weight)


def _either(terms: Iterable[str], field: str) -> Query:
    ways = [Query.term_query(SCHEMA, field, term, "freq") for term in terms]
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)
