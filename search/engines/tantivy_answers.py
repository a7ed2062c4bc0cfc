"""One request, answered by the embedded index: hits, counts, and why each hit matched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol

import tantivy
from tantivy import Occur, Order, Query

from search.analysis import storable
from search.compounds import divided
from search.engines.base import (
    DEEPEST,
    MOST_VALUES,
    FacetCount,
    Hit,
    SearchRequest,
    SearchResults,
    goes_on_after,
    order_of,
)
from search.engines.tantivy_queries import background, exactly, look_up, matching, narrowed
from search.engines.tantivy_schema import SCHEMA
from search.engines.tantivy_words import Found, best_of
from search.explaining import Explanation, explanation, pieces
from search.fields import seconds
from search.highlighting import Highlighter
from search.hits import hit, id_of, score_of
from search.queries import ParsedQuery, parse
from search.queries.tree import Other
from search.ranking import RANKING
from search.widening import widened

ORDERS: Final = {
    "newest": ("newest", Order.Desc),
    "reviewed": ("last_reviewed", Order.Desc),
    "title": ("by_title", Order.Asc),
}
MOST_PAGES: Final = 3  # of one list; a page is some 50 KB
MOST_EQUAL: Final = 12  # equal hits at the end of a page, in all that are looked at first
Clauses = list[tuple[Occur, Query]]
Addresses = list[tuple[Any, tantivy.DocAddress]]
Place = tuple[int, int]  # a document's segment, and its number there: of one commit


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers that stay true until the next commit, or until the next document expires."""

    total: int
    relaxed: bool
    facets: Mapping[str, Sequence[FacetCount]]
    good_from: int  # seconds since 1970
    good_until: int
    pages: dict[object, Sequence[Hit]] = field(default_factory=dict)  # of what was asked: reloaded, or asked by many


class Countable(Protocol):
    """An opened index that remembers counts."""

    searcher: tantivy.Searcher
    aside: Executor

    @property
    def background(self) -> frozenset[Place]: ...

    def has_said(self, other: Other) -> bool: ...

    def found_by(self, request: SearchRequest) -> dict[str, int]: ...

    def remembered(self, key: object, now: Any) -> Counts | None: ...

    def remember(self, key: object, counts: Counts) -> None: ...

    def next_expiry(self, now: int) -> int: ...

    def allowed(self, request: SearchRequest) -> Clauses: ...

    def stored(self, address: tantivy.DocAddress) -> Mapping[str, Any]: ...


