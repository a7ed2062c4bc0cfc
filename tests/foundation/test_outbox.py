"""The outbox: nothing is lost, nothing is done before its change is committed, one bad row holds up nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry

pytestmark = pytest.mark.django_db
KIND = "test"


class Recorder:
    """A handler that notes what it was given, and fails for the keys it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.broken: set[str] = set()

    def __call__(self, entries: Sequence[OutboxEntry]) -> None:
        keys = [entry.key for entry in entries]
        self.batches.append(keys)
        if self.broken.intersection(keys):
            raise OSError("the index can't be written")


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    outbox.handler(KIND, batch=3)(recorder)
    yield recorder
    del outbox._handlers[KIND]


def test_rows_are_worked_off_in_order_and_in_batches(recorder: Recorder) -> None:
    outbox.enqueue_many(KIND, [str(number) for number in range(5)])
    assert outbox.drain([KIND]) == 5
    assert recorder.batches == [["0", "1", "2"], ["3", "4"]]
    assert not OutboxEntry.objects.exists()


def test_a_change_that_is_rolled_back_leaves_nothing_to_do(recorder: Recorder) -> None:
    with transaction.atomic():
        outbox.enqueue(KIND, "never")
        transaction.set_rollback(True)
    assert outbox.drain([KIND]) == 0


def test_one_bad_row_does_not_hold_up_the_others(recorder: Recorder) -> None:
    recorder.broken = {"1"}
    outbox.enqueue_many(KIND, ["0", "1", "2"])
    assert outbox.drain([KIND]) == 2
    left = OutboxEntry.objects.get()
    assert (left.key, left.attempts, left.dead) == ("1", 1, False)
    assert left.last_error == "OSError: the index can't be written"
    assert left.available_at > timezone.now()


def test_pauses_grow_until_the_row_is_given_up_and_can_be_retried(recorder: Recorder, settings: Settings) -> None:
    settings.OUTBOX_MAX_ATTEMPTS = 3
    recorder.broken = {"1"}
    outbox.enqueue(KIND, "1")
    pauses = []
    for _attempt in range(3):
        before = timezone.now()
        outbox.drain([KIND])
        pauses.append(OutboxEntry.objects.get().available_at - before)
        OutboxEntry.objects.update(available_at=timezone.now())
    assert pauses[0] < pauses[1] < pauses[2]
    assert outbox.backlog() == {"waiting": 0, "dead": 1}
    assert outbox.drain([KIND]) == 0  # it rests
    recorder.broken.clear()
    assert OutboxEntry.objects.filter(dead=True).retry() == 1
    assert outbox.drain([KIND]) == 1


def test_a_leased_row_is_left_to_its_worker_until_the_lease_ends(recorder: Recorder) -> None:
    outbox.enqueue(KIND, "1")
    OutboxEntry.objects.update(lease="somebody", leased_until=timezone.now() + timedelta(minutes=1))
    assert outbox.drain([KIND]) == 0
    OutboxEntry.objects.update(leased_until=timezone.now() - timedelta(seconds=1))  # that worker died
    assert outbox.drain([KIND]) == 1


def test_a_worker_that_lost_its_lease_does_not_delete_the_row(recorder: Recorder) -> None:
    entry = outbox.enqueue(KIND, "1")

    def steal(entries: Sequence[OutboxEntry]) -> None:
        OutboxEntry.objects.filter(pk=entry.pk).update(lease="another")

    outbox.handler(KIND)(steal)
    outbox.drain([KIND])
    assert OutboxEntry.objects.filter(pk=entry.pk, lease="another").exists()


def test_what_was_made_of_rows_that_another_worker_has_is_not_written(recorder: Recorder) -> None:
    entry = outbox.enqueue(KIND, "1")
    written: list[str] = []

    def write(entries: Sequence[OutboxEntry]) -> None:
        OutboxEntry.objects.filter(pk=entry.pk).update(lease="another")
        with outbox.holding(entries):
            written.append(entries[0].key)

    outbox.handler(KIND)(write)
    assert outbox.drain([KIND]) == 0
    assert written == []
    left = OutboxEntry.objects.get()
    assert (left.lease, left.attempts, left.last_error) == ("another", 0, "")


def test_what_was_perhaps_written_too_late_is_done_once_more(recorder: Recorder) -> None:
    first = outbox.enqueue(KIND, "1", hides=True)
    written: list[tuple[str, bool]] = []

    def write(entries: Sequence[OutboxEntry]) -> None:
        with outbox.holding(entries):
            OutboxEntry.objects.filter(pk=first.pk).delete()  # by the worker that has taken over meanwhile
            written.extend((entry.key, entry.hides) for entry in entries)

    outbox.handler(KIND)(write)
    outbox.drain([KIND])
    assert written == [("1", True), ("1", True)]
    assert not OutboxEntry.objects.exists()


def test_what_hides_stays_hidden_even_when_given_up() -> None:
    outbox.enqueue(KIND, "secret", hides=True)
    OutboxEntry.objects.update(dead=True)
    assert [entry.key for entry in OutboxEntry.objects.hiding(KIND)] == ["secret"]


def test_the_worker_drains_and_says_that_it_is_alive(recorder: Recorder) -> None:
    outbox.enqueue(KIND, "1")
    call_command("worker", "--once")
    assert recorder.batches == [["1"]]
    assert outbox.backlog()["waiting"] == 0
