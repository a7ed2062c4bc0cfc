"""Records that need care: counted on the desk's home, listed in a report, taken away as a table; each need is told from its neighbours."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.groups import GROUPS, ensure_groups
from portal.foundation import outbox
from practices.care.needs import NEEDS, counted, needing
from practices.models import Citation, Claim, Conflict
from tests.factories import make_concept, make_place, make_record, make_source, make_translation, make_user

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/care/"


def well(**fields: Any) -> Any:
    """A record that needs nothing."""
    record = make_record(citations=[Citation(source=make_source())], **fields)
    make_translation(record)
    return record


@pytest.fixture
def desk(client: Client, site_tree: None) -> Client:
    ensure_groups()
    client.force_login(make_user("editors"))
    return client


def figures(*values: int) -> list[Claim]:
    indicator = make_concept("indicator:reoffending")
    return [Claim(indicator=indicator, value=value, period="2005", source=make_source()) for value in values]


def test_a_record_that_is_well_needs_nothing(site_tree: None) -> None:
    well(review_due=date(2999, 1, 1), results=figures(5, 5))
    assert set(counted().values()) == {0}


@pytest.mark.parametrize("name", NEEDS)
def test_each_need_finds_its_record_and_no_other(site_tree: None, name: str) -> None:
    well()
    needy = {
        "overdue": lambda: well(review_due=date(2020, 1, 1)),
        "without-source": lambda: uncited(),
        "dead-links": lambda: with_dead_link(),
        "discrepancies": lambda: well(results=figures(5, 6)),
        "stale-translations": lambda: with_old_translation(),
        "untranslated": lambda: make_record(citations=[Citation(source=make_source())]),
    }[name]()
    assert [row.pk for row in needing(name)] == [needy.pk]
    assert {other: count for other, count in counted().items() if count} == {name: 1}


def uncited() -> Any:
    record = make_record()
    make_translation(record)
    return record


def with_dead_link() -> Any:
    record = make_record(citations=[Citation(source=make_source(state="dead"))])
    make_translation(record)
    return record


def with_old_translation() -> Any:
    record = make_record(citations=[Citation(source=make_source())])
    translation = make_translation(record)
    record.summary = "It is another one now."
    record.save_revision().publish()
    outbox.drain(["translations"])
    return translation


def test_a_dispute_in_the_ledger_is_no_discrepancy(site_tree: None) -> None:
    record = well(results=figures(5, 6))
    conflict = Conflict.objects.create(title="Both are said")
    conflict.records = [record]
    conflict.save()
    assert not needing("discrepancies").exists()


@pytest.mark.parametrize("group", GROUPS)
def test_whoever_may_change_records_sees_it(client: Client, site_tree: None, group: str) -> None:
    ensure_groups()
    make_record(title="Without")
    client.force_login(make_user(group))
    allowed = group in {"editors", "reviewers", "administrators"}
    assert (client.get(REPORT).status_code == 200) == allowed
    if group != "members":
        home = client.get("/admin/").content.decode()
        assert ("Records that need care" in home) == allowed
        assert (f"{REPORT}?need=without-source" in home) == allowed


def test_it_is_filtered(desk: Client) -> None:
    make_record(title="Day visits", places=[make_place("AT")])
    make_record("event", title="Evening visits", places=[make_place("IT")])
    for query, shown, hidden in (
        ("country=AT", "Day visits", "Evening visits"),
        ("kind=event", "Evening visits", "Day visits"),
        ("need=untranslated&country=IT", "Evening visits", "Day visits"),
    ):
        html = desk.get(f"{REPORT}?{query}").content.decode()
        assert shown in html, query
        assert hidden not in html, query
    assert "No record needs this" in desk.get(f"{REPORT}?need=overdue").content.decode()
    assert desk.get(f"{REPORT}?need=nonsense&country=XX&p=99").status_code == 200


def test_it_can_be_taken_away(desk: Client) -> None:
    import openpyxl

    record = make_record(title="=SUM(1)", places=[make_place("AT")])
    csv = b"".join(desk.get(f"{REPORT}?need=untranslated&export=csv")).decode()
    assert record.identifier in csv
    assert "Austria" in csv
    assert f"/id/{record.identifier}/" in csv
    assert "\n=SUM" not in csv
    assert ",=SUM" not in csv
    book = openpyxl.load_workbook(io.BytesIO(b"".join(desk.get(f"{REPORT}?export=xlsx"))))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}?need=untranslated", "/admin/"])
def test_as_many_queries_for_many_records(desk: Client, address: str) -> None:
    counts = []
    for _round in range(3):
        for _number in range(4):
            make_record(places=[make_place("AT")], review_due=date(2020, 1, 1))
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]
