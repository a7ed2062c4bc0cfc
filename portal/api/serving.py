"""What holds for every answer of the API: anybody may read it from any site, it is limited, and it is revalidated, never stale."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from portal.api.asking import LANGUAGES
from portal.api.problems import problem
from portal.foundation.limits import seconds_to_wait

METHODS: Final = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def served(view: View) -> View:
    """A view of the API, with all that belongs to it."""

    @csrf_exempt
    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return open_to_all(request, answer(view, request, *args, **kwargs))

    return serve


def answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The view's answer, or why there is none."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS})
    if request.method not in ("GET", "HEAD"):
        response: HttpResponse = problem(405, "The API can only be read: ask with GET.")
        response["Allow"] = METHODS
        return response
    if wait := seconds_to_wait(request, "api"):
        response = problem(429, f"Too many requests: ask again in {wait} seconds.")
        response["Retry-After"] = str(wait)
        return response
    asked, request.method = request.method, "GET"  # the views know no HEAD; the server leaves the body out
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = asked
    if response.status_code == 503:
        response["Retry-After"] = "30"
    return response


def open_to_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Other sites' pages may read it, without the reader's cookies; caches ask again each time."""
    if response.status_code == 200:
        response["ETag"] = etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        response = get_conditional_response(request, etag=etag, response=response) or response
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response["X-Robots-Tag"] = "noindex"
    if (language := request.GET.get("language", "")) in LANGUAGES:
        response["Content-Language"] = language
    response["Cache-Control"] = "private, no-cache" if request.user.is_authenticated else "no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response
