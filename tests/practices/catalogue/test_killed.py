"""A load that is killed in the middle, as a real process on a real database file: nothing is left, and the next one works."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import copy_of_database


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The process needs a database file of its own.")
def test_a_killed_load_leaves_nothing_and_the_next_one_works(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> None:
    with django_db_blocker.unblock():
        database = Path(copy_of_database(tmp_path / "passerelle.sqlite3"))
    environment = {**os.environ, "PASSERELLE_DATA_DIR": str(tmp_path), "PASSERELLE_MODE": "demo"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "catalogue", "load", "data"]
    first = subprocess.Popen(command, cwd=settings.ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert first.stdout
    assert any(line.startswith("records 150/") for line in first.stdout)
    first.send_signal(signal.SIGKILL)
    first.wait(30)
    assert counted(database, "practices_record") == 0
    assert counted(database, "practices_starterstate") == 0
    second = subprocess.run(command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert second.returncode == 0, second.stderr
    assert second.stdout.splitlines()[-1].endswith(" new, 0 renewed, 0 unchanged, 0 left alone.")
    assert counted(database, "practices_record") > 300


def counted(database: Path, table: str) -> int:
    with sqlite3.connect(database) as opened:
        return int(opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
