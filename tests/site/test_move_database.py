"""Moving to another database: everything arrives with its number, nothing is given twice, and what can't be moved is told in a sentence.

The way is from PostgreSQL to SQLite, where the site is used, and back into an empty database.
"""

from __future__ import annotations

import fcntl
import json
import re
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from taggit.models import Tag

from portal.site.moving import OLD, MoveError, make_ready, old_database
from tests.operations.machine import manage

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
outbox.enqueue("index", "record:1", hides=True, payload={"a": [1, None, "ü"]})
"""


def address(name: Any) -> str:
    """Where a database of the test is."""
    if isinstance(name, Path):
        return f"sqlite:///{quote(str(name))}"
    own = connection.settings_dict
    account = ":".join(quote(own[part], safe="") for part in ("USER", "PASSWORD") if own[part])
    return f"postgresql://{account}@{own['HOST'] or 'localhost'}:{own['PORT'] or 5432}/{name}"


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
def old(starter_catalogue: str, folder: Path) -> Path:
    """A SQLite database with the starter catalogue and what a site has besides."""
    file = folder / "old.sqlite3"
    at(folder, file, "move_database", "--from", address(starter_catalogue))
    at(folder, file, "shell", "--no-imports", "--command", USED)
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
    """What is said where something does not fit into the new database: then nothing is moved, and the next try works."""
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
def moved(folder: Path, old: Path, new: Any, stumbled: str) -> str:
    """What moving says."""
    return at(folder, new, "move_database", "--from", address(old))


def content(database: Any) -> list[Any]:
    """Everything that is in a database, row by row, as Django reads it."""
    written = StringIO()
    with old_database(address(database)):
        call_command("dumpdata", "--all", exclude=["modelsearch"], database=OLD, stdout=written)
    return sorted(json.loads(written.getvalue()), key=lambda row: (row["model"], str(row["pk"])))


def test_what_does_not_fit_is_told(stumbled: str) -> None:
    assert re.search(r"The row \d+ of wagtailcore_page does not fit into the new database \(value too long", stumbled)


def test_everything_arrives(old: Path, new: str, moved: str) -> None:
    before, after = content(old), content(new)
    there = Counter(row["model"] for row in before)
    for model in ("practices.practice", "wagtailcore.revision", "accounts.user", "account.emailaddress", "sessions.session", "foundation.identifier",
                  "foundation.outboxentry", "foundation.customdocument", "foundation.generation", "practices.searchexpectation", "auth.permission"):  # fmt: skip
        assert there[model], model
    # The index was made anew: what waited for it is done, and pages that were kept are of yesterday.
    changed = ("foundation.outboxentry", "foundation.generation")
    assert [row for row in after if row["model"] not in changed] == [
        row for row in before if row["model"] not in changed
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


def test_it_says_what_it_does_and_what_comes_next(moved: str) -> None:
    assert "every table counted" in moved
    assert "Search index: 5" in moved
    assert "set DATABASE_URL" in moved
    assert moved.count(" rows\n") == 10, "progress, each tenth"


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
