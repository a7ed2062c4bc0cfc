"""One mechanism for everything that follows a change: index now; mail, extraction and counters later.

A change writes a row in its own database transaction, so that neither is ever there without the other. The worker
leases rows, hands them to the handler of their kind and deletes them when it returns. A handler that raises gets its rows
again later, with growing pauses; after `OUTBOX_MAX_ATTEMPTS` a row is dead: it stays, is shown in the admin, and can be retried.
A handler that raises TryLaterError says that nothing is wrong with the rows: all of its kind wait, and none dies of it.
Rows about the same thing are never with two workers at a time, so that the later one is also the last one. A worker that stalls
until its lease has run out is not stopped by that: a handler for which it matters writes inside `holding`.

Handlers may meet a row twice (a worker can die after the work and before the delete), so they must be idempotent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger(__name__)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_LEASE = 3_600  # seconds; far more than OUTBOX_LEASE_SECONDS should be


class OutboxEntryQuerySet(models.QuerySet["OutboxEntry"]):
    """The rows, by their state."""

    def waiting(self) -> OutboxEntryQuerySet:
        """Not given up on."""
        return self.filter(dead=False)

    def due(self) -> OutboxEntryQuerySet:
        """Waiting, its pause over, and leased by nobody."""
        now = timezone.now()
        rested = models.Q(attempts=0) | models.Q(available_at__lte=now) | models.Q(available_at__gt=now + LONGEST_PAUSE)
        too_far = now + timedelta(seconds=LONGEST_LEASE)
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=now) | models.Q(leased_until__gt=too_far)
        return self.waiting().filter(rested, free)

    def leased(self) -> OutboxEntryQuerySet:
        """With a worker now. A lease or a pause that ends too far ahead is left from before the clock was moved back."""
        now = timezone.now()
        return self.filter(leased_until__gt=now, leased_until__lte=now + timedelta(seconds=LONGEST_LEASE))

    def hiding(self, kind: str) -> OutboxEntryQuerySet:
        """Changes that can hide something and are not worked off yet, dead ones included."""
        return self.filter(kind=kind, hides=True)

    def retry(self) -> int:
        """Gives rows a new life; returns how many."""
        return self.update(dead=False, attempts=0, available_at=timezone.now(), leased_until=None, last_error="")


class OutboxEntry(models.Model):
    """One thing left to do."""

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("what it is about"), max_length=120)
    hides = models.BooleanField(_("can hide something"), default=False)
    payload = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    available_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    dead = models.BooleanField(_("given up"), default=False)

    objects = OutboxEntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["kind", "dead", "available_at"]),
            models.Index(fields=["kind"], condition=models.Q(hides=True), name="outbox_hiding"),
        ]
        verbose_name = _("change to work off")
        verbose_name_plural = _("changes to work off")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class TryLaterError(Exception):
    """Something that all rows of a kind need is not there now."""


class LeaseLostError(Exception):
    """Rows are no longer this worker's: what it has made of them may be out of date."""


Handle = Callable[[Sequence[OutboxEntry]], None]


@dataclass(frozen=True)
class Handler:
    """What works off one kind of row, and how many at a time."""

    kind: str
    handle: Handle
    batch: int
    slow: bool  # takes seconds or more: worked off beside all others, which don't wait for it


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, batch: int = 1, slow: bool = False) -> Callable[[Handle], Handle]:
    """Declares the function that works off rows of a kind; `slow` for what takes longer than others should wait for it."""

    def declare(handle: Handle) -> Handle:
        _handlers[kind] = Handler(kind, handle, batch, slow)
        return handle

    return declare


def kinds(*, slow: bool) -> list[str]:
    """The kinds of rows that take long, or all others."""
    return [one.kind for one in _handlers.values() if one.slow == slow]


def enqueue(kind: str, key: str, *, hides: bool = False, payload: dict[str, Any] | None = None) -> OutboxEntry:
    """Writes one thing to do, in the current transaction."""
    return OutboxEntry.objects.create(kind=kind, key=key, hides=hides, payload=payload or {})


def enqueue_many(kind: str, keys: Iterable[str], *, hides: bool = False) -> None:
    """Writes many things to do with one statement, in the current transaction."""
    OutboxEntry.objects.bulk_create([OutboxEntry(kind=kind, key=key, hides=hides) for key in keys], batch_size=500)


def give_up(kind: str, key: str, error: Exception) -> None:
    """Leaves word of something that can't be done, where it is seen and can be tried again; once for each key.

    What could hide something goes on hiding it.
    """
    before = OutboxEntry.objects.filter(kind=kind, key=key, dead=True)
    hides = before.filter(hides=True).exists()
    before.delete()
    reason = f"{type(error).__name__}: {error}"[:2000]
    OutboxEntry.objects.create(kind=kind, key=key, hides=hides, dead=True, last_error=reason)


