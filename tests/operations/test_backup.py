"""What is no whole backup is refused before anything is changed, with a sentence."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.operations.machine import manage

DATABASE = b"whatever stands in it is not looked at before its sum is"


def refused(folder: Path, *command: str) -> str:
    """The sentence with which a command is refused."""
    ran = manage(folder, *command)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    return ran.stderr


@pytest.mark.parametrize("kind", ["nothing", "no zip", "no manifest", "changed", "outside", "other format"])
def test_what_is_not_whole_is_refused(tmp_path: Path, kind: str) -> None:
    broken = spoiled(tmp_path / "broken.zip", kind)
    folder = tmp_path / "empty"
    folder.mkdir()
    assert "is no whole backup of Passerelle" in refused(folder, "restore", str(broken))
    assert not list(folder.glob("files/**/*"))
    assert not (folder / "restoring").exists()
    assert not (tmp_path / "outside.txt").exists()


def spoiled(to: Path, kind: str) -> Path:
    """A backup with something wrong."""
    if kind == "nothing":
        return to
    if kind == "no zip":
        to.write_bytes(b"not a zip")
        return to
    manifest = {
        "format": 99 if kind == "other format" else 1,
        "sha256": {"passerelle.sqlite3": sha256(DATABASE).hexdigest()},
    }
    with ZipFile(to, "w") as archive:
        if kind == "outside":
            manifest["sha256"] = {"../../outside.txt": sha256(b"x").hexdigest()}
            archive.writestr("../../outside.txt", "x")
        archive.writestr("passerelle.sqlite3", DATABASE + (b"x" if kind == "changed" else b""))
        if kind != "no manifest":
            archive.writestr("manifest.json", json.dumps(manifest))
    return to


def test_a_backup_is_written_over_nothing(tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_bytes(b"an earlier one")
    assert "There is a file" in refused(tmp_path, "backup", str(there))
    assert there.read_bytes() == b"an earlier one"
