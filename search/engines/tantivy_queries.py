"""What somebody looks for, as a query of the embedded index: built of analysed words, never parsed as syntax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import tantivy
from tantivy import Occur, Query

from search.analysis import storable
from search.engines.base import SearchRequest
from search.engines.tantivy_schema import SCHEMA
from search.engines.tantivy_words import Found, phrase_query, word_query
from search.fields import seconds
from search.queries import ParsedQuery
from search.ranking import RANKING

MOST_COMPLETIONS: Final = 64
MOST_MERGED: Final = 16


def look_up(query: ParsedQuery, searcher: tantivy.Searcher) -> Found:
    """Asks the index's dictionary for the joined forms and the completions of a query's words."""
    candidates = {join for word in query.words for join in word.joins}
    joins = {join for join in candidates if any(searcher.doc_freq(field, join) for field in ("words", "names"))}
    completions: list[str] = []
    for word in (*query.words, *query.without):
        if word.beginning:
            known = searcher.terms_with_prefix("words", word.closed, limit=MOST_COMPLETIONS)
            completions += [term for term, _count in known]
    return Found(frozenset(joins), tuple(completions))


def matching(query: ParsedQuery, found: Found, *, relaxed: bool) -> Query:
    """The documents that have enough of the words, scored."""
    if query.finds_all:
        return Query.all_query()
    wanted: list[tuple[Occur, Query]] = []
    required = query.required
    if required:
        clauses = [(Occur.Should, word_query(word, found)) for word in required]
        wanted.append((Occur.Must, Query.boolean_query(clauses, 1 if relaxed else query.at_least)))
    wanted += [(Occur.Must, Query.boost_query(phrase_query(phrase), RANKING.phrase)) for phrase in query.phrases]
    if not wanted:
        if query.finds_nothing:
            return Query.empty_query()
        wanted.append((Occur.Must, Query.all_query()))
    else:
        whole = Query.term_query(SCHEMA, "exact_name", query.name, "basic")
        wanted.append((Occur.Should, Query.const_score_query(whole, RANKING.whole_name)))
    wanted += [(Occur.MustNot, phrase_query(phrase)) for phrase in query.without_phrases]
    wanted += [(Occur.MustNot, word_query(replace(word, joins=()), found)) for word in query.without]
    return Query.boolean_query(wanted)


def allowed(request: SearchRequest) -> list[tuple[Occur, Query]]:
    """What the reader may find now, whatever they look for."""
    readers = _codes(request.audiences)
    clauses = [
        (Occur.Must, _unscored(_any("audience", readers))),
        (Occur.MustNot, _any("hidden_from", readers)),
        (Occur.MustNot, _between("expires", None, seconds(request.now))),
    ]
    if request.exclude_records:
        clauses.append((Occur.MustNot, Query.term_set_query(SCHEMA, "record", _codes(request.exclude_records))))
    if request.year_from is not None:
        clauses.append((Occur.Must, _unscored(_between("year_to", request.year_from, None))))
    if request.year_to is not None:
        clauses.append((Occur.Must, _unscored(_between("year_from", None, request.year_to))))
    return clauses


def narrowed(request: SearchRequest, *, but: str = "") -> list[tuple[Occur, Query]]:
    """The chosen facets, except one: its own counts must show what a second value would add."""
    return [
        (Occur.Must, _unscored(_any(f"facets.{name}", _codes(codes))))
        for name, codes in sorted(request.filters.items())
        if codes and name != but
    ]


def _any(field: str, codes: list[str]) -> Query:
    """Any of a few codes: posting lists merged as they are read, which a set of terms would first collect."""
    if len(codes) > MOST_MERGED:
        return Query.term_set_query(SCHEMA, field, codes)
    clauses = [(Occur.Should, Query.term_query(SCHEMA, field, code, "basic")) for code in codes]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def _codes(codes: Iterable[str]) -> list[str]:
    return sorted(map(storable, codes))


def _between(field: str, lowest: int | None, highest: int | None) -> Query:
    return Query.range_query(SCHEMA, field, tantivy.FieldType.Integer, lowest, highest)


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
