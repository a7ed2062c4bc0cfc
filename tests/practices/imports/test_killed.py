"""The worker is killed before and after each step of an import: it goes on where it was, nothing is doubled, and readers see all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from practices.imports.models import ImportedRow, State, TableImport
from practices.models import Practice
from tests.databases import copy_of_database, other_database
from tests.killing import killed_at_every_step

ROWS = 6
PROGRAM = """
import sys
import django
django.setup()
from practices.catalogue import bulk
from practices.imports import working
from portal.foundation import outbox
from tests import killing

working.NEW_AT_ONCE = 2
for owner, name in ((bulk, "create_drafts"), (bulk, "publish_drafts"), (outbox, "enqueue"), (working, "_finish"), (working, "_create")):
    killing.around(owner, name)

def work_off(number):
    killing.begin(number)
    while outbox.drain([working.KIND], in_turns=True):
        pass

killing.serve({"import": work_off})
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The process needs a database file of its own.")
def test_killed_at_every_step_it_comes_in_whole(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> None:
    with django_db_blocker.unblock():
        database = copy_of_database(tmp_path / "passerelle.sqlite3")
        with other_database(database):
            begun()
            killed = killed_at_every_step(PROGRAM, tmp_path, "import", most=80, afterwards=all_or_nothing)
            assert killed > ROWS / 2
            assert TableImport.objects.get().state == State.DONE
            assert Practice.objects.filter(live=True).count() == ROWS
            assert Practice.find_problems() == ([], [], [], [], [])
            connection.close()


def begun() -> None:
    """A table that is checked and to be brought in."""
    from practices.imports import working

    table = TableImport.objects.create(kind="practice", file_name="table.csv", publishes=True, total=ROWS)
    data = {"audience": "public", "problem": "<p>x</p>", "done": "<p>y</p>"}
    ImportedRow.objects.bulk_create(
        ImportedRow(table=table, number=number, action="new", data={**data, "title": f"Practice {number}"})
        for number in range(2, ROWS + 2)
    )
    working.begin(table, State.WRITING)


def all_or_nothing() -> None:
    """What readers and the desk find after a kill."""
    assert Practice.objects.filter(live=True).count() in (0, ROWS)
    made = list(Practice.objects.values_list("pk", flat=True))
    assert sorted(made) == sorted(ImportedRow.objects.filter(written=True).values_list("record_id", flat=True))
