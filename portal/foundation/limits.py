"""How often one visitor may ask for what is costly: counted by account or by network address, for all processes together."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)
WINDOW: Final = 60  # seconds
View = Callable[..., HttpResponse]

_lock = threading.Lock()
_counted: dict[int, Counter[str]] = {}  # by the end of the minute: the present one


def seconds_to_wait(request: HttpRequest, name: str) -> int:
    """Counts a request against `settings.REQUESTS_PER_MINUTE[name]`; 0 where it is within, else when to come back.

    Whoever signed in has a count of their own. A limit of 0 lets everything through, and so does a count that can't be kept.
    """

    def count(key: str, ends: int) -> int:
        try:
            return int(cast(Any, caches["default"]).count(f"limit:{key}", ends))
        except DatabaseError as error:  # SQLite is busy with something long
            log.warning("limits.not_counted", limit=name, error=type(error).__name__)
            return 0

    return _seconds_to_wait(request, name, count)


def seconds_to_wait_here(request: HttpRequest, name: str) -> int:
    """The same, counted by this process alone: for what is asked so often that a count for all would cost more than the answer."""
    return _seconds_to_wait(request, name, _count_here)


def _seconds_to_wait(request: HttpRequest, name: str, count: Callable[[str, int], int]) -> int:
    most = settings.REQUESTS_PER_MINUTE[name]
    if not most:
        return 0
    now = time.time()
    ends = (int(now // WINDOW) + 1) * WINDOW
    return 0 if count(f"{name}:{visitor(request)}", ends) <= most else max(1, int(ends - now) + 1)


def _count_here(key: str, ends: int) -> int:
    with _lock:
        for old in [kept for kept in _counted if kept != ends]:
            del _counted[old]
        counts = _counted.setdefault(ends, Counter())
        counts[key] += 1
        return counts[key]


def limited(name: str, reason: Any) -> Callable[[View], View]:
    """Views that one visitor may ask for so often a minute, each process for itself; beyond it they are told so, and when to come back."""

    def limit(view: View) -> View:
        @wraps(view)
        def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if wait := seconds_to_wait_here(request, name):
                return _refused(request, wait, reason)
            return view(request, *args, **kwargs)

        return serve

    return limit


class FormsMiddleware:
    """Who sends forms of pages faster than any person does is told when to go on. Nothing is lost: what they sent stands on that page.

    Programs, which bring no token of a form, have limits of their own, and the desk sends its previews by itself while somebody types.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.desk = "/" + settings.ADMIN_PATH

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _arguments: Any, _named: Any) -> HttpResponse | None:
        """Counts the forms of one account, or of one network address without an account."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False) or request.path.startswith(self.desk):
            return None
        if not (wait := seconds_to_wait(request, "forms")):
            return None
        reason = _(
            "That were many forms within a minute. Nothing of this one was kept. Please wait %(seconds)s seconds."
        )
        return _refused(request, wait, reason % {"seconds": wait}, again=sent_again(request))


def sent_again(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields of a form, to be sent once more; None where a page can't hold them: files, and passwords."""
    return None if request.FILES else fields_of(request)


def fields_of(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Names and values of a form, but for its token, since the page that sends it again has one of its own; None where it has passwords."""
    if any("password" in name for name in request.POST):
        return None
    token = "csrfmiddlewaretoken"  # noqa: S105  # the name of its field
    return [(name, value) for name, values in request.POST.lists() for value in values if name != token]


def _refused(request: HttpRequest, wait: int, reason: Any, **context: Any) -> HttpResponse:
    """The page that says so, and in its head when to come back."""
    response = render(request, "429.html", {"reason": reason, **context}, status=429)
    response["Retry-After"] = str(wait)
    add_never_cache_headers(response)
    return response


def visitor(request: HttpRequest) -> str:
    """Who asks; the cache stores it as a hash that says nothing about them."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    try:
        return f"address:{get_adapter().get_client_ip(request)}"
    except PermissionDenied:  # no address at all: a socket of this machine
        return "address:"
