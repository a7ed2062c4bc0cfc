"""`make run` on a real machine: what goes wrong is one clear sentence, what is killed comes back, the end is the end."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password

from portal.site.management.commands.serve import check_port, lock_folder
from tests.operations.machine import (
    ROOT,
    alive,
    answers,
    children,
    end,
    environment,
    family,
    free_port,
    get,
    is_one_sentence,
    manage,
    output_of,
    start,
    wait_for,
)
from tests.operations.test_production import COMPLETE

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose first preparation was killed twice, and then came to its end."""
    data = tmp_path_factory.mktemp("site")
    for moment in ("Database", "Starter catalogue"):
        process = start(data, "prepare")
        wait_for(partial(has_said, data, moment))
        time.sleep(1.0)
        assert process.poll() is None, output_of(data)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = manage(data, "prepare")
    assert done.returncode == 0, done.stdout + done.stderr
    return data


def ask_database(data: Path, question: str) -> list[Any]:
    """What stands in the site's database."""
    with closing(sqlite3.connect(data / "passerelle.sqlite3")) as database:
        return database.execute(question).fetchall()


def has_said(data: Path, words: str) -> bool:
    return words in output_of(data)


API_PER_MINUTE = 6
Site = tuple[subprocess.Popen[str], int]


def serve(data: Path) -> Site:
    """Starts the site: its supervisor and its port."""
    port = free_port()
    process = start(data, "serve", "--prepare", "--port", str(port), PASSERELLE_API_PER_MINUTE=str(API_PER_MINUTE))
    wait_for(lambda: "Passerelle runs at" in output_of(data) or process.poll() is not None)
    assert process.poll() is None, output_of(data)
    return process, port


@pytest.fixture(scope="module")
def site(prepared: Path) -> Iterator[Site]:
    """The site, running."""
    process, port = serve(prepared)
    yield process, port
    end(process)


def part(supervisor: subprocess.Popen[str], wanted: str) -> int:
    """The process of a part of the site; 0 while there is none."""
    return next((pid for pid, name in children(supervisor.pid).items() if name == wanted), 0)


def test_a_run_killed_half_way_is_healed_by_the_next(prepared: Path) -> None:
    count = "SELECT COUNT(*) FROM practices_record JOIN wagtailcore_page ON basepage_ptr_id = id WHERE live"
    ((records,),) = ask_database(prepared, count)
    files = len(list((ROOT / "data" / "records").rglob("*.yaml")))
    assert records >= files > 100


def test_what_is_done_is_not_done_again(site: Site, prepared: Path) -> None:
    assert "Starter catalogue" not in output_of(prepared)
    assert "Style sheet" not in output_of(prepared)


def test_the_site_says_where_it_is_and_how_to_get_in(site: Site, prepared: Path) -> None:
    _supervisor, port = site
    said = output_of(prepared)
    assert f"Passerelle runs at http://localhost:{port}" in said
    assert f"http://localhost:{port}/demo/mail/" in said
    for group in ("member", "contributor", "editor", "reviewer", "administrator"):
        assert f"{group}@passerelle.example" in said
    password = re.search(r"all with the password (\S+)", said)
    assert password
    ((stored,),) = ask_database(prepared, "SELECT password FROM accounts_user WHERE email LIKE 'editor@%'")
    assert check_password(password[1], stored)
    wait_for(lambda: get(port, "/health/ready")[0] == 200)
    assert get(port, "/")[0] == 200


def test_a_killed_worker_and_a_killed_web_process_are_replaced(site: Site) -> None:
    supervisor, port = site
    worker = part(supervisor, "worker")
    web = part(supervisor, "web")
    one, other = children(web)
    os.kill(worker, signal.SIGKILL)
    os.kill(one, signal.SIGKILL)
    wait_for(lambda: part(supervisor, "worker") not in (0, worker))
    wait_for(lambda: len(children(web)) == 2 and one not in children(web))
    assert alive(other)
    assert answers(port)


def test_a_killed_web_server_is_replaced(site: Site) -> None:
    supervisor, port = site
    web = part(supervisor, "web")
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: part(supervisor, "web") not in (0, web) and answers(port))


def test_demo_log_ins_keep_production_from_starting(prepared: Path, tmp_path: Path) -> None:
    shutil.copy(prepared / "passerelle.sqlite3", tmp_path)
    done = manage(tmp_path, "serve", "--port", str(free_port()), **COMPLETE)
    assert done.returncode == 1
    assert "--without-demo" in done.stderr
    assert is_one_sentence(done.stderr)


def test_one_data_folder_is_for_one_site(site: Site, prepared: Path) -> None:
    with pytest.raises(SystemExit, match="already running") as end_of_the_second:
        lock_folder(prepared)
    assert is_one_sentence(str(end_of_the_second.value))


def test_requests_are_counted_for_both_web_processes_together(site: Site) -> None:
    _supervisor, port = site
    while time.time() % 60 > 40:  # counts begin anew with each minute
        time.sleep(1)
    statuses = [get(port, "/api/v1/records?limit=1")[0] for _attempt in range(2 * API_PER_MINUTE)]
    assert statuses == [200] * API_PER_MINUTE + [429] * API_PER_MINUTE


def test_ctrl_c_ends_every_process(site: Site, prepared: Path) -> None:
    supervisor, port = site
    everybody = family(supervisor.pid)
    assert len(everybody) == 4  # web server, two web processes, worker
    os.killpg(supervisor.pid, signal.SIGINT)
    assert supervisor.wait(20) == 0
    assert [name for pid, name in everybody.items() if alive(pid)] == []
    assert not answers(port)
    assert "Passerelle has stopped." in output_of(prepared)
    assert "Traceback" not in output_of(prepared)


def test_nobody_survives_a_killed_supervisor(prepared: Path) -> None:
    supervisor, _port = serve(prepared)  # the second time, so quicker
    everybody = family(supervisor.pid)
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: not any(alive(pid) for pid in everybody), seconds=20)


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = manage(tmp_path, "serve", "--prepare", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert is_one_sentence(done.stderr)
    assert done.stdout == ""  # told before anything long begins


def test_an_impossible_port_is_told() -> None:
    with pytest.raises(SystemExit) as end_of_it:
        check_port("127.0.0.1", 70000)
    assert is_one_sentence(str(end_of_it.value))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = manage(tmp_path / "file" / "data", "serve", "--prepare", "--port", str(free_port()))
    assert done.returncode == 1
    assert "PASSERELLE_DATA_DIR" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    def no_large_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=environment(tmp_path),
        preexec_fn=no_large_files,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "free space" in done.stderr
    assert is_one_sentence(done.stderr)
