"""Files to take away: any list of results, and any record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.foundation.limits import seconds_to_wait
from practices.exports.entries import Entry, of_records
from practices.exports.formats import FORMATS, Format, written
from practices.exports.lists import batches, ranked, speaking
from practices.records.models import Record
from practices.records.views import page_of
from search.engines.base import EngineUnavailableError
from search.lists import ResultList, result_list


@require_safe
def export_list(request: HttpRequest, extension: str) -> HttpResponseBase:
    """`/search/export.csv?q=…`: everything that the search page finds with the same query string, streamed."""
    format_ = FORMATS[extension]
    if wait := seconds_to_wait(request, "export"):
        reason = _("Many lists were downloaded from your network within the last minute. Try again in a minute.")
        return marked(later(render(request, "429.html", {"reason": reason}, status=429), wait))
    listing = result_list(request)
    if listing.parameters.problems:
        return marked(render(request, "400.html", {"reason": " ".join(listing.parameters.problems)}, status=400))
    question = listing.question
    try:
        ids = ranked(question)
    except EngineUnavailableError:
        listing.action = "/search/"
        return marked(later(render(request, "search/results.html", {"listing": listing}, status=503), 30))
    pieces = written(format_, batches(ids, question, request.user))
    language = get_language() or settings.LANGUAGE_CODE
    return as_file(StreamingHttpResponse(speaking(language, pieces)), format_, file_name(listing))


@require_safe
def export_record(request: HttpRequest, identifier: str, extension: str) -> HttpResponse:
    """`/id/DP-0001/cite.ris`: one record."""
    page = page_of(identifier, request.user)
    format_ = FORMATS[extension]
    content = b"".join(written(format_, [[entry_of(page, request.user)]]))
    return as_file(HttpResponse(content), format_, page.full_identifier)


def entry_of(page: Any, user: Any) -> Entry:
    """A page in short, told in its own language. A standard page has no more than its texts."""
    language = page.content_language
    if isinstance(page, Record):
        for entry in of_records([str(page.original.pk)], user, [language]):
            if entry.language == language:
                return entry
    elif not page.identifier:
        raise Http404
    return Entry(
        id=f"page:{page.pk}",
        identifier=page.identifier,
        kind=getattr(page, "kind", ""),
        title=page.title,
        summary=getattr(page, "summary", ""),
        language=language,
        languages=(language,),
        path=page.url or "",
        changed_at=page.last_published_at or page.first_published_at,
    )


def file_name(listing: ResultList) -> str:
    """What is in the file, and of which day: passerelle-mentoring-at-2026-11-24."""
    parameters = listing.parameters
    codes = [code for name, values in parameters.chosen.items() if len(values) <= 3 for code in values]
    years = [str(year) for year in (parameters.year_from, parameters.year_to) if year]
    told = slugify(" ".join([parameters.text, *codes, *years]).replace("_", "-"))[:60].strip("-")
    return "-".join(part for part in ("passerelle", told, f"{timezone.now():%Y-%m-%d}") if part)


def as_file(response: Any, format_: Format, name: str) -> Any:
    """A response that is saved under a name."""
    response["Content-Type"] = format_.content_type
    response["Content-Disposition"] = f'attachment; filename="{name}.{format_.extension}"'
    return marked(response)


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    """Says when to come back."""
    response["Retry-After"] = str(seconds)
    return response


def marked(response: Any) -> Any:
    """Says that it depends on who asks, and is nothing for search engines: the records themselves are."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
