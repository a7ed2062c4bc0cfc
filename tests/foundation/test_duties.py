"""Periodic duties: each at its time, a failing one harms no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.foundation import duties
from portal.foundation.duties import DutyRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def only_duty() -> Iterator[list[str]]:
    """One duty each hour that notes its runs, one that always fails; no other."""
    before = dict(duties._duties)
    duties._duties.clear()
    runs: list[str] = []

    @duties.duty("broken", every=timedelta(hours=1))
    def broken() -> None:
        raise OSError("no room")

    @duties.duty("note", every=timedelta(hours=1))
    def note() -> None:
        runs.append("ran")

    yield runs
    duties._duties.clear()
    duties._duties.update(before)


def test_a_duty_runs_when_its_time_has_come(only_duty: list[str]) -> None:
    with time_machine.travel("2026-11-23 10:00Z", tick=False) as clock:
        assert duties.run_due() == ["broken", "note"]
        assert duties.run_due() == []
        clock.shift(timedelta(minutes=61))
        assert duties.run_due() == ["broken", "note"]
    assert only_duty == ["ran", "ran"]


def test_a_duty_that_was_cut_off_is_taken_up_again_soon(only_duty: list[str]) -> None:
    class Killed(BaseException):
        """As when the process ends."""

    @duties.duty("long", every=timedelta(days=1))
    def long() -> None:
        only_duty.append("began")
        if only_duty.count("began") == 1:
            raise Killed

    with time_machine.travel("2026-11-23 10:00Z", tick=False) as clock:
        with pytest.raises(Killed):
            duties.run_due()
        assert DutyRun.objects.get(name="long").failed == duties.UNFINISHED
        assert "long" not in duties.run_due()
        clock.shift(duties.LONGEST_RUN)
        assert "long" in duties.run_due()
        assert DutyRun.objects.get(name="long").failed == ""
        clock.shift(duties.LONGEST_RUN)
        assert "long" not in duties.run_due()


def test_a_failure_is_noted(only_duty: list[str]) -> None:
    duties.run_due()
    assert DutyRun.objects.get(name="broken").failed == "OSError: no room"
    assert DutyRun.objects.get(name="note").failed == ""


def test_the_heartbeat() -> None:
    assert duties.last_beat() is None
    duties.beat()
    last = duties.last_beat()
    assert last
    assert timezone.now() - last < timedelta(seconds=5)


def test_every_declared_duty_runs() -> None:
    duties.run_due()
    assert {name: run.failed for name, run in DutyRun.objects.in_bulk().items() if run.failed} == {}
    assert {"publish_scheduled", "clear_sessions"} <= set(DutyRun.objects.values_list("name", flat=True))
