"""Whether the site is alive, and whether it can do its work: for supervisors, load balancers and whoever keeps watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.foundation import duties, outbox
from search.engines import engine
from search.indexing import behind

WORKER_SILENT_AFTER: Final = timedelta(seconds=60)
SEARCH_SECONDS: Final = 1.0  # within which the search engine says how it is
Answer = tuple[bool, dict[str, Any]]


@never_cache
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """Answers as long as the process can; asks neither database nor index."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 where everything needed is there, else 503; the parts say which is missing."""
    parts = {}
    for name, ask in (
        ("database", database),
        ("index", index),
        ("worker", worker),
        ("backlog", backlog),
        ("cache", cache),
    ):
        try:
            well, details = ask()
        except DatabaseError:
            well, details = False, {"note": "no answer from the database"}
        parts[name] = {"ok": well, **details}
    all_well = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": all_well, **parts}, status=200 if all_well else 503)


def database() -> Answer:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, {"kind": connection.vendor}


def index() -> Answer:
    """Whether there is an index that can be searched."""
    status = engine().status(SEARCH_SECONDS)
    return status.available, {"documents": status.documents, **({"note": status.note} if status.note else {})}


def worker() -> Answer:
    """Whether the worker was heard of lately."""
    last = duties.last_beat()
    well = last is not None and timezone.now() - last < WORKER_SILENT_AFTER
    return well, {"last_heard_of": last}


def cache() -> Answer:
    """Whether what all processes count together is counted; nobody is sent away because it isn't."""
    shared: Any = caches["default"]
    return True, {"kind": shared.kind, "answers": shared.answers()}


def backlog() -> Answer:
    """What waits to be worked off and what was given up; a backlog is no reason to send readers away."""
    return True, {**outbox.backlog(), "search_behind_seconds": round(behind().total_seconds())}
