"""Answers from the database while the search engine is not there: by titles, summaries, names and labels.

Audience, filters, years, order and pages are kept; the whole text and the ranking are not. Facets are counted while the
list is short enough.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice
from operator import or_
from typing import Final

import orjson
import structlog
from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from portal.foundation.outbox import OutboxEntry
from search.analysis import clean, index_terms, storable
from search.documents import SearchDocument, Text
from search.engines import engine
from search.engines.base import (
    MOST_EXCLUDED,
    Changes,
    EngineUnavailableError,
    FacetCount,
    FacetRequest,
    SearchRequest,
    SearchResults,
)
from search.fields import fields_of, seconds
from search.highlighting import Highlighter
from search.hits import hit
from search.models import KIND, KeptDocument
from search.queries import All, Chosen, ParsedQuery, Word, Words, Years, parse
from search.queries.tree import leaves
from search.widening import widened

log = structlog.get_logger(__name__)
AT_ONCE: Final = 200
MOST_COUNTED: Final = 5_000  # documents whose facets are counted
MOST_WORDS: Final = 8
MOST_OTHERS: Final = 8  # other ways to say a word
SHORTEST_BEGINNING: Final = 4  # letters; a shorter stem would find too much
LOOK_AGAIN: Final = 3_600.0  # seconds
ORDERS: Final = {"newest": "-published", "reviewed": "-reviewed"}

_looked_at = -LOOK_AGAIN


def search(request: SearchRequest) -> SearchResults:
    """What the engine answers, or else the database."""
    results = engine().search(request)
    return from_database(request) if results.unavailable else results


def ranking(request: SearchRequest) -> Sequence[str]:
    """Only the ids of what the engine finds, or else the database, in their order. Raises EngineUnavailableError where neither
    can say."""
    try:
        return [one for one, _score in engine().ranking(request)]
    except EngineUnavailableError:
        if not KeptDocument.objects.exists():
            raise
        chosen, query = _found(request)
        return list(_ordered(chosen, query, request).values_list("id", flat=True)[: request.limit])


def from_database(request: SearchRequest) -> SearchResults:
    """The same request answered from the database; not available either where nothing was ever kept there."""
    if not KeptDocument.objects.exists():
        return SearchResults(unavailable=True)
    chosen, query = _found(request)
    page = _ordered(chosen, query, request)[request.offset : request.offset + max(request.limit, 0)]
    highlighter = Highlighter(query)
    return SearchResults(
        total=chosen.count(),
        hits=[hit(orjson.loads(stored), 0, highlighter, request) for stored in page.values_list("stored", flat=True)],
        facets=_facets(KeptDocument.objects.filter(_allowed(request) & _matching(query)), request),
        by_database=True,
    )


def _found(request: SearchRequest) -> tuple[QuerySet[KeptDocument], ParsedQuery]:
    """All documents that are asked for, in no order, and the query as it was understood."""
    query = widened(parse(request.text, tuple(request.languages)), request.widenings)
    return KeptDocument.objects.filter(_allowed(request) & _matching(query) & _narrowed(request)), query


def _allowed(request: SearchRequest) -> Q:
    """What the reader may find now."""
    audiences = [storable(audience) for audience in request.audiences]
    allowed = Q(audience__in=audiences, expires__gt=seconds(request.now)) & ~Q(hidden_from__in=audiences)
    if len(request.exclude_records) > MOST_EXCLUDED:
        allowed &= ~Q(record__in=OutboxEntry.objects.hiding(KIND).values("key"))
    elif request.exclude_records:
        allowed &= ~Q(record__in=[storable(record) for record in request.exclude_records])
    return allowed & _in_years(request.year_from, request.year_to)


def _in_years(first: int | None, last: int | None) -> Q:
    wanted = Q()
    if first is not None:
        wanted &= Q(year_to__gte=first)
    if last is not None:
        wanted &= Q(year_from__lte=last)
    return wanted


def _matching(query: ParsedQuery) -> Q:
    """All required words, wherever in the query they stand, none of those that must not be there, and its filters."""
    if query.finds_nothing:
        return Q(pk__in=[])
    wanted = Q()
    for word in list(query.required or query.words)[:MOST_WORDS]:
        wanted &= _has(word)
    for words in query.phrases[:MOST_WORDS]:
        wanted &= Q(words__contains=f" {' '.join(words)} ")
    for node in leaves(query.tree, negated=True):
        if isinstance(node, Words):
            for word in node.words[:MOST_WORDS]:
                wanted &= ~_has(word)
    nodes = query.tree.nodes if isinstance(query.tree, All) else (query.tree,)
    for one in nodes:
        if isinstance(one, Chosen):
            wanted &= _any(one.facet, one.codes)
        elif isinstance(one, Years):
            wanted &= _in_years(one.first, one.last)
    return wanted


def _has(word: Word) -> Q:
    """A word in one of its forms; a stem stands for everything that begins so."""
    whole = {word.closed, *(word.parts if not word.compact else ())}
    stems = {
        stem for stem in (word.compact_stems if word.compact else word.stems[0]) if len(stem) >= SHORTEST_BEGINNING
    }
    beginnings = stems | ({word.closed} if word.beginning else set())
    forms = [Q(words__contains=f" {form} ") for form in sorted(whole)]
    forms += [Q(words__contains=f" {form}") for form in sorted(beginnings)]
    if word.compact and len(word.parts) > 1:
        forms.append(Q(words__contains=f" {' '.join(word.parts)} "))
    forms += [Q(words__contains=f" {' '.join(other.words)} ") for other in word.others_said[:MOST_OTHERS]]
    return reduce(or_, forms)


def _narrowed(request: SearchRequest) -> Q:
    wanted = Q()
    for name, codes in request.filters.items():
        if codes:
            wanted &= _any(name, codes)
    return wanted


def _any(name: str, codes: Iterable[str]) -> Q:
    return reduce(or_, (Q(facets__contains=f"|{_pair(name, code)}|") for code in codes), Q())


def _pair(name: str, code: str) -> str:
    return f"{name}={storable(code).replace('|', ' ')}"


def _ordered(documents: QuerySet[KeptDocument], query: ParsedQuery, request: SearchRequest) -> QuerySet[KeptDocument]:
    """In the order asked for; the best match is here what has all words in its title."""
    if request.sort in ORDERS:
        return documents.order_by(ORDERS[request.sort], "title_key", "id")
    words = [word.closed for word in query.required]
    if request.sort != "relevance" or not words:
        return documents.order_by("title_key", "id")
    in_title = reduce(lambda one, other: one & other, (Q(title_key__contains=word) for word in words))
    place = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return documents.annotate(place=place).order_by("place", "title_key", "id")


def _facets(documents: QuerySet[KeptDocument], request: SearchRequest) -> dict[str, Sequence[FacetCount]]:
    """Counts without each facet's own filter; none where there is too much to count."""
    if not request.facets:
        return {}
    rows = list(documents.order_by().values_list("facets", flat=True)[: MOST_COUNTED + 1])
    if len(rows) > MOST_COUNTED:
        return {facet.name: [] for facet in request.facets}
    chosen = {name: {_pair(name, code) for code in codes} for name, codes in request.filters.items() if codes}
    counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in request.facets}
    for row in rows:
        pairs = set(row.strip("|").split("|"))
        missed = [name for name, wanted in chosen.items() if wanted.isdisjoint(pairs)]
        if len(missed) > 1:
            continue
        for pair in pairs:
            name, _equals, code = pair.partition("=")
            if name in counts and (not missed or missed == [name]):
                counts[name][code] += 1
    return {facet.name: _most(counts[facet.name], facet) for facet in request.facets}


