"""A text that another process is counting in this moment. Several connections see it, so nothing here is rolled back at the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from search.misses import noting
from search.misses.models import Miss
from search.misses.noting import note


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database as later tests need it: what is counted here is taken away, and nothing else."""
    with django_db_blocker.unblock():
        yield
        Miss.objects.all().delete()
        connection.close()


@pytest.mark.postgresql
@pytest.mark.usefixtures("committed")
def test_on_postgresql_a_locked_row_is_waited_for_a_moment_only(monkeypatch: Any) -> None:
    """Another connection is counting the same text: this one search is not counted, and nothing else is impatient afterwards."""
    monkeypatch.setattr(noting, "PATIENCE", 50)
    note("unheardof", "de", "address:10.0.0.1")
    before = Miss.objects.values().get()
    reader = next(who for who in map(str, range(99)) if _mark(before["digest"], who) != before["marks"])
    locked, done = threading.Event(), threading.Event()

    def count_slowly() -> None:
        with transaction.atomic():
            Miss.objects.select_for_update().get()
            locked.set()
            done.wait(30)
        connection.close()

    other = threading.Thread(target=count_slowly)
    other.start()
    try:
        assert locked.wait(30)
        note("unheardof", "de", reader)
        assert not done.is_set(), "the other one was not waited for"
        assert Miss.objects.values().get() == before
        with connection.cursor() as cursor:
            assert cursor.execute("SHOW lock_timeout").fetchone()[0] == "0"
    finally:
        done.set()
        other.join()
    note("unheardof", "de", reader)
    assert Miss.objects.get().readers == 2


def _mark(digest: str, who: str) -> int:
    return 1 << (int(noting._hash(f"{digest}|{who}"), 16) % noting.BITS)
