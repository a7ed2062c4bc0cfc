"""Suggestions as JSON for the script of the search box, and as a page for who has none."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.foundation.content_language import in_language, language_of_address
from portal.foundation.limits import limited
from search.analysis import clean
from search.suggestions.beginnings import LONGEST
from search.suggestions.suggesting import Suggestions, suggestions_for

HTML: Final = "text/html"
JSON: Final = "application/json"


@require_safe
@limited(
    "suggest", gettext_lazy("Suggestions were asked for very often within the last minute. Try again in a minute.")
)
def suggest(request: HttpRequest) -> HttpResponse:
    """`/search/suggest/?q=…`: records, concepts and countries that begin so."""
    found = suggestions_for(request, clean(request.GET.get("q", "")[: 4 * LONGEST])[:LONGEST].strip())
    if request.get_preferred_type([HTML, JSON]) == JSON:
        response: HttpResponse = JsonResponse(as_json(found, language_of_address(request.path)))
    else:
        response = render(request, "search/suggestions.html", {"found": found, "hide_finder": True})
    patch_vary_headers(response, ("Accept", "Accept-Language", "Cookie"))
    add_never_cache_headers(response)  # what must not be found from now on must not be suggested either
    return response


def as_json(found: Suggestions, language: str) -> dict[str, Any]:
    """Suggestions as the script reads them, with addresses in the language of the reader's own."""
    return {
        "announcement": found.announcement,
        "groups": [
            {
                "label": str(group.label),
                "suggestions": [
                    {
                        "text": one.text,
                        "language": one.language,
                        "note": str(one.note),
                        "url": in_language(one.url, language),
                    }
                    for one in group.suggestions
                ],
            }
            for group in found.groups
        ],
    }
