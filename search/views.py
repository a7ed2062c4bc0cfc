"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from search.lists import result_list


@require_safe
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
    return response
