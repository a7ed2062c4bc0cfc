"""What somebody looks for, as a query of the embedded index: built of analysed words, never parsed as syntax."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import tantivy
from tantivy import Occur, Query

from search.analysis import storable
from search.clauses import few, telling
from search.engines.base import SearchRequest
from search.engines.tantivy_schema import SCHEMA
from search.engines.tantivy_words import Found, phrase_query, within_query, words_query
from search.fields import BACKGROUND, seconds
from search.queries import All, Any, Chosen, Identifier, Node, Not, ParsedQuery, Phrase, Within, Words, Years
from search.ranking import RANKING

MOST_COMPLETIONS: Final = 64
MOST_MERGED: Final = 16


def look_up(
    query: ParsedQuery, searcher: tantivy.Searcher, reader: Sequence[tuple[Occur, Query]], counts: dict[str, int]
) -> Found:
    """Asks the index's dictionary for the joined forms and the completions of a query's words, and which are rare for a reader.

    `counts`: how many documents the reader may find, by a stem that they have and "" for all: what is missing is added.
    """
    candidates = {join for word in query.words for join in word.joins}
    joins = {join for join in candidates if any(searcher.doc_freq(field, join) for field in ("words", "names"))}
    completions: list[str] = []
    for word in (*query.words, *query.without):
        if word.beginning:
            known = searcher.terms_with_prefix("words", word.closed, limit=MOST_COMPLETIONS)
            completions += [term for term, _count in known]
    return Found(frozenset(joins), tuple(completions), _rare(query, searcher, reader, counts))


def _rare(
    query: ParsedQuery, searcher: tantivy.Searcher, reader: Sequence[tuple[Occur, Query]], counts: dict[str, int]
) -> frozenset[str]:
    """The stems that so few of the documents that the reader may find have that each of them is enough by itself."""
    stems = telling(query.required) if query.at_least > 1 else ()
    if not stems:
        return frozenset()
    if "" not in counts:
        counts[""] = _count(searcher, reader)
    found = counts[""]
    most, others = few(found), searcher.num_docs - found

    def is_rare(stem: str) -> bool:
        count = searcher.doc_freq("stems", stem)
        if not most < count <= most + others:  # else it depends on who has it
            return count <= most
        if stem not in counts:
            written = _unscored(Query.term_query(SCHEMA, "stems", stem, "basic"))
            counts[stem] = _count(searcher, [*reader, (Occur.Must, written)])
        return counts[stem] <= most

    return frozenset(filter(is_rare, stems)) if most else frozenset()


def _count(searcher: tantivy.Searcher, clauses: Sequence[tuple[Occur, Query]]) -> int:
    found = searcher.search(Query.boolean_query(list(clauses)), 1, count=True)
    return int(found.count)  # type: ignore[attr-defined]


def matching(query: ParsedQuery, found: Found, *, relaxed: bool) -> Query:
    """The documents that the query's tree asks for, scored; what is called exactly so comes first.

    What only explains words is scored like all else: asking for it apart would cost as much again (`Answer`).
    """
    if query.tree is None:
        return Query.all_query() if query.finds_all else Query.empty_query()
    wanted = _meaning(query.tree, found, relaxed)
    if not query.name:
        return wanted
    return Query.boolean_query([(Occur.Must, wanted), (Occur.Should, exactly(query.name))])


def exactly(name: str) -> Query:
    """What is called exactly so."""
    return Query.const_score_query(Query.term_query(SCHEMA, "exact_name", name, "basic"), RANKING.whole_name)


def background() -> Query:
    """What only explains words."""
    return Query.const_score_query(Query.term_query(SCHEMA, "background", BACKGROUND, "basic"), 0.0)


def _meaning(node: Node, found: Found, relaxed: bool) -> Query:
    """One node of a query's tree."""
    match node:
        case Words():
            return words_query(node.required, found, 1 if relaxed else node.at_least)
        case Phrase(words):
            return Query.boost_query(phrase_query(words), RANKING.phrase)
        case Within():
            inside = [(Occur.Must, within_query(node.where, word, found)) for word in node.words]
            phrase = [(Occur.Must, phrase_query(node.phrase.words))] if node.phrase else []
            return Query.boolean_query([*inside, *phrase])
        case Chosen(facet, codes):
            return _unscored(_any(f"facets.{facet}", _codes(codes)))
        case Identifier(compact):
            return _unscored(Query.term_query(SCHEMA, "exact_name", compact, "basic"))
        case Years(first, last):
            return Query.boolean_query(_in_years(first, last))
        case Not():
            return _all([node], found, relaxed)
        case All(nodes):
            return _all(nodes, found, relaxed)
        case Any(nodes):
            return Query.disjunction_max_query([_meaning(one, found, relaxed) for one in nodes])


def _all(nodes: Sequence[Node], found: Found, relaxed: bool) -> Query:
    """Every node; where all of them say only what must not be there, everything else."""
    clauses: list[tuple[Occur, Query]] = []
    for node in nodes:
        occur, inner = (Occur.MustNot, node.node) if isinstance(node, Not) else (Occur.Must, node)
        clauses.append((occur, _meaning(inner, found, relaxed and occur == Occur.Must)))
    if all(isinstance(node, Not) for node in nodes):
        clauses.append((Occur.Must, _unscored(Query.all_query())))
    return Query.boolean_query(clauses)


def allowed(request: SearchRequest, hiding: Iterable[str], *, some_expired: bool) -> list[tuple[Occur, Query]]:
    """What the reader may find now, whatever they look for.

    `hiding`: those of the reader's audiences that something is hidden from; `some_expired`: whether anything has expired by now.
    """
    clauses = [(Occur.Must, _unscored(_any("audience", _codes(request.audiences))))]
    if codes := _codes(hiding):
        clauses.append((Occur.MustNot, _any("hidden_from", codes)))
    if some_expired:
        clauses.append((Occur.MustNot, expired(seconds(request.now))))
    if request.exclude_records:
        clauses.append((Occur.MustNot, Query.term_set_query(SCHEMA, "record", _codes(request.exclude_records))))
    return [*clauses, *_in_years(request.year_from, request.year_to)]


def expired(now: int) -> Query:
    """What has expired by this second."""
    return _between("expires", None, now)


def _in_years(first: int | None, last: int | None) -> list[tuple[Occur, Query]]:
    clauses = []
    if first is not None:
        clauses.append((Occur.Must, _unscored(_between("year_to", first, None))))
    if last is not None:
        clauses.append((Occur.Must, _unscored(_between("year_from", None, last))))
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
