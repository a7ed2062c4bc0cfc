"""Moving to another database: everything arrives with its number, nothing is given twice, and what can't be moved is told in a sentence.

The way is from PostgreSQL to SQLite, where the site is used, and back into an empty database: with a row that does not fit, broken off in
the middle, and to its end.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from taggit.models import Tag

from portal.site.checksums import Checksum, checksum
from portal.site.moving import OLD, MoveError, begin, is_half_moved, make_ready, old_database
from portal.site.tables import tables as all_tables
from tests.databases import Tables, address
from tests.operations.machine import free_port, manage, start, wait_for

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

# What a site has besides its catalogue: people, drafts, withdrawn and uploaded things, changes that wait.
USED = """
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.files.models import CustomDocument
from practices.models import Record
from taggit.models import Tag
user = User.objects.create_user("anna@example.org", "a long password", name="Żółć Ανθή")
user.groups.add(Group.objects.get_or_create(name="editors")[0])
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
Client().force_login(user)
CustomDocument.objects.create(title="Minutes", uploaded_by_user=user, file=ContentFile(b"text", "minutes.txt"))
Tag.objects.create(name="soon gone").delete()
record = Record.objects.filter(live=True).first().specific
record.title = record.draft_title = "A draft, 10 % done; 'quoted' \\\\ and \\u00a0 more"
record.save_revision(user=user)
Record.objects.order_by("-pk").first().delete()
outbox.give_up("index", "record:0", ValueError("was never there"))
outbox.enqueue("index", "record:1", hides=True, payload={"a": [1, None, "ü"], "b": 1.50, "a long name": 10000000000000000.0})
"""

# The index was made anew: what waited for it is done, and pages that were kept are of yesterday.
CHANGED = ("foundation_outboxentry", "foundation_generation")
# Two years of work: every record was changed again and again.
REVISIONS = 10_000
WORKED_ON = f"""
from datetime import timedelta
from itertools import cycle, islice
from wagtail.models import Revision
revisions = list(Revision.objects.order_by("pk")[:100])
for number in range({REVISIONS} // 500):
    some = list(islice(cycle(revisions), number * 500, number * 500 + 500))
    Revision.objects.bulk_create(
        Revision(
            content_type_id=one.content_type_id, base_content_type_id=one.base_content_type_id, object_id=one.object_id,
            created_at=one.created_at - timedelta(minutes=number), object_str=one.object_str, content=one.content | {{"title": f"Change {{number}}"}},
        )
        for one in some
    )
"""


def at(folder: Path, database: Any, *command: str) -> str:
    """What a command says in a site with this database; it must go well."""
    done = manage(folder, *command, DATABASE_URL=address(database))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(folder: Path, old: Any, new: Any) -> str:
    """The sentence with which moving is refused."""
    done = manage(folder, "move_database", "--from", address(old), DATABASE_URL=address(new))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def why_not(old: Any) -> str:
    """The same, where it is clear before anything is moved; the new database is that of the tests."""
    with pytest.raises(MoveError) as refusal, old_database(address(old)) as database:
        make_ready(database, connection)
    return str(refusal.value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("moving")


@pytest.fixture(scope="module")
def old(starter_catalogue: str, folder: Path, tables: Tables) -> Path:
    """A SQLite database with the starter catalogue and what a site has besides."""
    file = folder / "old.sqlite3"
    tables.give(file)
    at(folder, file, "move_database", "--from", address(starter_catalogue))
    at(folder, file, "shell", "--no-imports", "--command", USED)
    at(folder, file, "shell", "--no-imports", "--command", WORKED_ON)
    return file


@pytest.fixture(scope="module")
def new(django_db_blocker: Any) -> Iterator[str]:
    """The name of an empty database."""
    name = f"passerelle_{uuid.uuid4().hex[:12]}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def stumbled(folder: Path, old: Path, new: Any) -> str:
    """What is said where something does not fit into the new database; what was copied until then stays for the next try."""
    broken = folder / "broken.sqlite3"
    with sqlite3.connect(old) as sound, sqlite3.connect(broken) as copy:
        sound.backup(copy)
        longest = (
            "UPDATE wagtailcore_page SET title = hex(zeroblob(200)) WHERE id = (SELECT MAX(id) FROM wagtailcore_page)"
        )
        copy.execute(longest)
    copy.close()
    return refused(folder, broken, new)


@pytest.fixture(scope="module")
def broken_off(folder: Path, old: Path, new: Any, stumbled: str) -> int:
    """Goes on, and is killed among the revisions; returns how many of them are there."""
    process = start(folder, "move_database", "--from", address(old), DATABASE_URL=address(new))
    wait_for(lambda: 0 < revisions_in(new) < REVISIONS / 2 or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return revisions_in(new)


@pytest.fixture(scope="module")
def moved(folder: Path, old: Path, new: Any, broken_off: int) -> str:
    """What moving says."""
    return at(folder, new, "move_database", "--from", address(old))


def revisions_in(database: Any) -> int:
    """How many revisions a database has by now."""
    with old_database(address(database)) as asked, asked.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM wagtailcore_revision")
        return int(cursor.fetchone()[0])


def sums_of(database: Any) -> dict[str, Checksum]:
    """What each table of a database holds, but for what a rebuilt index changes."""
    with old_database(address(database)) as one:
        return {table.name: checksum(one, table) for table in all_tables() if table.name not in CHANGED}


def content(database: Any) -> list[Any]:
    """Everything that is in a database but the revisions, row by row, as Django reads it."""
    written = StringIO()
    with old_database(address(database)):
        call_command("dumpdata", "--all", exclude=["modelsearch", "wagtailcore.revision"], database=OLD, stdout=written)
    return sorted(json.loads(written.getvalue()), key=lambda row: (row["model"], str(row["pk"])))


def test_what_does_not_fit_is_told(stumbled: str) -> None:
    assert re.search(r"The row \d+ of wagtailcore_page does not fit into the new database \(value too long", stumbled)


def test_everything_arrives(old: Path, new: str, moved: str) -> None:
    before, after = content(old), content(new)
    there = Counter(row["model"] for row in before)
    for model in ("practices.practice", "accounts.user", "account.emailaddress", "sessions.session", "foundation.identifier",
                  "foundation.outboxentry", "foundation.customdocument", "foundation.generation", "practices.searchexpectation", "auth.permission"):  # fmt: skip
        assert there[model], model
    assert [row for row in after if row["model"].replace(".", "_") not in CHANGED] == [
        row for row in before if row["model"].replace(".", "_") not in CHANGED
    ]


def test_no_number_is_given_twice(old: Path, new: str, moved: str) -> None:
    numbers = []
    for database in (old, new):
        with old_database(address(database)), transaction.atomic(using=OLD):
            last = Tag.objects.using(OLD).latest("pk").pk
            numbers.append((last, Tag.objects.using(OLD).create(name="one more").pk))
            transaction.set_rollback(True, using=OLD)
    assert numbers[0] == numbers[1]
    assert numbers[0][1] == numbers[0][0] + 2, "the number of the one that was deleted stays taken"


def test_every_value_is_compared(old: Path, new: str, moved: str) -> None:
    sums = sums_of(new)
    assert sums == sums_of(old)
    assert sums["wagtailcore_revision"].rows > REVISIONS
    for name, held in sums.items():
        assert f"{name}: {held}" in moved


def test_one_value_makes_another_sum(tmp_path: Path, old: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(old) as sound, sqlite3.connect(other) as copy:
        sound.backup(copy)
        changed = "(SELECT MIN(id) FROM wagtailcore_revision WHERE content LIKE '%Change 7%')"
        copy.execute(
            f"UPDATE wagtailcore_revision SET content = replace(content, 'Change 7', 'Change 8') WHERE id = {changed}"
        )
        assert copy.total_changes == 1
    copy.close()
    (table,) = [table for table in all_tables() if table.name == "wagtailcore_revision"]
    sums = []
    for database in (old, other):
        with old_database(address(database)) as one:
            sums.append(checksum(one, table))
    assert sums[0].rows == sums[1].rows
    assert sums[0] != sums[1]


def test_it_goes_on_where_it_stopped(broken_off: int, moved: str) -> None:
    assert 0 < broken_off < REVISIONS
    assert "Going on with a move that was broken off." in moved
    (first,) = re.findall(r"([\d,]+) of [\d,]+ rows", moved)[:1]
    assert int(first.replace(",", "")) > broken_off, "what was there was not copied again"


def test_going_on_puts_nothing_between_what_is_copied(old: Path) -> None:
    with old_database(address(old)) as database:
        begin(connection, all_tables())
        make_ready(database, connection)
    assert not ContentType.objects.exists()
    assert not Permission.objects.exists()


def test_keys_are_back(new: str, moved: str) -> None:
    with old_database(address(new)) as database:
        assert not is_half_moved(database)
        with database.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f'")
            found = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f'")
        assert cursor.fetchone() == found


def test_a_backup_becomes_the_same_site(starter_catalogue: str, tmp_path: Path, tables: Tables) -> None:
    """From a server of PostgreSQL into one file; files, and sites on SQLite, are in tests/operations/test_backup.py."""
    kept = tmp_path / "kept.zip"
    at(tmp_path, starter_catalogue, "backup", str(kept))
    restored = tmp_path / "restored.sqlite3"
    tables.give(restored)
    at(tmp_path, restored, "restore", str(kept))
    before, after = sums_of(starter_catalogue), sums_of(restored)
    completed = {name for name in before if before[name] != after[name]}
    assert completed <= {"django_content_type", "auth_permission"}, "which every upgrade completes"


def test_a_half_of_a_site_is_not_started(tmp_path: Path) -> None:
    half = tmp_path / "passerelle.sqlite3"
    with sqlite3.connect(half) as database:
        database.execute("CREATE TABLE moving (name text)")
    for command in (["prepare"], ["serve", "--port", str(free_port())]):
        done = manage(tmp_path, *command)
        assert done.returncode == 1
        assert "A move into this database was not ended" in done.stdout + done.stderr


def test_it_says_what_it_does_and_what_comes_next(moved: str) -> None:
    assert "counted and compared value by value" in moved
    assert "Search index: 5" in moved
    assert "set DATABASE_URL" in moved
    assert re.search(r"^[\d,]+ of [\d,]+ rows$", moved, re.MULTILINE), "progress, each tenth"


def test_a_database_that_is_in_use_is_refused(old: Path) -> None:
    assert "The new database is not empty" in why_not(old)


def test_a_database_of_something_else_is_refused(tmp_path: Path, old: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE holidays (day TEXT)")
    assert "not one of Passerelle" in why_not(other)
    with old_database(address(other)) as new, pytest.raises(MoveError, match="holds tables of something else"):
        make_ready(connection, new)


def test_an_older_database_is_refused(tmp_path: Path, old: Path) -> None:
    older = tmp_path / "older.sqlite3"
    with sqlite3.connect(old) as sound, sqlite3.connect(older) as copy:
        sound.backup(copy)
        copy.execute("DELETE FROM django_migrations WHERE id = (SELECT MAX(id) FROM django_migrations)")
    assert "manage.py prepare" in why_not(older)


def test_addresses_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    assert "There is no file" in why_not(tmp_path / "nowhere.sqlite3")
    assert not (tmp_path / "nowhere.sqlite3").exists()
    assert "set that to the new one" in why_not(connection.settings_dict["NAME"])
    with pytest.raises(MoveError, match="such as postgresql://"), old_database("passerelle.sqlite3"):
        pass


def test_a_site_that_is_running_is_not_moved(tmp_path: Path, old: Path) -> None:
    with (tmp_path / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "already running" in refused(tmp_path, old, tmp_path / "fresh.sqlite3")
    assert not (tmp_path / "fresh.sqlite3").exists()
