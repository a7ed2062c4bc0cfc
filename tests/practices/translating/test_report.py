"""Translations by record and language: on the page, filtered, taken away as a table; told to those who translate."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from portal.accounts.groups import GROUPS
from portal.foundation import outbox
from practices.care.needs import needing
from practices.models import TranslationState
from practices.translating.upkeep import compare_those_not_compared
from tests.factories import make_record, make_translation
from tests.practices.pages import text_of, warm_queries, words_of
from tests.practices.translating.conftest import Desk, change, pair, save

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/translations/"


def test_each_record_stands_there_with_each_language(desk: Desk) -> None:
    pair()
    page = words_of(desk(), f"{REPORT}?language=de")
    assert "Kind Deutsch Family visits" in page
    assert "title and summary" in page
    whole = words_of(desk(), REPORT)
    assert whole.count(" none") >= 6
    assert " original " in whole


def test_stale_and_missing_parts_are_counted(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    save(editor, german, "publish", problem="Niemand kam.", title="Besuche", summary="Kurz.")
    outbox.drain(["translations"])
    assert "1 part missing" in words_of(editor, f"{REPORT}?language=de")
    change(record, summary="Families visit on Saturdays.", problem="<p>Few came.</p>")
    assert "2 parts to be compared, 1 part missing" in words_of(editor, f"{REPORT}?language=de")
    assert [row.pk for row in needing("stale-translations")] == [german.pk]
    save(editor, german, summary="Neu.")
    assert "1 part missing, newer draft" in words_of(editor, f"{REPORT}?language=de")


def test_figures_that_change_make_no_translation_stale(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    save(editor, german, "publish", title="Besuche", summary="Kurz.")
    change(record, website="https://example.org", period="2005")
    assert not needing("stale-translations").exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=none&language=de", {"Alone"}),
        ("state=none&language=fr", {"Alone", "Family visits", "Evening"}),
        ("state=none", {"Alone"}),
        ("state=head&language=de", {"Family visits"}),
        ("state=draft", {"Evening"}),
        ("state=stale&language=de", set()),
        ("kind=event", {"Evening"}),
        ("kind=practice&state=head", {"Family visits"}),
        ("state=nonsense&language=xx&kind=x&p=99", {"Alone", "Family visits", "Evening"}),
    ],
)
def test_it_is_filtered(desk: Desk, query: str, shown: set[str]) -> None:
    pair()
    make_record(title="Alone")
    translation = make_translation(make_record("event", title="Evening"))
    translation.unpublish()
    page = text_of(desk(), f"{REPORT}?{query}")
    assert {title for title in ("Alone", "Family visits", "Evening") if f">{title}<" in page} == shown


def test_it_can_be_taken_away(desk: Desk) -> None:
    record, _german = pair()
    make_record(title="=SUM(1)")
    editor = desk()
    table = b"".join(editor.get(f"{REPORT}?export=csv")).decode()
    assert f"{record.identifier},Family visits,practice,original,title and summary,none" in table.replace(
        "Practice", "practice"
    )
    assert ",=SUM" not in table
    one = b"".join(editor.get(f"{REPORT}?export=csv&language=de")).decode()
    assert "Français" not in one
    book = openpyxl.load_workbook(io.BytesIO(b"".join(editor.get(f"{REPORT}?export=xlsx"))))
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


@pytest.mark.parametrize("group", [None, *GROUPS])
def test_who_sees_it(desk: Desk, group: str | None) -> None:
    client = desk(group)
    allowed = group in {"editors", "reviewers", "administrators"}
    assert (client.get(REPORT).status_code == 200) == allowed
    assert (REPORT in client.get("/admin/").content.decode()) == allowed


def test_translations_from_before_are_compared_by_a_duty(desk: Desk) -> None:
    record, german = pair()
    change(record, title="Visits")
    TranslationState.objects.all().delete()
    assert not needing("stale-translations").exists()
    compare_those_not_compared()
    outbox.drain(["translations"])
    assert [row.pk for row in needing("stale-translations")] == [german.pk]


def test_as_many_queries_for_many_records(desk: Desk) -> None:
    editor = desk()

    def asked(records: int) -> list[int]:
        for _number in range(records):
            make_translation(make_record(), "fr")
        outbox.drain(["translations"])
        addresses: list[Any] = [REPORT, f"{REPORT}?language=fr&state=head", "/admin/"]
        return [warm_queries(editor, address) for address in addresses]

    assert asked(2) == asked(10)
