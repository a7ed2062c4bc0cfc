"""How often one visitor may ask for what is costly: counted by account or by a hash of the network address.

Each web process counts for itself, in memory: a row in the database for each request would cost more than what is spared.
"""

from __future__ import annotations

import hashlib
import time
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

WINDOW: Final = 60  # seconds


def seconds_to_wait(request: HttpRequest, name: str) -> int:
    """Counts a request against `settings.REQUESTS_PER_MINUTE[name]`; 0 where it is within, else when to come back.

    Whoever signed in has a count of their own. A limit of 0 lets everything through.
    """
    most = settings.REQUESTS_PER_MINUTE[name]
    if not most:
        return 0
    now = time.time()
    window = int(now // WINDOW)
    key = f"limit:{name}:{window}:{_visitor(request)}"
    cache = caches["process"]
    cache.add(key, 0, 2 * WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out of a full cache in this moment
        return 0
    return 0 if count <= most else max(1, int((window + 1) * WINDOW - now) + 1)


def _visitor(request: HttpRequest) -> str:
    """Who asks, as a hash that says nothing about them."""
    if request.user.is_authenticated:
        who = f"user:{request.user.pk}"
    else:
        try:
            who = f"address:{get_adapter().get_client_ip(request)}"
        except PermissionDenied:  # no address at all: a socket of this machine
            who = "address:"
    return hashlib.sha256(f"{settings.SECRET_KEY}{who}".encode()).hexdigest()[:32]