@contextmanager
def holding(entries: Sequence[OutboxEntry]) -> Iterator[None]:
    """Writes what was made of rows, and nothing that is older than what another worker has made of the same things.

    Raises LeaseLostError where the lease has run out or is about to. Where it runs out meanwhile, the rows are written once more:
    whoever gets them puts right what may have come too late.
    """
    if not _held(entries):
        raise LeaseLostError
    try:
        yield
    finally:
        if not _held(entries):
            for entry in entries:
                enqueue(entry.kind, entry.key, hides=entry.hides, payload=entry.payload)


def _held(entries: Sequence[OutboxEntry]) -> bool:
    """Whether rows are this worker's, with a quarter of their lease to come."""
    still = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS / 4)
    ours = OutboxEntry.objects.leased().filter(id__in=[entry.id for entry in entries], lease=entries[0].lease)
    return ours.filter(leased_until__gt=still).count() == len(entries)


def drain(kinds: Iterable[str] | None = None, *, in_turns: bool = False) -> int:
    """Works off what is due, batch by batch; returns how many rows were done. Failures are noted on their rows.

    `in_turns`: one batch of what is slow, for who comes back at once, so that an index or a mail never waits for all of it.
    """
    done = 0
    for kind in kinds or tuple(_handlers):
        chosen = _handlers[kind]
        try:
            while entries := _lease(chosen):
                done += _work_off(chosen, entries)
                if chosen.slow and in_turns:
                    break
        except TryLaterError as error:
            _let_wait(entries, error)
    return done


def backlog() -> dict[str, int]:
    """How much is waiting and how much was given up, for health checks and the admin."""
    rows = OutboxEntry.objects.aggregate(
        waiting=models.Count("id", filter=models.Q(dead=False)), dead=models.Count("id", filter=models.Q(dead=True))
    )
    return {"waiting": rows["waiting"], "dead": rows["dead"]}


def _lease(chosen: Handler) -> list[OutboxEntry]:
    """Takes up to a batch of due rows for this worker alone."""
    lease = uuid.uuid4().hex
    with transaction.atomic():
        _one_at_a_time(chosen.kind)
        same = OutboxEntry.objects.leased().filter(kind=chosen.kind)
        due = OutboxEntry.objects.due().filter(kind=chosen.kind).exclude(key__in=same.values("key")).order_by("id")
        ids = list(due.values_list("id", flat=True)[: chosen.batch])
        if not ids:
            return []
        until = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        OutboxEntry.objects.filter(id__in=ids).update(lease=lease, leased_until=until)
    return list(OutboxEntry.objects.filter(lease=lease, id__in=ids).order_by("id"))


def _one_at_a_time(kind: str) -> None:
    """Lets no other worker choose rows of a kind until this transaction ends: two that choose at once don't see each other's choice.

    Locking the rows is not enough: rows with the same key must not be worked off at once either. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"outbox {kind}"])


def _work_off(chosen: Handler, entries: list[OutboxEntry]) -> int:
    """Hands rows over; a batch that fails is tried row by row, so that one bad row can't hold up the others."""
    try:
        chosen.handle(entries)
    except TryLaterError:
        raise
    except LeaseLostError:
        log.warning("outbox.lease_lost", kind=chosen.kind, entries=len(entries))
        return 0
    except Exception as error:
        if len(entries) > 1:
            return sum(_work_off(chosen, [entry]) for entry in entries)
        _put_back(entries[0], error)
        return 0
    OutboxEntry.objects.filter(id__in=[entry.id for entry in entries], lease=entries[0].lease).delete()
    return len(entries)


def _let_wait(entries: Sequence[OutboxEntry], error: TryLaterError) -> None:
    """All rows of the kind wait, a little longer each time; enough attempts are left for failures of their own."""
    attempts = min(max(entry.attempts for entry in entries) + 1, max(settings.OUTBOX_MAX_ATTEMPTS - 2, 1))
    later = timezone.now() + min(timedelta(seconds=2**attempts), LONGEST_PAUSE)
    cause = error.__cause__ or error
    mine = OutboxEntry.objects.filter(id__in=[entry.id for entry in entries], lease=entries[0].lease)
    mine.update(
        attempts=attempts,
        available_at=later,
        leased_until=None,
        last_error=f"{type(cause).__name__}: {cause}"[:2000],
    )
    others = OutboxEntry.objects.due().filter(kind=entries[0].kind)
    others.update(attempts=Greatest("attempts", 1), available_at=later)
    log.warning("outbox.waiting", kind=entries[0].kind, attempts=attempts, error=type(cause).__name__)


def _put_back(entry: OutboxEntry, error: Exception) -> None:
    attempts = entry.attempts + 1
    dead = attempts >= settings.OUTBOX_MAX_ATTEMPTS
    pause = min(timedelta(seconds=2**attempts), LONGEST_PAUSE)
    OutboxEntry.objects.filter(id=entry.id, lease=entry.lease).update(
        attempts=attempts,
        dead=dead,
        available_at=timezone.now() + pause,
        leased_until=None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
    log.warning(
        "outbox.failed", kind=entry.kind, entry=entry.id, attempts=attempts, dead=dead, error=type(error).__name__
    )
