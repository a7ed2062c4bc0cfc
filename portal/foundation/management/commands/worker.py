"""`manage.py worker`: works off what follows from changes, and runs the periodic duties."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from portal.foundation import duties, outbox
from portal.foundation.lifeline import end_with_parent

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.25
DUTIES_SECONDS = 5


class Command(BaseCommand):
    """The background worker. `manage.py serve` starts it and restarts it when it dies."""

    help = "Works off the outbox (index, mail …) and runs the periodic duties until it is stopped."
    requires_system_checks: list[str] = []  # they are for whoever changes code; here they would only delay the start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="work off what is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        end_with_parent()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_details: stop.set())
            threading.Thread(target=work_off_slowly, args=(stop,), name="slow", daemon=True).start()
        kinds = None if options["once"] else outbox.kinds(slow=False)
        looks_at = time.monotonic()
        while True:
            try:
                outbox.drain(kinds)
                if time.monotonic() >= looks_at:
                    looks_at = time.monotonic() + DUTIES_SECONDS
                    duties.beat()
                    duties.run_due()
            except OperationalError as error:  # a busy database: the rows stay, the next tick tries again
                log.warning("worker.database_busy", error=str(error))
                close_old_connections()
            if options["once"] or stop.wait(TICK_SECONDS):
                return


def work_off_slowly(stop: threading.Event) -> None:
    """Beside the rest: a large PDF delays neither the index nor a mail. When the worker ends, it does, and its rows are leased anew.

    Should it end by itself, the worker does, too: whoever supervises it starts another one.
    """
    try:
        while not stop.wait(TICK_SECONDS):
            try:
                outbox.drain(outbox.kinds(slow=True), in_turns=True)
            except OperationalError as error:
                log.warning("worker.database_busy", error=str(error))
                close_old_connections()
    finally:
        stop.set()
