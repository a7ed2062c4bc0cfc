"""How words of a query are looked for in Elasticsearch: the clauses of `search.clauses`, as in `tantivy_words`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.clauses import Clause, Forms, clauses, count_apart, counted, forms, is_code, made_of, telling, wider
from search.engines import elasticsearch_dsl as dsl
from search.engines.elasticsearch_dsl import Json, Occur
from search.explaining import Beside
from search.queries import Word


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known to ask: joined forms, and stems that few documents have."""

    joins: frozenset[str] = frozenset()
    rare: frozenset[str] = frozenset()


def words_query(words: Sequence[Word], known: Known, at_least: int) -> Json:
    """Documents that have so many of the words, or one that few have, scored by each."""
    each = []
    for word, times in counted(words):
        for query in _word_queries(word, known.joins):
            each.append((Occur.SHOULD, dsl.boost_query(query, float(times)) if times > 1 else query))
    if at_least > 1 and (rare := known.rare.intersection(telling(words))):
        enough = dsl.const_score_query(dsl.term_set_query("stems", sorted(rare)), 0.0)
        each += [(Occur.SHOULD, enough)] * (at_least - 1)
    return dsl.boolean_query(each, at_least)


def _word_queries(word: Word, joins: frozenset[str]) -> list[Json]:
    """Documents that have a word in any field, and one query more for each part of a compound that counts by itself."""
    closed, parts = forms(word, joins)
    ways = _clauses(closed)
    if is_code(word):
        ways.append((Occur.SHOULD, phrase_query(word.parts)))
    ways += [(Occur.SHOULD, _best(clause)) for clause in made_of(word)]
    if not count_apart(parts):
        ways += [clause for part in parts for clause in _clauses(part)]
        parts = ()
    if word.beginning:
        ways.append((Occur.SHOULD, dsl.prefix_query("words", word.closed)))
    if others := [dsl.boost_query(_other(other), weight) for weight, other in wider(word)]:
        ways.append((Occur.SHOULD, dsl.disjunction_max_query(others)))
    return [dsl.boolean_query(ways), *(dsl.boolean_query(_clauses(part)) for part in parts)]


def best_of(ways: Iterable[tuple[float, Clause | Beside]]) -> Json:
    """The best of several ways to score, each with its weight: for explaining."""
    made = []
    for weight, way in ways:
        query = _best(Clause(way.field, way.terms)) if isinstance(way, Clause) else phrase_query(way.words)
        made.append(dsl.boost_query(query, weight))
    return dsl.disjunction_max_query(made)


def _other(said: Clause | tuple[str, ...]) -> Json:
    return _best(said) if isinstance(said, Clause) else phrase_query(said)


def within_query(field: str, word: Word) -> Json:
    """Documents that have a word in this one field: "title" or "names"."""
    closed, parts = forms(word)
    ways = [_best(Clause(field, _written(field, closed)))]
    if word.beginning:
        ways.append(dsl.prefix_query(field, word.closed))
    if parts:
        ways.append(dsl.boolean_query([(Occur.MUST, _best(Clause(field, _written(field, part)))) for part in parts]))
    return dsl.disjunction_max_query(ways)


def phrase_query(words: Sequence[str]) -> Json:
    """Words that stand beside each other."""
    return dsl.phrase_query("words", words)


def _written(field: str, piece: Forms) -> tuple[str, ...]:
    return (piece.plain, *piece.joins) if field == "names" else (piece.plain, *piece.stems, *piece.others)


def _clauses(piece: Forms) -> list[tuple[Occur, Json]]:
    return [(Occur.SHOULD, _best(clause)) for clause in clauses(piece)]


def _best(clause: Clause) -> Json:
    best = dsl.disjunction_max_query([dsl.term_query(clause.field, term) for term in dict.fromkeys(clause.terms)])
    return best if clause.weight == 1 else dsl.boost_query(best, clause.weight)
