"""Asks the search engine on behalf of one reader, for pages that show a few records instead of a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.foundation.audience import audiences_of
from portal.vocabularies.snapshot import vocabulary
from practices.records.found import kind_names
from search import fallback
from search.engines.base import FacetRequest, Hit, SearchRequest, SearchResults
from search.indexing import pending_hidden

MOST_VALUES = 500


@dataclass(frozen=True)
class Reader:
    """Who asks, and in which language texts are preferred. Making one costs a query; asking costs none."""

    user: Any
    language: str = settings.LANGUAGE_CODE
    hidden: frozenset[str] = field(default_factory=pending_hidden)

    def ask(
        self,
        filters: Mapping[str, Sequence[str]] | None = None,
        *,
        facets: Iterable[str] = (),
        limit: int = 0,
        **options: Any,
    ) -> SearchResults:
        """What the engine answers; no hit, unless a limit is given."""
        return fallback.search(self._request(filters=filters or {}, facets=_counting(facets), limit=limit, **options))

    def finds(self, text: str) -> bool:
        """Whether a search for the text finds anything that has all of it."""
        results = fallback.search(self._request(text=text, limit=0))
        return results.total > 0 and not results.relaxed

    def _request(self, **fields: Any) -> SearchRequest:
        languages = tuple(dict.fromkeys((self.language, settings.LANGUAGE_CODE)))
        audiences = audiences_of(self.user)
        return SearchRequest(
            audiences=audiences, exclude_records=self.hidden, now=timezone.now(), languages=languages, **fields
        )


def _counting(facets: Iterable[str]) -> list[FacetRequest]:
    return [FacetRequest(name, MOST_VALUES) for name in facets]


def portrait(hit: Hit) -> dict[str, Any]:
    """A hit as templates/components/briefs.html and rows.html show it."""
    language = hit.title.language
    return {
        "kind": hit.kind,
        "kind_label": kind_names().get(hit.kind, hit.kind),
        "title": hit.title.html,
        "summary": hit.summary.html,
        "text": hit.summary.html,
        "language": language,
        "url": hit.card.get("urls", {}).get(language) or hit.card["url"],
        "badges": hit.card.get("badges", []),
        **_place(hit.facets.get("country", ())),
    }


def _place(codes: Collection[str]) -> dict[str, str]:
    """The first country of a record, with its code as a sign."""
    known = vocabulary().by_code
    place = next((known[code] for code in codes if code in known), None)
    return {"place_code": place.code, "place": place.name()} if place else {}
