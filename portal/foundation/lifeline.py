"""A part of the site doesn't outlive the supervisor that started it, even when that is killed without a word."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Final

SUPERVISED: Final = "PASSERELLE_SUPERVISED"  # set by the supervisor for what it starts
LOOK_EVERY_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 5.0


def end_with_parent() -> None:
    """Ends this process soon after its parent is gone. Does nothing in a process that `manage.py serve` didn't start."""
    if os.environ.get(SUPERVISED):
        threading.Thread(target=_watch, args=(os.getppid(),), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
