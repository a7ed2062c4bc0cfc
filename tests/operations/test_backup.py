"""A restored site is the one that was kept, value by value; what is no whole backup is refused before anything is changed, with a sentence."""

from __future__ import annotations

import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection

from portal.site.checksums import Checksum, checksum
from portal.site.moving import old_database
from portal.site.tables import tables as all_tables
from tests.databases import Tables, address
from tests.operations.machine import manage

DATABASE = b"whatever stands in it is not looked at before its sum is"


USED = """
from django.core.files.base import ContentFile
from portal.accounts.models import User
from portal.foundation.files.models import CustomDocument
user = User.objects.create_user("anna@example.org", "a long password", name="Żółć Ανθή")
for number in range(3):
    CustomDocument.objects.create(title=f"Minutes {number}", uploaded_by_user=user, file=ContentFile(bytes([number]) * 5000, "minutes.txt"))
"""
REBUILT = (
    "foundation_outboxentry",
    "foundation_generation",
)  # by making the index anew, which the last line of a restoring says


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a site on PostgreSQL is kept and restored in test_move_database"
)
def test_a_restored_site_is_the_one_that_was_kept(
    starter_catalogue: str, django_db_blocker: Any, tmp_path: Path, tables: Tables
) -> None:
    before, after, kept = tmp_path / "before", tmp_path / "after", tmp_path / "kept.zip"
    before.mkdir()
    tables.give(after / "passerelle.sqlite3")
    shutil.copy(starter_catalogue, before / "passerelle.sqlite3")
    done(manage(before, "shell", "--no-imports", "--command", USED))
    done(manage(before, "backup", str(kept)))
    assert "counted and compared value by value" in done(manage(after, "restore", str(kept)))
    assert files(after) == files(before)
    assert len([name for name in files(after) if "minutes" in name]) == 3
    with django_db_blocker.unblock():
        sums = [sums_of(address(folder / "passerelle.sqlite3")) for folder in (before, after)]
    assert sums[0] == sums[1]
    assert sums[0]["accounts_user"].rows
    assert sums[0]["practices_practice"].rows


def done(ran: subprocess.CompletedProcess[str]) -> str:
    """What a command said that went well."""
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def files(folder: Path) -> dict[str, str]:
    """The files of a site, each with its sum."""
    own = folder / "files"
    return {
        str(path.relative_to(own)): sha256(path.read_bytes()).hexdigest() for path in own.rglob("*") if path.is_file()
    }


def sums_of(database: str) -> dict[str, Checksum]:
    """What each table of a database holds, but for what a restoring makes anew."""
    with old_database(database) as one:
        return {table.name: checksum(one, table) for table in all_tables() if table.name not in REBUILT}


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
