"""How often one visitor may ask for what is costly: counted by account or by network address, for all processes together."""

from __future__ import annotations

import time
from typing import Any, Final, cast

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest

log = structlog.get_logger(__name__)
WINDOW: Final = 60  # seconds


def seconds_to_wait(request: HttpRequest, name: str) -> int:
    """Counts a request against `settings.REQUESTS_PER_MINUTE[name]`; 0 where it is within, else when to come back.

    Whoever signed in has a count of their own. A limit of 0 lets everything through, and so does a count that can't be kept.
    """
    most = settings.REQUESTS_PER_MINUTE[name]
    if not most:
        return 0
    now = time.time()
    ends = (int(now // WINDOW) + 1) * WINDOW
    try:
        count = cast(Any, caches["default"]).count(f"limit:{name}:{visitor(request)}", ends)
    except DatabaseError as error:  # SQLite is busy with something long
        log.warning("limits.not_counted", limit=name, error=type(error).__name__)
        return 0
    return 0 if count <= most else max(1, int(ends - now) + 1)


def visitor(request: HttpRequest) -> str:
    """Who asks; the cache stores it as a hash that says nothing about them."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    try:
        return f"address:{get_adapter().get_client_ip(request)}"
    except PermissionDenied:  # no address at all: a socket of this machine
        return "address:"
