"""Looks whether the links of sources still lead somewhere: in the worker, only where the site is told to, one link of a server at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from portal.foundation import outbox
from portal.foundation.duties import duty
from portal.foundation.outbox import OutboxEntry
from practices.sources.models import LinkCheck, Source
from practices.sources.visiting import MayVisit, Seen, Trouble, is_public, visit

KIND: Final = "link"
EVERY: Final = timedelta(minutes=10)  # a server is asked no more often
AT_ONCE: Final = 30  # links within that time
LOOKED_AT: Final = 2_000  # sources, to find links of so many servers
AGAIN: Final = timedelta(days=30)
SOON: Final = timedelta(days=1)  # what failed
FAILURES: Final = 3  # days on which it failed, until a link is called dead
FAILED: Final = {Trouble.GONE, Trouble.BROKEN, Trouble.SILENT, Trouble.ASTRAY}


@duty("look_at_links", every=EVERY)
def look_at_links() -> None:
    """Has the links looked at whose time has come."""
    if settings.LINK_CHECKS:
        outbox.enqueue_many(KIND, [str(key) for key in due()])


def due() -> list[int]:
    """Sources whose link is to be looked at now: one of each server, those that were waiting the longest first."""
    fresh = Exists(LinkCheck.objects.filter(source=OuterRef("pk"), url=OuterRef("url"), next_at__gt=timezone.now()))
    waiting = OutboxEntry.objects.filter(kind=KIND).values_list("key", flat=True)
    found = Source.objects.exclude(url="").exclude(fresh).exclude(pk__in=[int(key) for key in waiting])
    rows = found.order_by(F("link_check__next_at").asc(nulls_first=True), "pk").values_list("pk", "url")[:LOOKED_AT]
    one_of_each = {server_of(url): key for key, url in reversed(rows)}
    return list(islice(sorted(one_of_each.values(), key=[key for key, _url in rows].index), AT_ONCE))


def server_of(url: str) -> str:
    """Whose patience it is about."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


@outbox.handler(KIND, slow=True)
def look(entries: Sequence[OutboxEntry]) -> None:
    """Looks at one link."""
    for entry in entries:
        if source := Source.objects.filter(pk=entry.key).exclude(url="").first():
            check(source)


def check(source: Source, may_visit: MayVisit = is_public) -> LinkCheck:
    """Follows the link of a source, and keeps what was seen."""
    seen = visit(source.url, may_visit)
    before = LinkCheck.objects.filter(source=source, url=source.url).first()
    failures = (before.failures if before else 0) + 1 if seen.trouble in FAILED else 0
    kept: dict[str, Any] = {
        "url": source.url, "verdict": verdict(seen, failures), "failures": failures, "trouble": seen.trouble, "status": seen.status,
        "moved_to": seen.moved_to[:500], "looked_at": timezone.now(),
        "next_at": timezone.now() + (SOON if 0 < failures < FAILURES else AGAIN),
    }  # fmt: skip
    return LinkCheck.objects.update_or_create(source=source, defaults=kept)[0]


def verdict(seen: Seen, failures: int) -> Source.State:
    """Dead is what failed on so many days: servers are away for a night, too."""
    if seen.trouble == Trouble.NONE:
        return Source.State.ALIVE
    return Source.State.DEAD if failures >= FAILURES else Source.State.UNKNOWN
