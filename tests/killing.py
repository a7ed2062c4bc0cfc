"""Processes that kill themselves with SIGKILL, one step later each time, and the test that has them do so.

A test gives a program as text. It names what counts as steps (`around`), begins to count (`begin`), and ends with `serve`, which does the same
thing in one forked process after another: what it imports is imported once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.foundation.models import OutboxEntry

ROOT = Path(__file__).parents[1]
_steps = _last = 0


def step() -> None:
    """One more; the one at which to die is the last."""
    global _steps  # of one process that dies by it
    _steps += 1
    if _steps == _last:
        os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, name: str) -> None:
    """Makes a function two steps: before and after it."""
    do = getattr(owner, name)

    def stepped(*given: Any, **named: Any) -> Any:
        step()
        done = do(*given, **named)
        step()
        return done

    setattr(owner, name, stepped)


def begin(last: int) -> None:
    """Counts from here; the process dies at step `last`."""
    global _steps, _last
    _steps, _last = 0, last


def serve(doing: Mapping[str, Callable[[int], object]]) -> None:
    """Does what each line of the standard input names, with its number, in a process of its own; says how that ended."""
    for line in sys.stdin:
        what, number = line.split()
        child = os.fork()
        if not child:
            doing[what](int(number))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        os.write(1, f"{status}\n".encode())


def killed_at_every_step(
    program: str,
    folder: Path,
    what: str,
    *arguments: str,
    most: int,
    afterwards: Callable[[], object],
    variables: Mapping[str, str] | None = None,
) -> int:
    """Has something done again and again, killed one step later each time, until it is done without; returns how often it was killed.

    `afterwards` looks at what is left each time. Raises AssertionError where it is not done within `most` steps.
    """
    connection.close()
    environment = {
        **os.environ, "PASSERELLE_DATA_DIR": str(folder), "PASSERELLE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PASSERELLE_LOG_LEVEL": "ERROR", "DATABASE_URL": "", "PYTHONPATH": str(ROOT), **(variables or {}),
    }  # fmt: skip
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as processes:
        assert processes.stdin is not None
        assert processes.stdout is not None
        for number in range(1, most):
            print(what, number, file=processes.stdin, flush=True)
            status = int(processes.stdout.readline())
            if status == 0:
                return number - 1
            assert status == signal.SIGKILL, f"killed at step {number}, it ended with {status}"
            OutboxEntry.objects.update(leased_until=timezone.now() - timedelta(seconds=1))  # time passes
            afterwards()
            connection.close()
    raise AssertionError("It never ended.")