def _most(counts: Counter[str], facet: FacetRequest) -> list[FacetCount]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [FacetCount(code, count) for code, count in ranked[: facet.size]]


# -- Keeping --


def keep(changes: Changes) -> None:
    """Replaces what is kept of some records."""
    rows = [_row(document) for document in changes.documents]
    with transaction.atomic():
        KeptDocument.objects.filter(record__in=[storable(record) for record in changes.records]).delete()
        KeptDocument.objects.bulk_create(rows, batch_size=AT_ONCE)


def keep_complete(documents: int | None) -> None:
    """Fills the table where it is empty, or doesn't hold as many documents as the engine (None: nobody knows). Looks once an hour."""
    global _looked_at
    kept = KeptDocument.objects.count()
    if kept and (documents in (None, kept) or time.monotonic() - _looked_at < LOOK_AGAIN):
        return
    _looked_at = time.monotonic()
    fill()


def fill() -> int:
    """Keeps everything anew; returns how many documents. Records that change meanwhile are put right by their own rows."""
    from search.indexing import all_documents

    kept: set[str] = set()
    documents = iter(all_documents())
    while batch := list(islice(documents, AT_ONCE)):
        rows = [_row(document) for document in batch]
        with transaction.atomic():
            KeptDocument.objects.filter(pk__in=[row.pk for row in rows]).delete()
            KeptDocument.objects.bulk_create(rows)
        kept.update(row.pk for row in rows)
    gone = [key for key in KeptDocument.objects.values_list("pk", flat=True) if key not in kept]
    for start in range(0, len(gone), AT_ONCE):
        KeptDocument.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    log.info("search.kept", documents=len(kept))
    return len(kept)


def _row(document: SearchDocument) -> KeptDocument:
    """A document without its whole text."""
    texts = [Text(text.language, text.title, text.summary) for text in document.texts]
    fields = fields_of(replace(document, texts=texts))
    return KeptDocument(
        id=fields.id,
        record=fields.record,
        audience=fields.audience,
        hidden_from=fields.hidden_from,
        title_key=fields.title_key,
        words=f" {fields.words} {fields.names} {_words(document)} ",
        facets="|".join(("", *_pairs(fields.facets), "")),
        year_from=fields.year_from,
        year_to=fields.year_to,
        expires=fields.expires,
        published=fields.published,
        reviewed=fields.reviewed,
        stored=fields.stored.decode(),
    )


def _words(document: SearchDocument) -> str:
    """The words of its concepts' labels."""
    labels = ((clean(label), language) for language, labels in document.labels.items() for label in labels)
    return index_terms(labels)[0]


def _pairs(facets: dict[str, list[str]]) -> Iterator[str]:
    return (_pair(name, code) for name, codes in facets.items() for code in codes)
