"""How many records there are of each value of a facet, as this reader may know of them: asked of the search engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from portal.foundation.audience import audiences_of
from search import fallback
from search.engines.base import FacetRequest, SearchRequest, SearchResults
from search.indexing import pending_hidden

MOST_VALUES: Final = 500


def counted(user: Any, facets: Sequence[str], filters: Mapping[str, Sequence[str]] | None = None) -> SearchResults:
    """The total and the counts of the facets' values, without any hit. One query to the database."""
    request = SearchRequest(
        filters=filters or {}, audiences=audiences_of(user), exclude_records=pending_hidden(), now=timezone.now(), limit=0,
        facets=[FacetRequest(name, MOST_VALUES) for name in facets],
    )  # fmt: skip
    return fallback.search(request)


def by_code(results: SearchResults, facet: str) -> dict[str, int]:
    """The counts of one facet by its codes."""
    return {value.code: value.count for value in results.facets.get(facet, ())}