class Answer:
    """Answers one request."""

    def __init__(self, snapshot: Countable, request: SearchRequest) -> None:
        self.snapshot = snapshot
        self.searcher = snapshot.searcher
        self.request = request
        self._built: dict[tuple[bool, str], Query] = {}
        asked = divided(parse(request.text, tuple(request.languages)), request.languages, self._standing)
        self.query: ParsedQuery = widened(asked, request.widenings, snapshot.has_said)

    def _standing(self, words: Collection[str]) -> set[str]:
        """Those of some words that stand in what the reader may find: others must not make a difference."""
        return {word for word in words if self.searcher.doc_freq("words", word) and self._may_be_found(word)}

    def _may_be_found(self, word: str) -> bool:
        written = Query.const_score_query(Query.term_query(SCHEMA, "words", word, "basic"), 0.0)
        query = Query.boolean_query([(Occur.Must, written), *self._allowed])
        return bool(self.searcher.search(query, 1, count=False).hits)

    def results(self) -> SearchResults:
        """Everything that was asked for."""
        counts = self.snapshot.remembered(self._key, self.request.now) or self._count()
        hits = counts.pages.get(self._place)
        if hits is None:
            hits = self._hits(self._search(relaxed=counts.relaxed, count=False)[1])
            if len(counts.pages) < MOST_PAGES:
                counts.pages[self._place] = hits
        return SearchResults(total=counts.total, hits=hits, facets=counts.facets, relaxed=counts.relaxed)

    def _count(self) -> Counts:
        """Counts, and the page with them: another processor, if there is one, counts the facets while this one finds and reads the hits."""
        self._full(relaxed=False)  # both need it
        counting = self.snapshot.aside.submit(self._facets, relaxed=False) if self.request.facets else None
        total, relaxed, page = self._counted()
        hits = self._hits(page)
        facets = counting.result() if counting and not relaxed else self._facets(relaxed=relaxed)
        now = seconds(self.request.now)
        counts = Counts(total, relaxed, facets, now, self.snapshot.next_expiry(now), {self._place: hits})
        self.snapshot.remember(self._key, counts)
        return counts

    def total(self) -> int:
        """The number of results alone."""
        return self._counted()[0]

    def ranking(self) -> list[tuple[str, float]]:
        """The ids and scores of the hits alone."""
        addresses = list(self._counted()[2])
        if goes_on_after(len(addresses), self.request, self.query):
            shown = {place_of(address) for _score, address in addresses}
            fewer = [hit for hit in self._search(relaxed=True, count=False)[1] if place_of(hit[1]) not in shown]
            addresses += fewer[: self.request.limit - len(addresses)]
        return [
            (id_of(self.searcher.doc(address).get_first("stored") or b""), score_of(score))
            for score, address in addresses
        ]

    def explanation(self, key: str) -> Explanation | None:
        """What each piece of the query brings one document."""
        known = self.searcher.search(
            Query.boolean_query([*self._allowed, (Occur.Must, _alone(key))]), 1, count=False
        ).hits
        if not known:
            return None
        parts = [(piece, self._score(best_of(piece.ways), key)) for piece in pieces(self.query, self._found.joins)]
        score = self._score(self._full(relaxed=False), key) or self._score(self._full(relaxed=True), key)
        whole = bool(self.query.name) and self._score(exactly(self.query.name), key) > 0
        if place_of(known[0][1]) in self.snapshot.background:
            score = explaining(score, whole=whole)
        return explanation(self.query, self.snapshot.stored(known[0][1]), score, whole, parts)

    def _score(self, query: Query, key: str) -> float:
        found = self.searcher.search(
            Query.boolean_query([(Occur.Must, query), (Occur.Must, _alone(key))]), 1, count=False
        )
        return score_of(found.hits[0][0]) if found.hits else 0.0

    @cached_property
    def _found(self) -> Found:
        return look_up(self.query, self.searcher, self._allowed, self.snapshot.found_by(self.request))

    @cached_property
    def _allowed(self) -> Clauses:
        return self.snapshot.allowed(self.request)

    def _full(self, *, relaxed: bool, but: str = "") -> Query:
        """All that is asked for, but for the choices in one facet. The same is needed for the page and for its counts."""
        known = self._built.get((relaxed, but))
        if known is None:
            wanted = matching(self.query, self._found, relaxed=relaxed)
            clauses = [(Occur.Must, wanted), *self._allowed, *narrowed(self.request, but=but)]
            known = self._built[relaxed, but] = Query.boolean_query(clauses)
        return known

    @cached_property
    def _key(self) -> object:
        """What the counts depend on: everything but the page and its order."""
        request = self.request
        return (
            self.query.text,
            request.widenings,
            tuple(request.languages),
            tuple(sorted((name, tuple(sorted(codes))) for name, codes in request.filters.items())),
            (request.year_from, request.year_to),
            request.audiences,
            request.exclude_records,
            tuple((facet.name, facet.size) for facet in request.facets),
        )

    def _counted(self) -> tuple[int, bool, Addresses]:
        """The total, whether it was relaxed, and the scores and addresses of the page."""
        total, page = self._search(relaxed=False)
        if total == 0 and self.query.at_least > 1 and not self.query.phrases:
            total, page = self._search(relaxed=True)
            return total, total > 0, page
        return total, False, page

    @property
    def _place(self) -> object:
        """Which page of the answer is asked for."""
        return self.request.sort, self.request.offset, self.request.limit

    def _search(self, *, relaxed: bool, count: bool = True) -> tuple[int, Addresses]:
        """The total, where it is to be counted, and the page."""
        request, sort = self.request, order_of(self.request, self.query)
        limit, offset = max(request.limit, 1), min(max(request.offset, 0), DEEPEST)
        if sort in ORDERS:
            by_field, order = ORDERS[sort]
            found: Any = self.searcher.search(
                self._full(relaxed=relaxed), limit, count=count, order_by_field=by_field, order=order, offset=offset
            )
            return found.count or 0, found.hits
        wanted = offset + limit
        most = DEEPEST + limit + len(self.snapshot.background)
        looked_at = wanted + MOST_EQUAL + len(self.snapshot.background)  # so many may go down, and others come up
        while True:
            found = self.searcher.search(self._full(relaxed=relaxed), looked_at, count=count)
            hits = self._background_later(found.hits)
            hits.sort(key=lambda hit: -hit[0])
            if len(hits) < looked_at or hits[wanted - 1][0] > found.hits[-1][0]:
                return found.count or 0, self._equals_in_order(hits)[offset:wanted]
            if looked_at >= most:  # beyond what can be paged through they stand as the index has them, on all pages
                return found.count or 0, hits[offset:wanted]
            looked_at = min(8 * looked_at, most)

    def _equals_in_order(self, hits: Addresses) -> Addresses:
        """Sorted hits, equal ones in the same order in every index."""
        if len({score for score, _address in hits}) == len(hits):
            return hits
        ties = self.searcher.fast_field_values("tie", [address for _score, address in hits])
        return [hit for _tie, hit in sorted(zip(ties, hits, strict=True), key=lambda one: (-one[1][0], one[0]))]

    def _background_later(self, hits: Addresses) -> Addresses:
        """The hits, with scores in which what only explains words counts less than what tells what was done."""
        known = self.snapshot.background
        if not any(place_of(address) in known for _score, address in hits):
            return list(hits)
        called = Query.boolean_query([(Occur.Must, exactly(self.query.name)), (Occur.Must, background())])
        whole = set(places(self.searcher, called)) if self.query.name else set()
        return [
            (explaining(score, whole=place in whole) if (place := place_of(address)) in known else score, address)
            for score, address in hits
        ]

    def _facets(self, *, relaxed: bool) -> dict[str, list[FacetCount]]:
        """All facets without a choice in one pass; one more pass for each facet that has one."""
        chosen = [facet for facet in self.request.facets if self.request.filters.get(facet.name)]
        free = [facet for facet in self.request.facets if facet not in chosen]
        counted: dict[str, Any] = {}
        if free:
            asked = {facet.name: _terms(facet.name, facet.size) for facet in free}
            counted = self.searcher.aggregate(self._full(relaxed=relaxed), asked)
        for facet in chosen:
            others = self._full(relaxed=relaxed, but=facet.name)
            counted |= self.searcher.aggregate(others, {facet.name: _terms(facet.name, facet.size)})
        return {
            facet.name: [FacetCount(bucket["key"], bucket["doc_count"]) for bucket in counted[facet.name]["buckets"]]
            for facet in self.request.facets
        }

    def _hits(self, page: Addresses) -> Sequence[Hit]:
        if not self.request.limit:
            return ()
        highlighter = Highlighter(self.query, self._found.joins, self._found.completions)
        return [hit(self.snapshot.stored(address), score, highlighter, self.request) for score, address in page]


def place_of(address: tantivy.DocAddress) -> Place:
    """Where a document stands, to look it up by."""
    return address.segment_ord, address.doc


def places(searcher: tantivy.Searcher, query: Query) -> list[Place]:
    """Where all documents of a query stand."""
    counted: Any = searcher.search(query, 1)
    hits = searcher.search(query, counted.count, count=False).hits if counted.count else []
    return [place_of(address) for _score, address in hits]


def explaining(score: float, *, whole: bool) -> float:
    """What counts of the score of something that only explains words; being called exactly so counts in full."""
    called = RANKING.whole_name if whole else 0.0
    return called + RANKING.background * (score - called)


def _terms(name: str, size: int) -> dict[str, dict[str, Any]]:
    """The most frequent values, equal ones by their code. Each segment counts all of its values: cut short there, sums would be too small."""
    return {"terms": {"field": f"facets.{name}", "size": size, "segment_size": MOST_VALUES}}


def _alone(key: str) -> Query:
    """The document of this id."""
    return Query.const_score_query(Query.term_query(SCHEMA, "id", storable(key), "basic"), 0.0)
