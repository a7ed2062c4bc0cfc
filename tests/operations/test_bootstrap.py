"""The bootstrap: nothing but Python, one clear sentence where it can't, quick where there is nothing to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.operations.machine import ROOT, is_one_sentence

NOBODY = 65534
TOO_OLD = "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path('scripts/bootstrap.py', run_name='__main__')"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh checkout, as far as the bootstrap looks at it."""
    folder = tmp_path / "project"
    (folder / "scripts").mkdir(parents=True)
    for name in ("scripts/bootstrap.py", "scripts/requirements-uv.txt", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def bootstrap(project: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/bootstrap.py", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


def make_environment(project: Path, kind: str) -> None:
    """What a bootstrap that came to its end leaves behind."""
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    ask = f"import bootstrap; print(bootstrap.fingerprint({kind!r}))"
    made = subprocess.run(
        [sys.executable, "-c", ask], cwd=project / "scripts", capture_output=True, text=True, check=True
    )
    stamp = {"kind": kind, "fingerprint": made.stdout.strip()}
    (project / ".venv" / "passerelle-stamp.json").write_text(json.dumps(stamp))


OFFLINE = os.environ | {
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "PIP_RETRIES": "0",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
}


@pytest.mark.parametrize(("kind", "arguments"), [("run", []), ("dev", []), ("dev", ["--dev"])])
def test_a_second_time_does_nothing(project: Path, kind: str, arguments: list[str]) -> None:
    make_environment(project, kind)
    done = bootstrap(project, *arguments, env=OFFLINE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("harm", ["no stamp", "broken stamp", "no python", "other lock", "without the tools"])
def test_a_half_finished_or_stale_environment_is_found(project: Path, harm: str) -> None:
    make_environment(project, "run")
    stamp = project / ".venv" / "passerelle-stamp.json"
    match harm:
        case "no stamp":
            stamp.unlink()
        case "broken stamp":
            stamp.write_text('{"kind": "ru')
        case "no python":
            (project / ".venv" / "bin" / "python").unlink()
        case "other lock":
            (project / "requirements.txt").write_text("django==5.2\n")
    wanted = "dev" if harm == "without the tools" else "run"
    ask = f"import bootstrap; print(bootstrap.is_ready({wanted!r}))"
    command = [sys.executable, "-c", ask]
    said = subprocess.run(command, cwd=project / "scripts", capture_output=True, text=True, check=True).stdout
    assert said == "False\n"


def test_no_network_is_told_and_what_was_half_made_is_gone(project: Path) -> None:
    make_environment(project, "run")
    (project / ".venv" / "passerelle-stamp.json").unlink()
    done = bootstrap(project, env=OFFLINE)
    assert done.returncode == 1
    assert "check the connection to the internet" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_too_old_python_is_told(project: Path) -> None:
    done = subprocess.run([sys.executable, "-c", TOO_OLD], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.9" in done.stderr
    assert is_one_sentence(done.stderr)


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser can become somebody who may not write")
def test_a_read_only_folder_is_told(project: Path) -> None:
    python = next((path for path in (sys.executable, "/usr/bin/python3") if readable_by_nobody(path)), None)
    if python is None:
        pytest.skip("no Python that everybody may run")
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(project, Path(folder) / "project")
        Path(folder).chmod(0o755)
        who: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        command = [python, "scripts/bootstrap.py"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, **who)
    assert done.returncode == 1
    assert "can't write to" in done.stderr
    assert is_one_sentence(done.stderr)


def readable_by_nobody(path: str) -> bool:
    """Whether an interpreter can be run by everybody, and is new enough."""
    ask = [path, "-c", "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(ask, user=NOBODY, cwd="/", check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def test_a_full_disk_is_told(project: Path) -> None:
    full = "import shutil, collections, runpy; shutil.disk_usage = lambda _path: collections.namedtuple('U', 'free')(1000); "
    run = "import sys; sys.argv = ['bootstrap']; runpy.run_path('scripts/bootstrap.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", full + run], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "The disk is full" in done.stderr
    assert is_one_sentence(done.stderr)


def test_make_help_lists_what_there_is() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "lint", "lock", "bench", "test-postgresql", "test-browser", "screenshots", "clean"):
        assert f"make {target} " in said
