"""The search page, its help, and the form that writes a query."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.foundation.audience import is_editor
from portal.foundation.content_language import in_language, language_of_address
from portal.foundation.limits import limited
from portal.foundation.middleware import once_sent
from search import helping
from search.advanced import Advanced
from search.lists import result_list
from search.misses.noting import noted
from search.why import Comparison

TOO_MANY: Final = gettext_lazy(
    "Very many searches came from your network within the last minute. Try again in a minute."
)


@require_safe
@limited("search", TOO_MANY)
def search(request: HttpRequest) -> HttpResponse:
    """`/search/`: everything that the reader may find, narrowed down by words and filters."""
    listing = result_list(request)
    response = render(
        request,
        "search/results.html",
        {"listing": listing, "hide_finder": True},
        status=503 if listing.unavailable else listing.status,
    )
    if listing.unavailable:
        response["Retry-After"] = "30"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    if listing.found_nothing and (note := noted(request, listing.parameters.text, listing.question.languages[0])):
        once_sent(response, note)
    return response


@require_safe
@limited("search", TOO_MANY)
def advanced(request: HttpRequest) -> HttpResponse:
    """`/search/advanced/`: a form that writes the query and goes on to the search page."""
    asked = Advanced(request, result_list(request))
    if asked.address is not None:
        return redirect(in_language(reverse("search"), language_of_address(request.path)) + asked.address)
    context = {"asked": asked, "form": asked.form, "hide_finder": True}
    response = render(request, "search/advanced.html", context, status=asked.status)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """`/search/help/`: what can be typed."""
    context = {
        "examples": helping.EXAMPLES,
        "fields": helping.fields(),
        "limits": helping.limits(),
        "operators": helping.operators(),
    }
    return render(request, "search/help.html", context)


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """`/search/why/?q=…&record=…&with=…`: for editors, what the scores of one or two records are made of."""
    if not is_editor(request.user):
        raise Http404
    asked = Comparison(request, result_list(request))
    return render(request, "search/why.html", {"asked": asked}, status=asked.status)
