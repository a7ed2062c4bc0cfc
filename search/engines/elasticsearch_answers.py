"""One request, answered by Elasticsearch in one question (two where it is relaxed): hits, and counts of all facets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from search.analysis import compounds, storable, terms_of
from search.clauses import few, telling
from search.compounds import divided
from search.engines.base import (
    DEEPEST,
    MOST_VALUES,
    EngineUnavailableError,
    FacetCount,
    FacetRequest,
    Hit,
    SearchRequest,
    SearchResults,
    goes_on_after,
    order_of,
)
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_dsl import Json, all_query, const_score_query, empty_query, term_query
from search.engines.elasticsearch_queries import allowed, exactly, matching, narrowed
from search.engines.elasticsearch_schema import MOST_ON_A_PAGE
from search.engines.elasticsearch_words import Known, best_of
from search.explaining import Explanation, explanation, pieces
from search.highlighting import Highlighter
from search.hits import hit
from search.queries import ParsedQuery, parse
from search.widening import widened

ORDERS: Final = {"newest": {"newest": "desc"}, "reviewed": {"last_reviewed": "desc"}, "title": {"by_title": "asc"}}
COMPLETED_IN: Final = 2_000  # compounds of one text that are looked through for completions


class Answer:
    """Answers one request."""

    def __init__(self, connection: Connection, alias: str, request: SearchRequest) -> None:
        self.connection = connection
        self.alias = alias
        self.request = request
        asked = divided(parse(request.text, tuple(request.languages)), request.languages, self._standing)
        self.query: ParsedQuery = widened(asked, request.widenings)
        self.joins = frozenset(join for word in self.query.words for join in word.joins)
        self.known = Known(self.joins, self._rare())

    def _standing(self, words: Collection[str]) -> set[str]:
        """Those of some words that stand in what the reader may find: others must not make a difference."""
        return {word for word, count in self._counted("words", words)[1].items() if count}

    def _rare(self) -> frozenset[str]:
        """The stems that so few of the documents that the reader may find have that each of them is enough by itself."""
        stems = telling(self.query.required) if self.query.at_least > 1 else ()
        if not stems:
            return frozenset()
        total, counts = self._counted("stems", stems)
        return frozenset(stem for stem, count in counts.items() if 0 < count <= few(total))

    def _counted(self, field: str, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """How many documents the reader may find, and how many of them have each term in a field."""
        query = allowed(all_query(), self.request)
        asked = {"counted": {"filters": {"filters": {term: term_query(field, term) for term in terms}}}}
        found: Any = self.connection.ask(
            lambda client: client.search(index=self.alias, query=query, size=0, aggs=asked, track_total_hits=True)
        )
        buckets = found["aggregations"]["counted"]["buckets"]
        return found["hits"]["total"]["value"], {term: bucket["doc_count"] for term, bucket in buckets.items()}

    def results(self) -> SearchResults:
        """Everything that was asked for."""
        found, relaxed = self._found({"_source": ["stored"], "size": self._size, "aggs": self._facets()})
        total, hits = found["hits"]["total"]["value"], found["hits"]["hits"]
        counted = found.get("aggregations", {})
        return SearchResults(
            total=total,
            hits=self._hits(hits),
            facets={facet.name: _counts(counted, facet.name) for facet in self.request.facets},
            relaxed=relaxed,
        )

    def total(self) -> int:
        """The number of results alone."""
        return int(self._found({"_source": False, "size": 0})[0]["hits"]["total"]["value"])

    def ranking(self) -> list[tuple[str, float]]:
        """The ids and scores of the hits alone."""
        asked: Json = {"_source": False, "size": max(self._size, 1), "docvalue_fields": ["id"]}
        found = {one["fields"]["id"][0]: _score(one) for one in self._found(asked)[0]["hits"]["hits"]}
        if goes_on_after(len(found), self.request, self.query):
            for one in self._ask(asked, relaxed=True)["hits"]["hits"]:
                found.setdefault(one["fields"]["id"][0], _score(one))
        return list(found.items())[: asked["size"]]

    def explanation(self, key: str) -> Explanation | None:
        """What each piece of the query brings one document: all asked at once."""
        known = self._known(key)
        if known is None:
            return None
        asked = list(pieces(self.query, self.joins))
        wanted = [allowed(matching(self.query, self.known, relaxed=relaxed), self.request) for relaxed in (False, True)]
        whole = [exactly(self.query.name) if self.query.name else empty_query()]
        scores = self._scores([*wanted, *whole, *(best_of(piece.ways) for piece in asked)], key)
        brought = list(zip(asked, scores[3:], strict=True))
        return explanation(self.query, known, scores[0] or scores[1], scores[2] > 0, brought)

    def _known(self, key: str) -> Mapping[str, Any] | None:
        query = allowed(const_score_query(term_query("id", storable(key)), 0.0), self.request)
        found: Any = self.connection.ask(
            lambda client: client.search(index=self.alias, query=query, size=1, source={"includes": ["stored"]})
        )
        hits = found["hits"]["hits"]
        return hits[0]["_source"]["stored"] if hits else None

    def _scores(self, queries: Sequence[Json], key: str) -> list[float]:
        """What each query gives one document; 0 where it is not among its results."""
        alone = [*narrowed(self.request), term_query("id", storable(key))]
        searches: list[Json] = []
        for query in queries:
            searches.append({"search_type": "dfs_query_then_fetch"} if self.connection.server.shards > 1 else {})
            searches.append({"size": 1, "_source": False, "query": {"bool": {"must": [query], "filter": alone}}})
        found: Any = self.connection.ask(lambda client: client.msearch(index=self.alias, searches=searches))
        if failed := next((one["error"] for one in found["responses"] if "error" in one), None):
            raise EngineUnavailableError(f"The search engine could not explain this: {failed.get('reason', failed)}")
        return [_score(one["hits"]["hits"][0]) if one["hits"]["hits"] else 0.0 for one in found["responses"]]

    @property
    def _size(self) -> int:
        return min(max(self.request.limit, 0), MOST_ON_A_PAGE)

    def _found(self, asked: Json) -> tuple[Any, bool]:
        """The server's answer, and whether it is to fewer of the words because nothing has enough of them."""
        found = self._ask(asked, relaxed=False)
        if found["hits"]["total"]["value"] == 0 and self.query.at_least > 1 and not self.query.phrases:
            found = self._ask(asked, relaxed=True)
            return found, found["hits"]["total"]["value"] > 0
        return found, False

    def _ask(self, asked: Json, *, relaxed: bool) -> Any:
        body = {
            **{name: value for name, value in asked.items() if value != {}},
            "query": allowed(matching(self.query, self.known, relaxed=relaxed), self.request),
            "from": min(max(self.request.offset, 0), DEEPEST),
            "track_total_hits": True,
        }
        if chosen := narrowed(self.request):
            body["post_filter"] = {"bool": {"filter": chosen}}  # facets are counted without their own filter
        by_field = ORDERS.get(order_of(self.request, self.query))
        body["sort"] = [by_field] if by_field else [{"_score": "desc"}, {"tie": "asc"}]
        return self.connection.ask(
            lambda client: client.search(
                index=self.alias,
                allow_partial_search_results=False,  # counts without a lost shard would be wrong and nobody would know
                search_type="dfs_query_then_fetch" if self.connection.server.shards > 1 else None,
                **_named(body),
            )
        )

    def _facets(self) -> Json:
        return {
            facet.name: {
                "filter": {"bool": {"filter": narrowed(self.request, but=facet.name)}},
                "aggs": {"codes": {"terms": _terms(facet)}},
            }
            for facet in self.request.facets
        }

    def _hits(self, found: Sequence[Any]) -> list[Hit]:
        stored = [one["_source"]["stored"] for one in found]
        highlighter = Highlighter(self.query, self.joins, self._completions(stored))
        return [hit(kept, _score(one), highlighter, self.request) for kept, one in zip(stored, found, strict=True)]

    def _completions(self, stored: Sequence[Mapping[str, Any]]) -> set[str]:
        """The words of the found texts that begin as the query's beginnings do."""
        beginnings = tuple(word.closed for word in self.query.words if word.beginning)
        return (
            {word for kept in stored for word in _words(kept) if word.startswith(beginnings)} if beginnings else set()
        )


def _terms(facet: FacetRequest) -> Json:
    """The most frequent values, equal ones by their code; each shard counts all of its values, so that the sums are right."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"field": f"facets.{facet.name}", "size": facet.size, "shard_size": MOST_VALUES, "order": order}


def _words(kept: Mapping[str, Any]) -> Iterator[str]:
    for language, *texts in kept["texts"]:
        for text in (*texts, *kept["names"]):
            for compound in compounds(text)[:COMPLETED_IN]:
                terms = terms_of(compound, language)
                yield from terms.words
                if terms.compact:
                    yield terms.compact


def _counts(counted: Mapping[str, Any], name: str) -> list[FacetCount]:
    return [FacetCount(bucket["key"], bucket["doc_count"]) for bucket in counted[name]["codes"]["buckets"]]


def _score(found: Mapping[str, Any]) -> float:
    """The score; 0 where the results were put in order by something else."""
    return float(found["_score"]) if found.get("_score") is not None else 0.0


def _named(body: Json) -> Json:
    """A body as the client's arguments are called."""
    names = {"from": "from_", "_source": "source"}
    return {names.get(name, name): value for name, value in body.items()}
