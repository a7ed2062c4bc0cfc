"""`manage.py worker`: works off what follows from changes, and runs the periodic duties."""

from __future__ import annotations

import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from portal.foundation import duties, outbox
from portal.foundation.lifeline import end_with_parent

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.25


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
        ticks = 0
        while True:
            try:
                outbox.drain()
                if ticks % int(5 / TICK_SECONDS) == 0:
                    duties.beat()
                    duties.run_due()
            except OperationalError as error:  # a busy database: the rows stay, the next tick tries again
                log.warning("worker.database_busy", error=str(error))
                close_old_connections()
            ticks += 1
            if options["once"] or stop.wait(TICK_SECONDS):
                return
