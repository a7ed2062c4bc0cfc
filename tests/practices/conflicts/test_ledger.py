"""`/conflicts/`: where sources disagree, and where that is marked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices.claims.models import Dataset
from practices.conflicts.models import Conflict, ConflictValue
from tests.factories import make_place, make_record, make_source, make_user
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def make_conflict(**fields: Any) -> Conflict:
    """A disagreement between two values of one source."""
    source = make_source()
    marked = {name: fields.pop(name, []) for name in ("records", "places", "datasets")}
    conflict = Conflict(**{"title": "How many were there?", "note": "We keep both; see RP-0001.", **fields})
    conflict.values = [
        ConflictValue(value="121", says="stated twice", source=source),
        ConflictValue(value="111", says="sum of the rows", source=source),
    ]
    for name, things in marked.items():
        setattr(conflict, name, things)
    conflict.save()
    return conflict


def test_each_disagreement_keeps_all_values_and_the_note(client: Client) -> None:
    conflict = make_conflict()
    text = text_of(client, "/conflicts/")
    assert f'id="{conflict.identifier}"' in text
    for said in (
        "How many were there?",
        "121",
        "stated twice",
        "111",
        "sum of the rows",
        "We keep both",
        "1 disagreement",
    ):
        assert said in text, said
    assert '<a href="/id/RP-0001/">RP-0001</a>' in text


def test_it_links_to_where_it_is_marked(client: Client) -> None:
    record = make_record(title="Telfi")
    austria = make_place("AT", parent=make_place("EU", kind="union"))
    dataset = Dataset.objects.create(code="annex_1", title="Prisons", rows="place", source=make_source())
    make_conflict(records=[record], places=[austria, make_place("EU", kind="union")], datasets=[dataset])
    text = text_of(client, "/conflicts/").partition("Marked on:")[2]
    for address in (record.url, "/countries/AT/", '"/countries/"', "/figures/annex_1/"):
        assert address in text, address


def test_the_page_of_an_identifier_leads_there(client: Client) -> None:
    conflict = make_conflict()
    assert client.get(f"/id/{conflict.identifier}/")["Location"] == f"/conflicts/#{conflict.identifier}"


def test_strangers_see_neither_restricted_disagreements_nor_restricted_records(client: Client) -> None:
    make_conflict(title="Open question", records=[make_record(title="Secret record", audience="group:editors")])
    make_conflict(title="Closed question", audience="group:editors")
    stranger = text_of(client, "/conflicts/")
    assert "Open question" in stranger
    assert "Closed question" not in stranger
    assert "Secret record" not in stranger
    client.force_login(make_user("members"))
    assert "Closed question" not in text_of(client, "/conflicts/")
    client.force_login(make_user("editors"))
    editor = text_of(client, "/conflicts/")
    assert "Closed question" in editor
    assert "Secret record" in editor


def test_a_draft_record_is_not_named(client: Client) -> None:
    make_conflict(records=[make_record(title="Unfinished", publish=False)])
    assert "Unfinished" not in text_of(client, "/conflicts/")


def test_hostile_texts_are_shown_as_text(client: Client) -> None:
    make_conflict(title="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")
    text = text_of(client, "/conflicts/")
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_no_disagreement_is_said_too(client: Client) -> None:
    assert "No disagreement is on record" in words_of(client, "/conflicts/")


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/conflicts/").status_code == 405


def test_the_query_count_does_not_grow(client: Client) -> None:
    make_conflict(records=[make_record()], places=[make_place("AT")])
    before = warm_queries(client, "/conflicts/")
    for number in range(6):
        make_conflict(records=[make_record(), make_record()], places=[make_place(f"X{number}")])
    assert warm_queries(client, "/conflicts/") == before <= 9
