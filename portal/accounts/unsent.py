"""What somebody sent when they were signed in no longer: it is kept until they are again, and sent then, so that nothing written is lost.

It stays in their session, in this browser, for an hour. Only what a page of this site sent is kept: Django has looked at the token of the
form. Files are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.foundation.limits import fields_of

KEY: Final = "unsent"
LASTS: Final = 60 * 60  # seconds
LARGEST: Final = 400_000  # characters of all that is kept: no post is longer than a quarter of it
REFUSALS: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
SHORTEST_TEXT: Final = 12  # characters: shorter values are mostly choices, whose names mean nothing to people


class Unsent(TypedDict):
    """A form as it was sent."""

    at: float  # seconds since 1970
    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def keep(request: HttpRequest) -> bool:
    """Keeps the form that a request brings; whether that could be done. Passwords are not kept, nor what is too large."""
    fields = fields_of(request)
    if fields is None or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return False
    request.session[KEY] = Unsent(
        at=time.time(), path=request.get_full_path(), fields=fields, had_files=bool(request.FILES)
    )
    return True


def kept(request: HttpRequest) -> Unsent | None:
    """What waits for this person to be signed in."""
    found: Unsent | None = request.session.get(KEY)
    return found if found and time.time() - found["at"] < LASTS else None


def texts(form: Unsent) -> list[str]:
    """What people see of it before they send it: what they wrote themselves, as far as one can tell."""
    return [value for _name, value in form["fields"] if len(value.strip()) >= SHORTEST_TEXT and " " in value.strip()]


def came_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent a form, by what the browser says, where its token has become another since."""
    return (
        settings.CSRF_COOKIE_NAME in request.COOKIES
        and request.headers.get("Sec-Fetch-Site") == "same-origin"
        and is_page(request)
    )


def is_page(request: HttpRequest) -> bool:
    """Whether the browser will show what is answered; a script would not."""
    return request.method == "POST" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


class UnsentMiddleware:
    """Keeps a form that needs somebody signed in and came from nobody, and leads to signing in; from there to sending it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_page(request) and is_from_a_form(request) and is_refused(request, response) and keep(request):
            messages.warning(
                request, _("You are not signed in any more. What you have sent is kept: sign in, then send it.")
            )
            return redirect_to_login(reverse("account_unsent"))
        return response


def is_from_a_form(request: HttpRequest) -> bool:
    """Whether the token of a page of ours came with it, and was looked at."""
    return settings.CSRF_COOKIE_NAME in request.COOKIES and bool(getattr(request, "csrf_processing_done", False))


def is_refused(request: HttpRequest, response: Any) -> bool:
    """Whether nobody is signed in, and that is perhaps why this was not taken: what is private says 404 to strangers."""
    if request.user.is_authenticated:
        return False
    if response.status_code == HTTPStatus.FOUND:
        return urlsplit(response["Location"]).path in (resolve_url(settings.LOGIN_URL), reverse("wagtailadmin_login"))
    return response.status_code in REFUSALS
