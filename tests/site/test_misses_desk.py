"""Searches without result at the desk: who sees them, and what they can do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from portal.vocabularies.models import ConceptLabel
from practices.models import Record
from search.misses.models import Miss
from tests.factories import make_concept, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def miss(site_tree: None) -> Miss:
    ensure_groups()
    Miss.objects.create(week=date(2026, 11, 16), language="de", digest="", readers=34)
    return Miss.objects.create(week=date(2026, 11, 23), language="de", digest="a", text="schuldnerberatung", readers=5)


@pytest.fixture
def editor(client: Client, miss: Miss) -> Client:
    client.force_login(make_user("editors"))
    return client


def addresses(miss: Miss) -> list[str]:
    return [
        reverse("search_miss:index"),
        reverse("miss_label", args=[miss.pk]),
        reverse("miss_commission", args=[miss.pk]),
    ]


def test_editors_see_what_was_looked_for(editor: Client, miss: Miss) -> None:
    html = editor.get(reverse("search_miss:index")).content.decode()
    assert "schuldnerberatung" in html
    assert "and 34 rare ones" in html
    for address in addresses(miss)[1:]:
        assert f'href="{address}"' in html


@pytest.mark.parametrize("group", [None, "members", "contributors"])
def test_others_do_not(client: Client, miss: Miss, group: str | None) -> None:
    if group:
        client.force_login(make_user(group))
    for address in addresses(miss):
        answer = client.get(address)
        assert answer.status_code in (302, 403)
        assert b"schuldner" not in answer.content


def test_a_label_is_added_and_leads_to_the_concept(editor: Client, miss: Miss) -> None:
    concept = make_concept("need:debts", labels={"en": "Debts"})
    address = reverse("miss_label", args=[miss.pk])
    html = editor.get(address).content.decode()
    assert 'value="schuldnerberatung"' in html
    data = {"concept": concept.pk, "language": "de", "text": "Schuldnerberatung"}
    answer = editor.post(address, data)
    assert answer["Location"].endswith(f"/edit/{concept.pk}/")
    assert editor.get(answer["Location"]).status_code == 200
    label = ConceptLabel.objects.get(text="Schuldnerberatung")
    assert (label.concept_id, label.language, label.kind) == (concept.pk, "de", "alternative")
    again = editor.post(address, data)
    assert again.status_code == 400
    assert "has this label already" in again.content.decode()


@pytest.mark.parametrize("data", [{}, {"concept": "x"}, {"concept": "1", "language": "zz", "text": ""}])
def test_a_bad_label_is_refused(editor: Client, miss: Miss, data: dict[str, str]) -> None:
    assert editor.post(reverse("miss_label", args=[miss.pk]), data).status_code == 400
    assert not ConceptLabel.objects.filter(text="").exists()


def test_a_record_is_commissioned_as_a_draft(editor: Client, miss: Miss) -> None:
    address = reverse("miss_commission", args=[miss.pk])
    assert 'value="Schuldnerberatung"' in editor.get(address).content.decode()
    for _twice in range(2):
        answer = editor.post(address, {"kind": "practice", "title": "Debt advice"})
        assert answer.status_code == 302
        assert editor.get(answer["Location"]).status_code == 200
    drafts = Record.objects.filter(title="Debt advice")
    assert [draft.live for draft in drafts] == [False, False]
    assert len({draft.slug for draft in drafts}) == 2
    assert all(draft.identifier and draft.latest_revision for draft in drafts)


@pytest.mark.parametrize("data", [{}, {"kind": "nothing", "title": "x"}, {"kind": "practice", "title": ""}])
def test_a_bad_commission_is_refused(editor: Client, miss: Miss, data: dict[str, str]) -> None:
    assert editor.post(reverse("miss_commission", args=[miss.pk]), data).status_code == 400
    assert not Record.objects.filter(live=False).exists()


def test_rare_ones_have_no_page(editor: Client) -> None:
    rare = Miss.objects.get(text="")
    for name in ("miss_label", "miss_commission"):
        assert editor.get(reverse(name, args=[rare.pk])).status_code == 404


def test_more_searches_ask_no_more_queries(editor: Client, miss: Miss, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("search_miss:index")
    editor.get(address)
    with CaptureQueriesContext(connection) as few:
        editor.get(address)
    for number in range(10):
        Miss.objects.create(week=miss.week, language="fr", digest=f"{number}", text=f"texte {number}", readers=3)
    with django_assert_num_queries(len(few)):
        editor.get(address)
