"""Brings a table of 5,000 rows in, as the worker does; beside it what records take that are saved one by one.

`python -m bench.tables`; it makes a site of its own in a folder that goes again.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from itertools import count
from typing import Any, Final

ROWS: Final = 5_000
ONE_BY_ONE: Final = 50
HEADER: Final = "title;summary;problem;done;places;concepts.theme;known_in;period;sources;aliases;tags"


def table(rows: int) -> str:
    """A table as people make them."""
    lines = [HEADER]
    for number in range(rows):
        lines.append(
            f"Practice number {number};What practice {number} is and what came of it.;{'A problem that people have. ' * 8};"
            f"{'What was done about it, step by step. ' * 8};Austria;Families;2007;01.02.2005;SR-0001, p. {number % 90 + 1};Name {number};table"
        )
    return "\n".join(lines)


def one_by_one(number: int) -> float:
    """Seconds for each of some drafts that are saved as the desk does."""
    from wagtail.models import Locale

    from practices.models import Practice, RecordIndex

    parent = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    began = time.perf_counter()
    for one in range(number):
        page = Practice(
            title=f"Alone {one}", slug=f"alone-{one}", locale=Locale.objects.get(language_code="en"), live=False
        )
        parent.add_child(instance=page)
        page.save_revision(log_action=True)
    return (time.perf_counter() - began) / number


def timed(batch: Any, state: Any) -> tuple[float, float, int]:
    """Seconds for a table to be worked off from a state, the longest step, and how many steps."""
    from django.db import transaction

    from practices.imports import working

    with transaction.atomic():
        working.begin(batch, state)
    began, longest = time.perf_counter(), 0.0
    for number in count():
        before = time.perf_counter()
        batch.refresh_from_db()
        if not batch.is_working:
            return time.perf_counter() - began, longest, number
        working.STEPS[batch.state](batch)
        longest = max(longest, time.perf_counter() - before)
    raise AssertionError


def main() -> int:
    """Prints what it took; 1 where something did not come in."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from portal.accounts.models import User
    from practices.imports.models import State, TableImport

    user = User.objects.create_superuser("bench@example.org")
    name = default_storage.save("imports/bench.csv", ContentFile(table(ROWS).encode()))
    batch = TableImport.objects.create(
        kind="practice",
        owner=user,
        file_name="bench.csv",
        headers=HEADER.split(";"),
        columns=HEADER.split(";"),
        file=name,
        reading={"dates": "day"},
    )
    alone = one_by_one(ONE_BY_ONE)
    for state, said in ((State.CHECKING, "checked"), (State.WRITING, "brought in and published")):
        batch.publishes = True
        seconds, longest, steps = timed(batch, state)
        print(
            f"{ROWS} rows {said}: {seconds:.1f} s, {seconds / ROWS * 1000:.1f} ms each; {steps} steps, the longest {longest:.1f} s"
        )
        print(f"  {seconds / ROWS / alone:.2f} of what a draft takes that is saved alone ({alone * 1000:.0f} ms)")
        if batch.note or batch.rows.filter(action="wrong").exists():
            print(batch.note, [row.problems for row in batch.rows.filter(action="wrong")[:3]])
            return 1
    return 0


def prepared() -> int:
    """The same on a new site."""
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        os.environ |= {
            "PASSERELLE_DATA_DIR": folder, "PASSERELLE_MODE": "demo", "PASSERELLE_LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "portal.settings",
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("prepare", stdout=io.StringIO())
        return main()


if __name__ == "__main__":
    sys.exit(prepared())
