"""The processes that the site consists of, as `manage.py serve` starts them.

On Linux they are forked from the supervisor, which has loaded the code and opened nothing: they are there at once and share
its memory. Elsewhere each loads the code itself.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, cast

import django

from portal.foundation.lifeline import end_with_parent

FORKS: Final = sys.platform == "linux"
THREADS: Final = 4  # for each web process: with SQLite more of them only wait for each other, and each holds a cache
BACKLOG: Final = 512


def process(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process that does one thing, not started yet."""
    context: Any = multiprocessing.get_context("fork" if FORKS else "spawn")
    made: BaseProcess = context.Process(target=target, args=arguments, name=target.__name__)
    return made


def run(target: Callable[..., None], *arguments: Any) -> int:
    """Does one thing in a process of its own and waits for it; returns its exit code."""
    started = process(target, *arguments)
    started.start()
    started.join()
    return started.exitcode or 0


def begin(name: str, *, alone: bool = True) -> None:
    """What each process does first: a name, signals of its own, an end when the supervisor's comes, the code."""
    if alone:
        os.setsid()  # Ctrl-C is for the supervisor, which ends the others in good order
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)
    end_with_parent()
    django.setup()


def prepare() -> None:
    """Brings database, files and index up to date."""
    from django.core.management import execute_from_command_line

    begin("prepare", alone=False)
    try:
        execute_from_command_line(["manage.py", "prepare"])
    except KeyboardInterrupt:
        sys.exit(1)  # the supervisor says it


def worker() -> None:
    """Works off what follows from changes."""
    from django.core.management import call_command

    begin("worker")
    call_command("worker")


def web(host: str, port: int, workers: int) -> None:
    """Answers requests; a web process that dies is replaced."""
    begin("web")
    from django.contrib.staticfiles.storage import staticfiles_storage

    cast(Any, staticfiles_storage).look_again()  # the supervisor loaded the code before it had new files collected
    if FORKS:
        multiprocessing.set_start_method("fork", force=True)
        os.register_at_fork(after_in_child=end_with_parent)
        importlib.import_module("portal.wsgi")
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        backlog=BACKLOG,
        backpressure=max(1, BACKLOG // workers),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=8,
    ).serve()


def welcome(port: int) -> None:
    """Says where the site is, and how to get in."""
    begin("welcome", alone=False)
    from django.conf import settings

    from portal.accounts import demo

    address = f"http://localhost:{port}"
    lines = [f"Passerelle runs at {address if settings.DEMO else settings.SITE_ADDRESS} – Ctrl-C ends it."]
    if settings.DEMO:
        lines.append(f"All mail is readable at {address}/demo/mail/")
    if log_ins := demo.log_ins():
        lines += [f"Log-ins, all with the password {demo.password()}", *(f"  {email}" for email in log_ins)]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


def refuse_unfit() -> None:
    """Ends with an error where a production site still has demo log-ins, or a half of a site was moved here."""
    begin("check", alone=False)
    from portal.accounts import demo
    from portal.site.moving import refuse_half_moved

    refuse_half_moved()
    demo.refuse_in_production()
