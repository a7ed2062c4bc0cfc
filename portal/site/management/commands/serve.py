"""`manage.py serve`: the whole site under one supervisor: web server and worker."""

from __future__ import annotations

import errno
import fcntl
import http.client
import os
import socket
import sys
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.foundation.lifeline import SUPERVISED
from portal.site import parts
from portal.site.supervisor import Part, Supervisor

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    """Ctrl-C ends it with all its processes."""

    help = "Runs the web server and the worker under one supervisor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen at; in demo mode this machine only"
        )
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument(
            "--without-worker", action="store_true", help="the worker is run elsewhere: manage.py worker"
        )
        parser.add_argument("--prepare", action="store_true", help="first bring database, files and index up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.DEMO and host not in LOOPBACK:
            sys.exit("The demo mode is for this machine only: leave out --host, or set PASSERELLE_MODE=production.")
        check_port(host, port)
        if settings.DEMO and "PASSERELLE_ADDRESS" not in os.environ:
            start_again_at(f"http://localhost:{port}")
        lock = lock_folder(Path(settings.DATA_DIR))
        os.environ[SUPERVISED] = str(os.getpid())
        # This process opens neither database nor index: the parts are forked from it and must start clean.
        if parts.run(parts.prepare if options["prepare"] else parts.refuse_unfit):
            sys.exit(1)
        running = [Part("web", lambda: parts.process(parts.web, host, port, options["workers"]))]
        if not options["without_worker"]:
            running.append(Part("worker", lambda: parts.process(parts.worker)))
        with lock:
            came_up = Supervisor(running).run(lambda: answers(host, port), lambda: parts.run(parts.welcome, port))
        if not came_up:
            sys.exit("Passerelle could not start: the reason stands above.")
        self.stdout.write("Passerelle has stopped.")


def start_again_at(address: str) -> None:
    """Links in mails must lead here, and settings are read once: starts over, if they say another address."""
    if address != settings.SITE_ADDRESS:
        os.environ["PASSERELLE_ADDRESS"] = address
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606


def check_port(host: str, port: int) -> None:
    """Ends with one sentence where nothing can listen at this port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                sys.exit(f"Port {port} is taken by another program. Choose another one: make run PORT={port + 1}")
            sys.exit(f"Nothing can listen at {host}, port {port} ({error}). Choose another one: make run PORT=8000")


def lock_folder(folder: Path) -> IO[str]:
    """Holds the data folder for this supervisor alone; ends with one sentence where another one has it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "serve.lock").open("a+")
    except OSError as error:
        sys.exit(f"Passerelle can't write to {folder} ({error.strerror}). Make it writable or set PASSERELLE_DATA_DIR.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(
            f"Passerelle is already running from {folder}: stop it first, or set PASSERELLE_DATA_DIR to another folder."
        )
    return lock


def answers(host: str, port: int) -> bool:
    """Whether the web server answers requests."""
    known = settings.ALLOWED_HOSTS[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "localhost") else host, port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/health/live", headers={"Host": "localhost" if known in ("*", "") else known})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
