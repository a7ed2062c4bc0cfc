"""Runs the site as its operator does: in processes of its own, with a data folder of its own."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("PASSERELLE_", "DATABASE_", "DJANGO_", "ELASTICSEARCH_", "REDIS_")


def environment(data: Path, **variables: str) -> dict[str, str]:
    """The environment of a fresh machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PASSERELLE_DATA_DIR": str(data), "PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1"} | variables


def manage(data: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs manage.py to its end."""
    words = [sys.executable, "manage.py", *command]
    return subprocess.run(
        words, cwd=ROOT, env=environment(data, **variables), capture_output=True, text=True, check=False
    )


def start(data: Path, *command: str, **variables: str) -> subprocess.Popen[str]:
    """Starts manage.py as the leader of a process group, as a terminal does; its output goes to a file."""
    with (data / "output.txt").open("w") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(data, **variables),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )


def output_of(data: Path) -> str:
    """What a started process has said so far."""
    return (data / "output.txt").read_text()


def wait_for(condition: Callable[[], object], seconds: float = 90.0) -> None:
    """Waits until something is so; fails after a while."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """Whether a process is there, and more than a record of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(pid: int) -> dict[int, str]:
    """The processes that a process started, and what they are called."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and alive(int(folder.name)):
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                name = (folder / "comm").read_text().strip()
            except OSError:
                continue
            if parent == pid:
                found[int(folder.name)] = name
    return found


def family(pid: int) -> dict[int, str]:
    """All descendants of a process."""
    found = children(pid)
    for child in list(found):
        found |= family(child)
    return found


def get(port: int, path: str) -> tuple[int, str]:
    """Status and text of a page."""
    connection = http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answers(port: int) -> bool:
    """Whether the site answers."""
    try:
        return get(port, "/health/live")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def end(process: subprocess.Popen[str]) -> None:
    """Ends what a test left running."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def is_one_sentence(text: str) -> bool:
    """Whether somebody is told something rather than shown a traceback."""
    return len(text.strip().splitlines()) == 1 and not re.search(r"Traceback|Error\(", text)
