"""What the tests of imports share: a table is sent, its columns are known by their headers, and the worker does what it has to."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.foundation import outbox
from practices.imports.models import TableImport
from practices.imports.working import KIND
from tests.factories import make_concept, make_place, make_source, make_user

PRACTICE = "title;summary;problem;done;places;concepts.theme;known_in;sources\n"


@pytest.fixture(autouse=True)
def stored_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def editor(site_tree: None) -> User:
    ensure_groups()
    make_place("AT"), make_place("DE")
    make_concept("theme:families")
    return make_user("editors")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def source(editor: User) -> Any:
    return make_source(title="The final report")


def line(title: str, **cells: str) -> str:
    """A row of a table of practices."""
    given = {
        "summary": "What it is.",
        "problem": "A problem",
        "done": "What was done",
        "places": "Austria",
        "theme": "Families",
        "known_in": "2007",
        "sources": "The final report, p. 5",
        **cells,
    }
    return ";".join(f'"{cell}"' if ";" in cell else cell for cell in [title, *given.values()]) + "\n"


def send(client: Client, content: bytes | str, name: str = "table.csv", kind: str = "practice") -> Any:
    """Sends a table; the answer leads to its columns."""
    content = content.encode() if isinstance(content, str) else content
    return client.post("/admin/tables/new/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def check(
    client: Client, content: bytes | str, name: str = "table.csv", kind: str = "practice", **chosen: str
) -> TableImport:
    """Sends a table, takes what is guessed of its columns, and has it checked."""
    answer = send(client, content, name, kind)
    assert answer.status_code == 302, answer.content.decode()
    batch = TableImport.objects.latest("pk")
    page = client.get(f"/admin/tables/{batch.pk}/columns/")
    assert page.status_code == 200, page
    initial = {key: value for key, value in page.context["form"].initial.items() if value is not None}
    answer = client.post(f"/admin/tables/{batch.pk}/columns/", {**initial, **chosen})
    assert answer.status_code == 302, answer.context["form"].errors
    return work(batch)


def work(batch: TableImport) -> TableImport:
    """The worker does what waits."""
    outbox.drain([KIND])
    batch.refresh_from_db()
    return batch


def bring_in(client: Client, batch: TableImport, *, publish: bool = False) -> TableImport:
    """Brings a checked table in."""
    client.post(f"/admin/tables/{batch.pk}/bring-in/", {"publish": "1"} if publish else {})
    return work(batch)


def mistakes(batch: TableImport) -> list[tuple[int, int | None, str]]:
    """Row, column and what to do, of all mistakes."""
    return [
        (row.number, column, told) for row in batch.rows.filter(action="wrong") for column, _text, told in row.problems
    ]


def excel(rows: list[list[Any]], **options: Any) -> bytes:
    """An Excel file of one sheet, made by another library."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for cells in options.get("merged", ()):
        sheet.merge_cells(cells)
    for place, value in options.get("cells", {}).items():
        sheet[place] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
