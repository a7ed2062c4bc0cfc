"""`/api/v1/search`: what the search page finds, for programs."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router

from portal.api.asking import Paging, checked, languages_of, with_api_url
from portal.api.problems import ProblemError
from portal.api.schemas import ERRORS, FACETS, Problem, SearchFilters, SearchPage
from portal.foundation.audience import audiences_of
from practices.exports.entries import RECORDS, Entry, entries
from practices.exports.formats import brief
from practices.records.found import kind_names
from search import fallback, registry
from search.analysis import clean
from search.engines.base import DEEPEST, FacetRequest, Hit, Passage, SearchRequest, SearchResults
from search.indexing import pending_hidden
from search.parameters import SPAN
from search.queries import LONGEST_QUERY
from search.widening import widenings_of

router = Router(tags=["Search"])
MARK: Final = re.compile(r"</?mark>")
VALUES: Final = 100  # of a facet


@router.get("", response={200: SearchPage, 503: Problem, **ERRORS}, summary="Search", operation_id="search")
def search(request: HttpRequest, asked: Query[SearchFilters]) -> dict[str, Any]:
    """Records, glossary terms and pages of the site that have your words: the same results in the same order as the search page.

    At most 10,000 results can be paged through, and they may shift when something changes meanwhile; to read everything use `/records`.
    """
    checked(request, asked, frozenset(kind_names()))
    if unknown := [name for name in asked.facets if name not in FACETS]:
        wrong = [("facets", f"There is no facet {name!r}; there are {', '.join(FACETS)}.") for name in unknown]
        raise ProblemError(422, "Some parameters are not understood.", wrong)
    paging = Paging(asked)
    question = question_of(request, asked, paging.position)
    found = fallback.search(question)
    if found.unavailable:
        raise ProblemError(503, "Search is being rebuilt: try again in a minute. Records can be read meanwhile.")
    with translation.override(asked.language):
        known = {entry.id: entry for entry in entries([hit.id for hit in found.hits], request.user, question.languages)}
        told = [result(hit, known[hit.id]) for hit in found.hits if hit.id in known]
        counted = [facet(name, found, asked.language) for name in dict.fromkeys(asked.facets)]
    position = paging.position + asked.limit
    more = position < min(found.total, DEEPEST)
    return {
        "total": found.total - (len(found.hits) - len(told)),
        "relaxed": found.relaxed,
        "by_database": found.by_database,
        "results": told,
        "facets": counted,
        **paging.onward(request, position if more else None),
    }


def question_of(request: HttpRequest, asked: SearchFilters, position: int) -> SearchRequest:
    """The same question as the search page would put."""
    text = clean(asked.q)[:LONGEST_QUERY].strip()
    languages = languages_of(asked.language)
    return SearchRequest(
        text=text,
        filters=asked.chosen(),
        year_from=asked.first_year,
        year_to=asked.last_year,
        audiences=audiences_of(request.user),
        exclude_records=pending_hidden(),
        now=timezone.now(),
        sort=asked.sort or ("relevance" if text else "title"),
        offset=position,
        limit=min(asked.limit, DEEPEST - position) if position < DEEPEST else 0,
        facets=[FacetRequest(FACETS[name], VALUES) for name in dict.fromkeys(asked.facets)],
        languages=languages,
        widenings=widenings_of(text, languages),
    )


def result(hit: Hit, entry: Entry) -> dict[str, Any]:
    """A hit: the record as the database has it, and where the words were found."""
    return {
        "record": with_api_url(brief(entry), is_record=hit.id.startswith(f"{RECORDS}:")),
        "title": marked(hit.title),
        "summary": marked(hit.summary),
        "snippet": marked(hit.snippet) if hit.snippet else None,
        "matched_in": [
            {"where": reason.where, "what": reason.what, "language": reason.language} for reason in hit.matched_in
        ],
    }


def marked(passage: Passage) -> dict[str, Any]:
    """A passage as plain text, with the places of its marks."""
    text, marks, start = "", [], 0
    for number, piece in enumerate(MARK.split(str(passage.html))):
        start = len(text)
        text += html.unescape(piece)
        if number % 2:
            marks.append((start, len(text)))
    return {"text": text, "marks": marks, "language": passage.language}


def facet(name: str, found: SearchResults, language: str) -> dict[str, Any]:
    """The values of a facet, the most frequent first."""
    counts = found.facets.get(FACETS[name], ())
    declared = registry.facets().get(FACETS[name])
    codes = {value.code for value in counts}
    labels = declared.label_of(codes, language) if declared else {code: code.replace("-", "–") for code in codes}
    return {
        "name": name,
        "label": str(declared.label) if declared else "Period" if FACETS[name] == SPAN else name,
        "values": [{"code": one.code, "label": labels.get(one.code, one.code), "count": one.count} for one in counts],
    }
