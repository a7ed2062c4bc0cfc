"""Who brings tables in, what they see, and bad input."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.groups import GROUPS
from practices.imports.models import State, TableImport
from practices.imports.working import forget
from practices.models import Practice
from tests.factories import make_user
from tests.practices.imports.conftest import PRACTICE, bring_in, check, excel, line, send, work

pytestmark = pytest.mark.django_db
ALLOWED = {"contributors", "editors", "administrators"}


@pytest.mark.parametrize("group", GROUPS)
def test_whoever_may_write_records_brings_tables_in(client: Client, editor: Any, group: str) -> None:
    client.force_login(make_user(group))
    for address in ("/admin/tables/", "/admin/tables/new/", "/admin/tables/empty/practice/"):
        assert (client.get(address).status_code == 200) == (group in ALLOWED), address


def test_contributors_have_drafts_of_their_own_and_publish_nothing(
    client: Client, editor: Any, source: Any, desk: Client
) -> None:
    theirs = check(desk, PRACTICE + line("An editor's"))
    contributor = make_user("contributors")
    client = Client()
    client.force_login(contributor)
    assert client.get(f"/admin/tables/{theirs.pk}/").status_code == 404
    batch = check(client, PRACTICE + line("Day visits"))
    assert not batch.changes_existing
    assert client.post(f"/admin/tables/{batch.pk}/bring-in/", {"publish": "1"})["Location"] == "/admin/"
    assert work(batch).state == State.CHECKED
    assert bring_in(client, batch).state == State.DONE
    assert Practice.objects.get().owner == contributor
    assert desk.get(f"/admin/tables/{batch.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "table.csv", "empty"),
        (b"title\n", "table.csv", "no row below"),
        (b"\x89PNG\r\n\x1a\n", "table.csv", "not taken"),
        (b"GIF89a", "table.xlsx", "not taken"),
        (b"PK\x03\x04", "table.xlsx", "broken"),
    ],
)
def test_other_files_are_refused_with_a_sentence(desk: Client, content: bytes, name: str, said: str) -> None:
    answer = send(desk, content, name)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not TableImport.objects.exists()


def test_macros_and_bombs_are_refused(desk: Client) -> None:
    import io
    import zipfile

    for part, content, said in (
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/worksheets/sheet9.xml", b"0" * 120 * 1024**2, "far too large"),
    ):
        made = io.BytesIO(excel([["title"], ["Homes"]]))
        with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as book:
            book.writestr(part, content)
        answer = send(desk, made.getvalue(), "table.xlsx")
        assert said in answer.content.decode()


def test_an_excel_table_comes_in(desk: Client, source: Any) -> None:
    rows = [row.split(";") for row in (PRACTICE + line("Day visits")).splitlines()]
    assert bring_in(desk, check(desk, excel(rows), "table.xlsx")).state == State.DONE
    assert Practice.objects.get().known_in == 2007


def test_a_mended_table_is_checked_by_the_same_columns(desk: Client, source: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    batch = check(desk, PRACTICE + line("Day visits", places="Nowhere"))
    assert batch.rows.get().action == "wrong"
    mended = SimpleUploadedFile("mended.csv", (PRACTICE + line("Day visits")).encode("utf-16"))
    assert desk.post(f"/admin/tables/{batch.pk}/mended/", {"file": mended})["Location"] == batch.get_absolute_url()
    assert work(batch).rows.get().action == "new"
    assert desk.post(f"/admin/tables/{batch.pk}/mended/", {}).status_code == 302


def test_a_table_that_is_thrown_away_leaves_nothing(desk: Client, source: Any) -> None:
    from django.core.files.storage import default_storage

    from portal.foundation import outbox

    batch = check(desk, PRACTICE + line("Day visits"))
    name = batch.stored
    desk.post(f"/admin/tables/{batch.pk}/throw-away/")
    outbox.drain(["file"])
    assert not default_storage.exists(name)
    assert desk.get(f"/admin/tables/{batch.pk}/").status_code == 404


def test_a_file_that_is_gone_leads_back_to_its_table(desk: Client, source: Any) -> None:
    from django.core.files.storage import default_storage

    batch = check(desk, PRACTICE + line("Day visits"))
    default_storage.delete(batch.stored)
    for method in (desk.get, desk.post):
        answer = method(f"/admin/tables/{batch.pk}/columns/", {"encoding": "utf-8", "again": "1"})
        assert (answer.status_code, answer.headers.get("Location")) == (302, batch.get_absolute_url())


def test_old_tables_are_forgotten(desk: Client, source: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    done = bring_in(desk, check(desk, PRACTICE + line("Day visits")))
    waiting = check(desk, PRACTICE + line("Evening visits"))
    TableImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    forget()
    assert not done.rows.exists()
    assert not TableImport.objects.filter(pk=waiting.pk).exists()
    assert "Take the import back" not in desk.get(done.get_absolute_url()).content.decode()


def test_columns_that_say_nothing_or_twice_the_same_are_told(desk: Client, source: Any) -> None:
    send(desk, PRACTICE + line("Day visits"))
    batch = TableImport.objects.get()
    address = f"/admin/tables/{batch.pk}/columns/"
    answer = desk.post(
        address,
        {
            "dates": "day",
            "language": "en",
            "existing": "leave",
            "delimiter": ";",
            "encoding": "utf-8",
            "column_1": "summary",
            "column_2": "summary",
        },
    )
    assert answer.status_code == 400
    assert "holds this already" in answer.content.decode()
    assert "which column holds the title" in answer.content.decode()
    assert desk.post(address, {"again": "1", "delimiter": ","}).status_code == 200
    assert desk.post(address, {"again": "1", "encoding": "utf-16"}).status_code in (200, 302)


def test_pages_ask_the_same_for_many_rows(desk: Client, source: Any) -> None:
    counts = []
    for rows in (2, 40):
        batch = bring_in(
            desk, check(desk, PRACTICE + "".join(line(f"Practice {rows} {number}") for number in range(rows)))
        )
        desk.get(batch.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(batch.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
