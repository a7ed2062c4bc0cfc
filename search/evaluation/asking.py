"""Builds an index of a collection and asks it every query, as the live site would."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from search.documents import Card, SearchDocument, Text
from search.engines.base import Changes, FacetRequest, SearchEngine, SearchRequest
from search.evaluation.collection import Collection
from search.lists import COUNTED, PAGE_SIZE
from search.parameters import SPAN, read
from search.registry import facets

DEPTH: Final = 100  # results of a query that are looked at
SOURCE: Final = "judged"
Report = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of asking: the ranking of each query, and how long things took."""

    rankings: Mapping[str, Sequence[tuple[str, float]]]  # query: (document, score), best first
    documents: int
    seconds: float  # of building
    milliseconds: Sequence[float]  # per query, ascending

    @property
    def documents_per_second(self) -> float:
        """How fast the index was built."""
        return self.documents / max(self.seconds, 1e-9)

    def percentile(self, share: float) -> float:
        """The milliseconds within which this share of the queries was answered."""
        return self.milliseconds[max(0, math.ceil(share * len(self.milliseconds)) - 1)]


def answers(engine: SearchEngine, collection: Collection, language: str, depth: int, report: Report) -> Answers:
    """Fills the empty engine and asks it all queries of a collection.

    `language` is that of documents that name none, and the reader's; where it is left open, the reader reads what most
    documents are written in. The time of a query is that of the first page of
    results, drawn with everything that a page shows; how the ranking goes on is asked apart.
    """
    size, started = collection.size(), time.perf_counter()
    documents = searchable(collection, language or settings.LANGUAGE_CODE)
    count = engine.rebuild(documents, Changes, lambda done: report("documents indexed", done, size))
    building = time.perf_counter() - started
    reads = language or collection.languages.most_common(1)[0][0] or settings.LANGUAGE_CODE
    rankings: dict[str, list[tuple[str, float]]] = {}
    milliseconds: list[float] = []
    for number, (query, text) in enumerate(collection.queries.items(), 1):
        started = time.perf_counter()
        engine.search(request(text, reads))
        milliseconds.append(1000 * (time.perf_counter() - started))
        ranking = engine.ranking(request(text, reads, depth))
        rankings[query] = [(collection.ids[_place(key)], score) for key, score in ranking]
        report("queries asked", number, len(collection.queries))
    return Answers(rankings, count, building, sorted(milliseconds))


def searchable(collection: Collection, language: str) -> Iterator[SearchDocument]:
    """The documents as search knows them. An id may be any text: the document's place in the file stands for it."""
    for place, document in enumerate(collection.documents()):
        key = f"{SOURCE}:{place}"
        text = Text(document.language or language, document.title, body=document.text)
        yield SearchDocument(id=key, record=key, kind=SOURCE, texts=(text,), card=Card(url=""))


def request(text: str, language: str, depth: int = 0) -> SearchRequest:
    """The question that a list of results asks for what a reader of this language typed; the first page, or only so many ids."""
    query = QueryDict(mutable=True)
    query["q"] = text
    counted = () if depth else tuple(FacetRequest(name, COUNTED) for name in (*facets(), SPAN))
    return SearchRequest(
        text=read(query).text, now=timezone.now(), limit=depth or PAGE_SIZE, facets=counted, languages=(language,)
    )


def _place(key: str) -> int:
    return int(key.partition(":")[2])
