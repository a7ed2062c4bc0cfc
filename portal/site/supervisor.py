"""Starts the parts of the site (web server, worker), replaces one that dies, and ends all of them together."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Final

import structlog

log = structlog.get_logger(__name__)
TICK_SECONDS: Final = 0.2
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0
STEADY_SECONDS: Final = 60.0  # a part that ran so long starts again without growing pauses
GRACE_SECONDS: Final = 10.0
TRIES_TO_START: Final = 3
ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Part:
    """A process that must always be there, and leads a process group of its own."""

    name: str
    make: Callable[[], BaseProcess]
    process: BaseProcess | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Starts it."""
        self.process = self.make()
        self.process.start()
        self.started = time.monotonic()

    def signal(self, number: int) -> None:
        """Passes a signal on to the process; SIGKILL to all that it started, too."""
        if self.process is not None and self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if number == signal.SIGKILL else os.kill)(self.process.pid, number)

    def keep_alive(self) -> None:
        """Starts it if it isn't there and its pause is over; notes a death."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
        elif not self.process.is_alive():
            self.deaths = 1 if now - self.started > STEADY_SECONDS else self.deaths + 1
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.deaths - 1), LONGEST_PAUSE_SECONDS)
            log.warning("part.died", part=self.name, code=self.process.exitcode, again_in_seconds=pause)
            self.signal(signal.SIGKILL)  # what it started itself
            self.process, self.due = None, now + pause


class Supervisor:
    """Runs parts until somebody ends it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.ending = threading.Event()
        self.signals = 0

    def run(self, is_up: Callable[[], bool], when_up: Callable[[], object]) -> bool:
        """Runs the parts; calls `when_up` once, as soon as `is_up`. Returns False where a part never came to life."""
        previous = {number: signal.signal(number, self.end) for number in ENDINGS}
        gc.freeze()  # what the collector doesn't touch stays shared with the parts
        up = False
        try:
            while not self.ending.wait(TICK_SECONDS):
                for part in self.parts:
                    part.keep_alive()
                if not up and any(part.deaths >= TRIES_TO_START for part in self.parts):
                    return False
                if not up and is_up():
                    up = True
                    when_up()
            return True
        finally:
            self.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def end(self, *_details: object) -> None:
        """Asks for the end; asked twice, it comes at once."""
        self.signals += 1
        self.ending.set()
        if self.signals > 1:
            self.kill()

    def stop(self) -> None:
        """Lets every part finish what it is doing, for a while; then ends it."""
        for part in self.parts:
            part.signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for part in self.parts:
            if part.process is not None:
                part.process.join(max(0.0, until - time.monotonic()))
                if part.process.is_alive():
                    log.warning("part.killed", part=part.name)
        self.kill()

    def kill(self) -> None:
        """Ends what is left, with all that it started."""
        for part in self.parts:
            part.signal(signal.SIGKILL)
