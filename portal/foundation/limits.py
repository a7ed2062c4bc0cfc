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
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

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
                response = render(request, "429.html", {"reason": reason}, status=429)
                response["Retry-After"] = str(wait)
                add_never_cache_headers(response)
                return response
            return view(request, *args, **kwargs)

        return serve

    return limit


def visitor(request: HttpRequest) -> str:
    """Who asks; the cache stores it as a hash that says nothing about them."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    try:
        return f"address:{get_adapter().get_client_ip(request)}"
    except PermissionDenied:  # no address at all: a socket of this machine
        return "address:"
