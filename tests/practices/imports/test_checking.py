"""Every mistake is told with its row, its column and what to do; nothing is written while there is one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from practices.catalogue.reading import Problems, Spot
from practices.imports import cells
from practices.imports.columns import columns_of, importable
from practices.imports.models import ImportedRow, State
from practices.imports.naming import plain
from practices.models import Practice
from tests.factories import make_record, make_user
from tests.practices.imports.conftest import PRACTICE, bring_in, check, line, mistakes

pytestmark = pytest.mark.django_db
WRONG = [
    ({"title": ""}, 0, "is missing"),
    ({"title": "x" * 300}, 0, "is too long"),
    ({"summary": "x" * 301}, 1, "is too long: 301 characters, at most 300"),
    ({"problem": ""}, 2, "is missing"),
    ({"problem": "<p>Look</p><script>x</script>"}, 2, "script"),
    ({"places": "Austrai"}, 4, "is it Austria?"),
    ({"theme": "Nothing such"}, 5, "there is no “Nothing such”"),
    ({"known_in": "soon"}, 6, "must be a whole number"),
    ({"known_in": "3005"}, 6, "has begun already"),
    ({"sources": "No such report"}, 7, "there is no “No such report”"),
    ({"summary": "#REF!"}, 1, "error of the spreadsheet"),
]


@pytest.mark.parametrize(("cell", "column", "told"), WRONG)
def test_a_mistake_is_told_where_it_is(desk: Client, source: Any, cell: dict[str, str], column: int, told: str) -> None:
    given = dict(cell)
    title = given.pop("title", "Day visits")
    content = PRACTICE + line("A good row") + line(title, **given)
    batch = check(desk, content)
    assert batch.state == State.CHECKED
    found = mistakes(batch)
    assert {row for row, _at, _told in found} == {3}
    assert (column in {at for _row, at, _told in found}) or title == ""
    assert told in " ".join(words for _row, _at, words in found)
    page = desk.get(f"/admin/tables/{batch.pk}/").content.decode()
    assert "1 row with mistakes" in page
    assert "Bring in as drafts" not in page
    bring_in(desk, batch)
    assert not Practice.objects.exists()
    assert told.split("“")[0][:12] in desk.get(f"/admin/tables/{batch.pk}/mistakes/").content.decode()


def test_the_same_name_twice_is_a_mistake(desk: Client, source: Any) -> None:
    assert mistakes(check(desk, PRACTICE + line("Day visits") + line("DAY-Visits")))[0][2].startswith(
        "row 2 has the same name"
    )


def test_a_name_of_several_records_is_a_mistake(desk: Client, source: Any) -> None:
    for title in ("One", "Two"):
        make_record(title=title, names=["Exodus"])
    assert "PR-1001, PR-1002" in mistakes(check(desk, PRACTICE + line("Exodus")))[0][2]


def test_an_identifier_says_which_record_is_meant(desk: Client, source: Any) -> None:
    record = make_record(title="Old name")
    table = "id;title\n" + f"{record.identifier};New name\nPR-9999;Nobody\n"
    batch = check(desk, table, existing="change")
    assert batch.rows.get(number=2).action == "change", mistakes(batch)
    assert [told.split(";")[0] for _row, _column, told in mistakes(batch)] == ["there is no PR-9999 here"]


def test_what_holds_for_all_rows_fills_what_is_empty(desk: Client, source: Any) -> None:
    batch = check(
        desk, PRACTICE + line("Day visits", known_in="", sources=""), all_known_in="2006", all_sources=source.identifier
    )
    assert (batch.rows.get().data["known_in"], batch.rows.get().data["sources"]) == (
        2006,
        [{"source": source.identifier}],
    )
    assert batch.rows.get().lacks == []


def test_what_lacks_a_source_is_brought_in_and_not_published(desk: Client, source: Any) -> None:
    batch = check(desk, PRACTICE + line("Day visits", sources=""))
    assert len(batch.rows.get().lacks) == 1
    assert bring_in(desk, batch, publish=True).state == State.CHECKED
    assert bring_in(desk, batch).state == State.DONE


def test_what_others_may_not_know_of_is_not_told(client: Client, editor: Any, source: Any) -> None:
    make_record(title="Hidden", audience="group:editors")
    client.force_login(make_user("contributors"))
    assert check(client, PRACTICE + line("Hidden")).rows.get().action == "new"


def test_as_many_queries_for_many_rows_as_for_few(desk: Client, source: Any) -> None:
    from practices.imports.checking import check as checked
    from practices.imports.tables import read_csv

    batch = check(desk, PRACTICE + line("Warm"))
    counts = []
    for rows in (1, 2, 40):
        table = read_csv((PRACTICE + "".join(line(f"Practice {number}") for number in range(rows))).encode(), {})
        with CaptureQueriesContext(connection) as queries:
            assert {row.action for row in checked(table, batch, batch.owner)} == {"new"}
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_every_kind_has_columns_and_no_name_is_two_things(site_tree: None) -> None:
    assert {"practice", "organisation", "event", "report", "tool"} <= importable().keys()
    for name, schema in importable().items():
        columns = columns_of(schema)
        assert {"title", "summary", "places", "sources"} <= columns.keys(), name
        assert all(str(column.label) for column in columns.values())


@pytest.mark.parametrize(
    ("style", "text", "canonical"),
    [
        ("day", "31.12.2005", "2005-12-31"), ("day", "1/2/2005", "2005-02-01"), ("month", "12/31/2005", "2005-12-31"), ("month", "1/2/2005", "2005-01-02"),
        ("year", "2005/12/31", "2005-12-31"), ("day", "2005-12-31", "2005-12-31"), ("day", "2005", "2005"), ("day", "12/2005", "2005-12"),
        ("day", "2002–2005", "2002/2005"), ("day", "2002/2005", "2002/2005"), ("day", "2005~", "2005~"), ("day", "2005-12-31 00:00:00", "2005-12-31"),
    ],
)  # fmt: skip
def test_days_in_three_styles(style: str, text: str, canonical: str) -> None:
    problems = Problems()
    assert cells.day(text, Spot(problems, ""), cells.Context(style, None)) == canonical  # type: ignore[arg-type]
    assert not problems.found


@pytest.mark.parametrize(
    ("style", "text"), [("day", "12/31/2005"), ("month", "31.12.2005"), ("year", "31.12.2005"), ("day", "0.1.2005")]
)
def test_days_that_do_not_fit_are_told(style: str, text: str) -> None:
    problems = Problems()
    assert cells.day(text, Spot(problems, ""), cells.Context(style, None)) is None  # type: ignore[arg-type]
    assert len(problems.found) == 1


@given(st.dates(), st.sampled_from(["day", "month", "year"]), st.sampled_from("./-"))
def test_any_day_comes_through(when: Any, style: str, between: str) -> None:
    parts = {
        "day": [when.day, when.month, when.year],
        "month": [when.month, when.day, when.year],
        "year": [when.year, when.month, when.day],
    }[style]
    text = between.join(f"{part:04}" if part == when.year and len(str(part)) > 2 else str(part) for part in parts)
    if len(str(when.year)) < 4:
        return
    assert cells.day(text, Spot(Problems(), ""), cells.Context(style, None)) == when.isoformat()  # type: ignore[arg-type]


@given(st.text())
def test_any_text_is_a_paragraph_without_markup_of_its_own(text: str) -> None:
    made = cells.paragraphs(text, Spot(Problems(), ""), cells.Context("day", None))  # type: ignore[arg-type]
    if not cells.MARKUP.match(text):
        assert "<" not in made.replace("<p>", "").replace("</p>", "")


@given(st.text())
def test_a_plain_name_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_rows_that_hold_formulas_are_shown_as_text(desk: Client, source: Any) -> None:
    batch = check(desk, PRACTICE + line("=HYPERLINK(1)", places="Nowhere"))
    lines = desk.get(f"/admin/tables/{batch.pk}/mistakes/").content.decode()
    assert "\n=" not in lines
    assert ImportedRow.objects.get(table=batch).title == "=HYPERLINK(1)"
