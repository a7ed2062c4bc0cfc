"""A table from the file to the catalogue and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.foundation.identity import Identifier
from practices.imports.columns import columns_of, importable
from practices.imports.models import RememberedColumns, State
from practices.models import Practice
from practices.peers.actions import begin as begin_review
from practices.ratings.actions import propose as rate
from tests.factories import make_record
from tests.practices.imports.conftest import PRACTICE, bring_in, check, line, mistakes, work

pytestmark = pytest.mark.django_db


def test_rows_become_drafts(desk: Client, source: Any, editor: Any) -> None:
    batch = check(desk, PRACTICE + line("Day visits") + line("Evening visits", places="Austria; DE"))
    assert batch.state == State.CHECKED, batch.note
    assert mistakes(batch) == []
    assert not Practice.objects.exists()
    batch = bring_in(desk, batch)
    assert batch.state == State.DONE, batch.note
    first, second = Practice.objects.order_by("path")
    assert (first.title, first.slug, first.live, first.has_unpublished_changes) == (
        "Day visits",
        "day-visits",
        False,
        True,
    )
    assert first.owner == editor
    assert first.identifier == "PR-1001"
    assert Identifier.objects.get(code="PR-1001").key == str(first.translation_key)
    assert [place.code for place in second.places.order_by("code")] == ["AT", "DE"]
    assert [concept.code for concept in first.concepts.all()] == ["families"]
    assert [(one.source, one.at) for one in first.citations.all()] == [(source, "p. 5")]
    assert first.problem == "<p>A problem</p>"
    draft = first.get_latest_revision_as_object()
    assert (draft.title, draft.citations.count()) == ("Day visits", 1)
    assert Practice.find_problems() == ([], [], [], [], [])
    assert desk.get(f"/admin/pages/{first.pk}/edit/").status_code == 200
    assert desk.get(f"/admin/pages/{first.pk}/history/").status_code == 200


def test_they_can_be_published_at_once(desk: Client, source: Any, search_index: None) -> None:
    batch = bring_in(desk, check(desk, PRACTICE + line("Day visits")), publish=True)
    assert batch.state == State.DONE, batch.note
    page = Practice.objects.get()
    assert page.live
    assert page.live_revision_id == page.latest_revision_id
    logged = AuditEntry.objects.filter(thing=f"practices.practice:{page.pk}").order_by("pk")
    assert [entry.action for entry in logged] == ["wagtail.create", "wagtail.publish"]
    outbox.drain(["index"])
    assert Client().get(page.get_url()).status_code == 200
    assert page.get_url() in Client().get("/practices/?q=visits").content.decode()


def test_all_of_it_is_taken_back(desk: Client, source: Any) -> None:
    batch = bring_in(desk, check(desk, PRACTICE + line("Day visits") + line("Evening visits")), publish=True)
    kept = Practice.objects.get(title="Evening visits")
    kept.save_revision()
    assert desk.get(f"/admin/tables/{batch.pk}/take-back/").status_code == 200
    desk.post(f"/admin/tables/{batch.pk}/take-back/")
    batch = work(batch)
    assert batch.state == State.UNDONE
    assert list(Practice.objects.values_list("title", flat=True)) == ["Evening visits"]
    assert "changed it since" in desk.get(f"/admin/tables/{batch.pk}/?rows=stays").content.decode()
    assert Practice.find_problems() == ([], [], [], [], [])


def test_what_was_rated_or_reviewed_since_stays(desk: Client, source: Any, editor: Any) -> None:
    lines = [line(f"{when} visits") for when in ("Day", "Evening", "Sunday")]
    batch = bring_in(desk, check(desk, PRACTICE + "".join(lines)), publish=True)
    day, evening = (Practice.objects.get(title=f"{when} visits") for when in ("Day", "Evening"))
    whole = {"strength": "unrated", "because": "Nobody counted.", "sources": []}
    rate(day, editor, day.live_revision_id, whole, [])
    begin_review(evening, editor, "It is new.")
    desk.post(f"/admin/tables/{batch.pk}/take-back/")
    batch = work(batch)
    assert set(Practice.objects.values_list("title", flat=True)) == {"Day visits", "Evening visits"}
    assert "rated since" in desk.get(f"/admin/tables/{batch.pk}/?rows=stays").content.decode()


def test_no_table_rates_the_evidence(desk: Client, source: Any) -> None:
    table = PRACTICE.replace("problem", "evidence.strength") + line("Day visits")
    assert "evidence.strength" not in check(desk, table).columns
    assert not [key for key in columns_of(importable()["practice"]) if key.startswith("evidence")]


def test_what_is_there_stays_or_gets_a_draft(desk: Client, source: Any) -> None:
    there = make_record(title="Car.Te.S.I.O.", names=["Cartesio network"])
    table = PRACTICE + line("CarTeSIO", summary="Another summary")
    batch = check(desk, table)
    assert batch.rows.get().action == "leave"
    batch = check(desk, table, existing="change")
    assert batch.rows.get().action == "change", mistakes(batch)
    batch = bring_in(desk, batch)
    there.refresh_from_db()
    assert there.summary != "Another summary"
    assert there.get_latest_revision_as_object().summary == "Another summary"
    assert there.has_unpublished_changes
    desk.post(f"/admin/tables/{batch.pk}/take-back/")
    assert work(batch).state == State.UNDONE
    there.refresh_from_db()
    assert there.get_latest_revision_as_object().summary == there.summary
    assert not there.has_unpublished_changes


def test_columns_are_remembered(desk: Client, source: Any, editor: Any) -> None:
    table = PRACTICE.replace("problem", "Ausgangslage") + line("Day visits")
    batch = check(desk, table, column_2="problem")
    assert RememberedColumns.objects.get(user=editor).columns["ausgangslage"] == "problem"
    assert check(desk, table).columns == batch.columns
