"""How rows come into the log, and how they go.

What Wagtail logs (pages, records, accounts, communities, by its registry of actions) is taken over in the same transaction; what it
doesn't is recorded by `record`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import receiver
from structlog.contextvars import get_contextvars
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.foundation.audience import GROUP_PREFIX, audiences_of
from portal.foundation.audit.models import AuditEntry, Capacity
from portal.foundation.duties import duty

LONGEST_REASON: Final = 2_000  # characters
BATCH: Final = 1_000


def record(action: str, thing: Model | str, *, by: Any, reason: str = "") -> AuditEntry:
    """Adds a row, in the transaction of what was done. `by` is None where the site acted by itself."""
    entry = _entry(action, thing if isinstance(thing, str) else name_of(thing), by, reason)
    entry.save()
    return entry


def take_over(lines: Iterable[Any]) -> None:
    """What Wagtail's own logs hold stands here, too, with the reason where one was given. For lines written many at once,
    of which no signal tells."""
    AuditEntry.objects.bulk_create([_of_line(line) for line in lines], batch_size=BATCH)


def _of_line(line: Any) -> AuditEntry:
    kind = ContentType.objects.get_for_id(line.content_type_id)
    data = line.data if isinstance(line.data, dict) else {}
    # Of a remark on a draft Wagtail keeps more than words under `comment`: that stays there.
    reason = next((one for one in (data.get("reason"), data.get("comment")) if isinstance(one, str)), "")
    return _entry(line.action, f"{kind.app_label}.{kind.model}:{line.object_id}", line.user, reason)


def _entry(action: str, thing: str, by: Any, reason: str) -> AuditEntry:
    known = by if by is not None and by.is_authenticated else None
    return AuditEntry(
        person=known,
        capacity=capacity_of(known),
        action=action,
        thing=thing,
        reason=reason[:LONGEST_REASON],
        request_id=str(get_contextvars().get("request_id", "")),
    )


def name_of(thing: Model) -> str:
    """`accounts.user:17`."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def capacity_of(user: Any) -> Capacity:
    """The most that somebody is."""
    if user is None:
        return Capacity.PROGRAM
    groups = audiences_of(user)
    ranks = (one for one in Capacity if f"{GROUP_PREFIX}{one.value}" in groups)
    return next(ranks, Capacity.PERSON)


@receiver(post_save, sender=PageLogEntry)
@receiver(post_save, sender=ModelLogEntry)
def logged(instance: Any, created: bool, **_kwargs: Any) -> None:
    """Wagtail has written a line."""
    if created:
        take_over([instance])


@duty("forget_audit_entries", every=timedelta(days=1))
def forget() -> None:
    """Ends rows whose time is over, some at a time."""
    while keys := list(AuditEntry.objects.over().order_by("pk").values_list("pk", flat=True)[:BATCH]):
        AuditEntry.objects.filter(pk__in=keys).delete()
