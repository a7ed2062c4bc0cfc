"""What somebody looks for, as a query of the embedded index: built of analysed words, never parsed as syntax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import tantivy
from tantivy import Occur, Query

from search.analysis import storable
from search.engines.base import SearchRequest
from search.engines.tantivy_schema import SCHEMA
from search.fields import seconds
from search.queries import ParsedQuery, Word

TITLE_WEIGHT: Final = (
    0.4  # beside the whole text, which holds the title too: measured on collections with known answers
)
NAMES_WEIGHT: Final = 0.8
LABELS_WEIGHT: Final = 0.3
WHOLE_NAME_BONUS: Final = 12.0  # for what is called exactly what was typed: many projects bear everyday words as names
PHRASE_WEIGHT: Final = 2.0
MOST_COMPLETIONS: Final = 64
MOST_MERGED: Final = 16


@dataclass(frozen=True, slots=True)
class Found:
    """What of a query the index knows: joined forms and completions of beginnings."""

    joins: frozenset[str] = frozenset()
    completions: tuple[str, ...] = ()


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
        clauses = [(Occur.Should, _word(word, found)) for word in required]
        wanted.append((Occur.Must, Query.boolean_query(clauses, 1 if relaxed else query.at_least)))
    wanted += [(Occur.Must, Query.boost_query(_phrase(phrase), PHRASE_WEIGHT)) for phrase in query.phrases]
    if not wanted:
        if query.finds_nothing:
            return Query.empty_query()
        wanted.append((Occur.Must, Query.all_query()))
    else:
        whole = Query.term_query(SCHEMA, "exact_name", query.name, "basic")
        wanted.append((Occur.Should, Query.const_score_query(whole, WHOLE_NAME_BONUS)))
    wanted += [(Occur.MustNot, _phrase(phrase)) for phrase in query.without_phrases]
    wanted += [(Occur.MustNot, _word(replace(word, joins=()), found)) for word in query.without]
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


def _word(word: Word, found: Found) -> Query:
    """Documents that have a word in any field; the whole text counts most, the title on top of it."""
    everywhere = _in_text(word, found)
    if any_form := _any_form(word):
        joins = [join for join in word.joins if join in found.joins]
        return Query.boolean_query(
            [
                (Occur.Should, everywhere),
                (Occur.Should, Query.boost_query(_best("title", any_form), TITLE_WEIGHT)),
                (Occur.Should, Query.boost_query(_best("names", [word.closed, *word.parts, *joins]), NAMES_WEIGHT)),
                (Occur.Should, Query.boost_query(_best("labels", any_form), LABELS_WEIGHT)),
            ]
        )
    return everywhere


def _in_text(word: Word, found: Found) -> Query:
    ways = [_term("words", word.closed)]
    ways += [_term("words", join) for join in word.joins if join in found.joins]
    if word.compact:
        ways += [_term("stems", stem) for stem in word.compact_stems]
        if len(word.parts) > 1:
            ways.append(_phrase(word.parts))
        else:
            ways += [_term("stems", stem) for stem in word.stems[0]]
    else:
        ways += [_term("stems", stem) for stem in word.stems[0]]
    if word.beginning:
        known = [term for term in found.completions if term.startswith(word.closed)]
        if known:
            ways.append(Query.term_set_query(SCHEMA, "words", known))
    return _either(ways)


def _any_form(word: Word) -> list[str]:
    """The forms of a word that one field may hold. A compound is judged whole: its parts alone are other words."""
    if not word.compact or len(word.parts) == 1:
        return list(dict.fromkeys((word.closed, *word.parts, *word.stems[0], *word.compact_stems)))
    return list(dict.fromkeys((word.compact, *word.compact_stems)))


def _phrase(words: tuple[str, ...]) -> Query:
    return Query.phrase_query(SCHEMA, "words", list(words))


def _best(field: str, terms: Iterable[str]) -> Query:
    return _either([_term(field, term) for term in dict.fromkeys(terms)])


def _either(ways: list[Query]) -> Query:
    """The best of several ways of writing counts: they are one word."""
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)


def _term(field: str, term: str) -> Query:
    return Query.term_query(SCHEMA, field, term, "freq")


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
