"""What somebody looks for, as a query of Elasticsearch: clause by clause as in `tantivy_queries`, so that both rank alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.analysis import storable
from search.engines import elasticsearch_dsl as dsl
from search.engines.base import SearchRequest
from search.engines.elasticsearch_dsl import Clause, Json, Occur
from search.engines.elasticsearch_words import Known, phrase_query, within_query, words_query
from search.fields import BACKGROUND, seconds
from search.queries import All, Any, Chosen, Identifier, Node, Not, ParsedQuery, Phrase, Within, Words, Years
from search.ranking import RANKING


def matching(query: ParsedQuery, known: Known, *, relaxed: bool) -> Json:
    """The documents that the query's tree asks for, scored; what is called exactly so comes first."""
    if query.tree is None:
        return dsl.all_query() if query.finds_all else dsl.empty_query()
    background = dsl.term_query("background", BACKGROUND)  # what only explains words counts less
    wanted = dsl.demoting_query(_meaning(query.tree, known, relaxed), background, RANKING.background)
    if not query.name:
        return wanted
    return dsl.boolean_query([(Occur.MUST, wanted), (Occur.SHOULD, exactly(query.name))])


def exactly(name: str) -> Json:
    """What is called exactly so."""
    return dsl.const_score_query(dsl.term_query("exact_name", name), RANKING.whole_name)


def _meaning(node: Node, known: Known, relaxed: bool) -> Json:
    """One node of a query's tree."""
    match node:
        case Words():
            return words_query(node.required, known, 1 if relaxed else node.at_least)
        case Phrase(words):
            return dsl.boost_query(phrase_query(words), RANKING.phrase)
        case Within():
            inside = [(Occur.MUST, within_query(node.where, word)) for word in node.words]
            phrase = [(Occur.MUST, phrase_query(node.phrase.words))] if node.phrase else []
            return dsl.boolean_query([*inside, *phrase])
        case Chosen(facet, codes):
            return _unscored(_any(f"facets.{facet}", codes))
        case Identifier(compact):
            return _unscored(dsl.term_query("exact_name", compact))
        case Years(first, last):
            return dsl.boolean_query([(Occur.MUST, _unscored(query)) for query in _in_years(first, last)])
        case Not():
            return _all([node], known, relaxed)
        case All(nodes):
            return _all(nodes, known, relaxed)
        case Any(nodes):
            return dsl.disjunction_max_query([_meaning(one, known, relaxed) for one in nodes])


def _all(nodes: Sequence[Node], known: Known, relaxed: bool) -> Json:
    """Every node; where all of them say only what must not be there, everything else."""
    clauses: list[Clause] = []
    for node in nodes:
        occur, inner = (Occur.MUST_NOT, node.node) if isinstance(node, Not) else (Occur.MUST, node)
        clauses.append((occur, _meaning(inner, known, relaxed and occur == Occur.MUST)))
    if all(isinstance(node, Not) for node in nodes):
        clauses.append((Occur.MUST, _unscored(dsl.all_query())))
    return dsl.boolean_query(clauses)


def allowed(wanted: Json, request: SearchRequest) -> Json:
    """Of what is wanted, what the reader may find now."""
    filters = [_any("audience", request.audiences), *_in_years(request.year_from, request.year_to)]
    hidden = [_any("hidden_from", request.audiences), dsl.range_query("expires", None, seconds(request.now))]
    if request.exclude_records:
        hidden.append(_any("record", request.exclude_records))
    return {"bool": {"must": [wanted], "filter": filters, "must_not": hidden}}


def narrowed(request: SearchRequest, *, but: str = "") -> list[Json]:
    """The chosen facets, except one: its own counts must show what a second value would add."""
    return [_any(f"facets.{name}", codes) for name, codes in sorted(request.filters.items()) if codes and name != but]


def _in_years(first: int | None, last: int | None) -> list[Json]:
    found = []
    if first is not None:
        found.append(dsl.range_query("year_to", first, None))
    if last is not None:
        found.append(dsl.range_query("year_from", None, last))
    return found


def _any(field: str, codes: Iterable[str]) -> Json:
    return dsl.term_set_query(field, sorted(map(storable, codes)))


def _unscored(query: Json) -> Json:
    return dsl.const_score_query(query, 0.0)
