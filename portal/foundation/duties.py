"""Periodic duties, declared in one registry and run by the worker: scheduled publishing, retention, pruning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger(__name__)
HEARTBEAT = "worker"
HEARTBEAT_EVERY = timedelta(seconds=10)
UNFINISHED = "not finished: the worker was stopped in the middle"
LONGEST_RUN = timedelta(minutes=10)  # a duty that is not finished after them is taken up again
Run = Callable[[], None]


@dataclass(frozen=True)
class Duty:
    """Something to do again and again."""

    name: str
    every: timedelta
    run: Run


_duties: dict[str, Duty] = {}


class DutyRun(models.Model):
    """When a duty last ran, so that a restart neither repeats nor forgets it."""

    name = models.CharField(_("duty"), max_length=60, primary_key=True)
    started_at = models.DateTimeField(_("last run"), default=timezone.now)
    failed = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("periodic duty")
        verbose_name_plural = _("periodic duties")

    def __str__(self) -> str:
        return self.name


def duty(name: str, *, every: timedelta) -> Callable[[Run], Run]:
    """Declares a function that the worker calls every so often."""

    def declare(run: Run) -> Run:
        _duties[name] = Duty(name, every, run)
        return run

    return declare


def run_due() -> list[str]:
    """Runs the duties whose time has come; returns their names. One that fails is noted and tried at its next time."""
    now = timezone.now()
    last = {run.name: run for run in DutyRun.objects.all()}
    due = [item for item in _duties.values() if item.name not in last or _is_due(last[item.name], now, item)]
    for item in due:
        DutyRun.objects.update_or_create(name=item.name, defaults={"started_at": now, "failed": UNFINISHED})
        failed = ""
        try:
            item.run()
        except Exception as error:
            failed = f"{type(error).__name__}: {error}"[:2000]
            log.warning("duty.failed", duty=item.name, error=type(error).__name__)
        DutyRun.objects.filter(name=item.name).update(failed=failed)
    return [item.name for item in due]


def _is_due(last: DutyRun, now: datetime, item: Duty) -> bool:
    """Whether a duty's time has come. One that ran in the future, before the clock was moved back, or was cut off, is run again."""
    ago = now - last.started_at
    wait = min(item.every, LONGEST_RUN) if last.failed == UNFINISHED else item.every
    return not timedelta() <= ago < wait


def beat() -> None:
    """Says that the worker is alive."""
    DutyRun.objects.update_or_create(name=HEARTBEAT, defaults={"started_at": timezone.now(), "failed": ""})


def last_beat() -> datetime | None:
    """When the worker last said that it is alive."""
    return DutyRun.objects.filter(name=HEARTBEAT).values_list("started_at", flat=True).first()


@duty("publish_scheduled", every=timedelta(seconds=30))
def publish_scheduled() -> None:
    """Publishes and expires what editors scheduled."""
    call_command("publish_scheduled", verbosity=0)


@duty("clear_sessions", every=timedelta(days=1))
def clear_sessions() -> None:
    """Forgets log-in sessions that have run out."""
    call_command("clearsessions", verbosity=0)
