"""Pages for what went wrong: in the reader's language, and always with a way on."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from communities.spaces.standing import known_space
from portal.accounts import unsent
from portal.foundation.files.limits import LARGEST_REQUEST


def error_page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """One of the error pages. Where an address led nowhere, the language of its prefix is still active: not the reader's."""
    translation.activate(getattr(request, "interface_language", settings.LANGUAGE_CODE))
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request could not be read, with the sentence that it was refused with; 413: it was larger than any file may be."""
    if isinstance(exception, RequestDataTooBig):
        reason = _("That is too large to be sent at once: %(size)s are the limit. Send less, or smaller files.")
        return error_page(request, "400.html", 413, reason=reason % {"size": filesizeformat(LARGEST_REQUEST)})
    return error_page(request, "400.html", 400, reason=str(exception) if type(exception) is BadRequest else "")


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: somebody who is known may not do it; inside a community that they may know of, its stewards are whom to ask."""
    match = request.resolver_match
    inside = match is not None and match.route.startswith("communities/<slug:slug>/")
    community = known_space(request.user, match.kwargs["slug"]) if match and inside else None
    return error_page(request, "403.html", 403, community=community)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: nothing there, or nothing there for this person; with a search box."""
    return error_page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs neither database nor context; tells the number under which the log knows the request."""
    number = structlog.contextvars.get_contextvars().get("request_id", "")
    return HttpResponseServerError(render_to_string("500.html", {"request_id": number}))


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without its token; says what to do. Where it is only an older one, as after signing in anew in another window, what
    was written is kept and may be sent."""
    if unsent.came_from_here(request) and unsent.keep(request):
        return redirect("account_unsent")
    return error_page(request, "403_csrf.html", 403)


class NotAllowedMiddleware:
    """405: somebody opens an address that takes only what a form sends, perhaps after signing in again. Django's answer is an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        above = request.path.rstrip("/").rpartition("/")[0] + "/"
        page = error_page(request, "405.html", HTTPStatus.METHOD_NOT_ALLOWED, above=above)
        page["Allow"] = response["Allow"]
        return page
