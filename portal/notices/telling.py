"""From an event to a row for each person whom it concerns: in the request one row of the outbox, all else in the worker.

with transaction.atomic():
    post = Post.objects.create(…)
    telling.happened("post", post.pk)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry
from portal.foundation.prepared import PK, rows
from portal.notices import registry
from portal.notices.choices import AT_A_TIME, chosen_by, resolve
from portal.notices.models import Notice
from portal.notices.terms import Mail, Often

EVENT: Final = "event"  # kinds of rows in the outbox
NOTICE: Final = "notice"
SENT_AS: Final = {Often.NOW: Mail.NOW, Often.DAILY: Mail.LATER, Often.WEEKLY: Mail.LATER, Often.NONE: Mail.NEVER}


def happened(name: str, key: object) -> None:
    """Notes, in the current transaction, that people are to be told of an event."""
    outbox.enqueue(EVENT, f"{name}:{key}")


@outbox.handler(EVENT)
def tell(entries: Sequence[OutboxEntry]) -> None:
    """Makes a row for each person whom an event concerns, and has those mailed who want it at once; a second time it adds nothing."""
    for entry in entries:
        name, _colon, key = entry.key.partition(":")
        declared = registry.event_of(name)
        concerned = declared.concerned(key) if declared else None
        if concerned and concerned.people:
            _tell(entry, concerned)


def _tell(entry: OutboxEntry, concerned: registry.Concerned) -> None:
    event = entry.key
    chosen = chosen_by(concerned.people, (concerned.place, concerned.thread))
    kinds = registry.kinds()
    with transaction.atomic():
        known = set(Notice.objects.filter(event=event).values_list("user", flat=True))
        there = _there(concerned.people)
        new = [
            Notice(
                user_id=person,
                event=event,
                kind=concerned.people[person],
                place=concerned.place,
                thread=concerned.thread,
                created_at=entry.created_at,
                mail=SENT_AS[
                    resolve(kinds[concerned.people[person]], chosen.get(person, {}), concerned.place, concerned.thread)
                ],
            )
            for person in sorted(there - known)
        ]
        Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        urgent = {notice.user_id for notice in new if notice.mail == Mail.NOW}
        at_once = Notice.objects.filter(event=event, mail=Mail.NOW).order_by("pk").values_list("pk", "user")
        outbox.enqueue_many(NOTICE, [str(pk) for pk, user in at_once if user in urgent])


def _there(people: Iterable[int]) -> set[int]:
    """Those whose account is there and not suspended."""
    wanted = list(people)
    groups = (wanted[start : start + AT_A_TIME] for start in range(0, len(wanted), AT_A_TIME))
    active = User.objects.filter(is_active=True)
    return {pk for group in groups for pk in active.filter(pk__in=group).values_list("pk", flat=True)}


def withdraw(name: str, keys: Iterable[object]) -> None:
    """Nobody is told any more of what was taken away, and nobody's number counts it."""
    gone = Notice.objects.filter(event__in=[f"{name}:{key}" for key in keys])
    gone._raw_delete(connection.alias)


def unread(user: Any) -> int:
    """How many notices somebody has not read. One query that an index answers."""
    return next((int(count) for (count,) in rows("unread notices", _unread, pk=user.pk)), 0)


def _unread() -> Any:
    unread = Notice.objects.filter(user=PK, read_at=None).order_by()
    return unread.values("user").annotate(count=Count("*")).values_list("count")


def read(user: Any, events: Iterable[str]) -> int:
    """Notes that somebody has read of events, wherever; returns how many notices that were."""
    return Notice.objects.filter(user=user, read_at=None, event__in=list(events)).update(read_at=timezone.now())
