"""Figures that contradict each other are proposed to the editors, once; they enter them in the ledger or say why both are right."""

from __future__ import annotations

import html
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from practices.claims.models import Claim
from practices.conflicts import deciding
from practices.conflicts.finding import KIND, look_at_all, propose
from practices.conflicts.models import Conflict, ConflictValue
from practices.conflicts.proposals import Proposal
from tests.factories import make_concept, make_place, make_record, make_source, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
LIST = "/admin/contradictions/"


def figure(value: str, **said: Any) -> Claim:
    fields = {"label": "Back in prison", "population": "Released in 2005", "period": "2007", "unit": "%", **said}
    return Claim(
        indicator=make_concept("indicator:reoffending"), value=Decimal(value), **{"source": make_source(), **fields}
    )


def two_records(first: str = "40", second: str = "46", **said: Any) -> list[Any]:
    place = make_place("AT")
    return [
        make_record(places=[place], results=[figure(first)]),
        make_record(places=[place], results=[figure(second, **said)]),
    ]


@pytest.fixture
def signed_in() -> Callable[[str], Client]:
    ensure_groups()

    def sign_in(group: str) -> Client:
        client = Client()
        client.force_login(make_user(group))
        return client

    return sign_in


def page_of(one: Proposal) -> str:
    return reverse("contradiction", args=[one.pk])


def test_publishing_a_figure_that_contradicts_another_proposes_an_entry_once() -> None:
    first, second = two_records()
    assert not Proposal.objects.exists()  # publishing does not wait for it
    outbox.drain([KIND])
    (found,) = Proposal.objects.all()
    assert {one.record_id for one in found.figures} == {first.pk, second.pk}
    second.save_revision().publish()
    outbox.drain([KIND])
    look_at_all()
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"second": "40.0000"},
        {"period": "2008"},
        {"population": "Released in 2004"},
        {"label": "Out of work"},
        {"unit": "people"},
        {"comparison": "all prisoners"},
        {"indicator": True},
    ],
)
def test_figures_of_other_things_contradict_nothing(other: dict[str, Any]) -> None:
    if "indicator" in other:
        other = {}
        first, _second = two_records()
        Claim.objects.filter(record=first).update(indicator=make_concept("indicator:other"))
    else:
        two_records(**other)
    assert propose() == 0


def test_programmes_of_one_country_that_do_not_say_whom_they_counted_may_differ() -> None:
    place = make_place("AT")
    for value in ("40", "46"):
        make_record(places=[place], results=[figure(value, population="")])
    assert propose() == 0
    make_record(results=[figure("1", population=""), figure("2", population="")])
    assert propose() == 1  # on one record


def test_figures_of_different_places_may_differ() -> None:
    for code, value in (("AT", "40"), ("DE", "46")):
        make_record(places=[make_place(code)], results=[figure(value)])
    assert propose() == 0


def test_two_sources_on_the_same_cell_contradict_each_other() -> None:
    place = make_place("AT")
    for value in ("40", "46"):
        one = figure(value, label="", population="", place=place)
        one.save()
    assert propose() == 1
    assert propose() == 0


def test_drafts_and_what_stands_in_the_ledger_are_not_proposed() -> None:
    first, second = two_records()
    entry = Conflict(title="Which?")
    entry.values = [ConflictValue(value="x", source=one.source) for one in Claim.objects.all()]
    entry.records = [first]
    entry.save()
    assert propose() == 0
    entry.delete()
    second.unpublish()
    assert propose() == 0


def test_an_editor_enters_both_in_the_ledger(signed_in: Any) -> None:
    first, second = two_records()
    propose()
    found, browser = Proposal.objects.get(), signed_in("editors")
    assert "Back in prison, Released in 2005, 2007" in browser.get(LIST).content.decode()
    page = html.unescape(browser.get(page_of(found)).content.decode())
    assert first.title in page
    assert "46 %" in page
    answer = browser.post(page_of(found), {"enter": "1", "title": "How many came back?", "note": "Ask the authors."})
    entry = Conflict.objects.get()
    assert answer.url == reverse("wagtailsnippets_practices_conflict:edit", args=[entry.pk])
    assert browser.get(answer.url).status_code == 200
    assert {one.value for one in entry.values.all()} == {"40 %", "46 %"}
    assert set(entry.records.values_list("pk", flat=True)) == {first.pk, second.pk}
    assert "How many came back?" in Client().get("/conflicts/").content.decode()
    assert AuditEntry.objects.get(action="conflict.entered").reason == "Ask the authors."
    assert Proposal.objects.get().state == "accepted"
    assert propose() == 0
    assert browser.get(page_of(found)).status_code == 200


def test_an_editor_dismisses_it_with_a_reason_for_good(signed_in: Any) -> None:
    two_records()
    propose()
    found, browser = Proposal.objects.get(), signed_in("reviewers")
    assert browser.post(page_of(found), {"dismiss": "1", "reason": "They count different people."}).url == LIST
    assert Proposal.objects.get().state == "dismissed"
    assert propose() == 0
    assert "They count different people." in browser.get(page_of(found)).content.decode()
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("group", ["members", "contributors"])
def test_others_neither_read_nor_decide(signed_in: Any, group: str) -> None:
    two_records()
    propose()
    found = Proposal.objects.get()
    for browser in (signed_in(group), Client()):
        assert browser.get(LIST).status_code in (302, 403)
        assert browser.post(page_of(found), {"dismiss": "1", "reason": "No."}).status_code in (302, 403)
    assert Proposal.objects.get().state == "waiting"


def test_records_that_an_editor_may_not_read_stay_unknown(signed_in: Any) -> None:
    first, second = two_records()
    second.audience = "group:administrators"
    second.save_revision().publish()
    propose()
    found, browser = Proposal.objects.get(), signed_in("editors")
    assert browser.get(page_of(found)).status_code == 404
    assert "Back in prison" not in browser.get(LIST).content.decode()
    assert "Back in prison" not in browser.get("/admin/").content.decode()
    administrator = signed_in("administrators")
    administrator.post(page_of(found), {"enter": "1", "title": "Which?"})
    assert Conflict.objects.get().audience == "group:administrators"
    assert first.conflicts.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"enter": "1", "title": ""},
        {"enter": "1", "title": "x" * 256},
        {"dismiss": "1", "reason": "  "},
        {"dismiss": "1", "reason": "x" * 1_001},
        {"enter": "1", "title": "a\x00b"},
    ],
)
def test_bad_input_is_refused_and_kept(signed_in: Any, said: dict[str, str]) -> None:
    two_records()
    propose()
    browser = signed_in("editors")
    answer = browser.post(page_of(Proposal.objects.get()), said)
    assert answer.status_code == 400
    assert 'class="error-message"' in answer.content.decode()
    assert Proposal.objects.get().state == "waiting"


def test_a_second_decision_and_one_about_a_mended_figure_change_nothing(signed_in: Any) -> None:
    two_records()
    propose()
    found, editor = Proposal.objects.get(), make_user("editors")
    deciding.dismiss(found, editor, reason="No.")
    with pytest.raises(deciding.DecidedError):
        deciding.accept(found, editor, title="Which?", note="")
    Proposal.objects.update(state="waiting")
    Claim.objects.filter(pk=found.first_id).update(value=46)
    with pytest.raises(deciding.DecidedError):
        deciding.accept(found, editor, title="Which?", note="")
    assert signed_in("editors").get(page_of(found)).status_code == 404
    assert not Conflict.objects.exists()


def test_the_list_and_the_search_ask_no_more_queries_of_more_figures(signed_in: Any) -> None:
    def asked(doing: Callable[[], Any]) -> int:
        doing()
        with CaptureQueriesContext(connection) as queries:
            doing()
        return len(queries)

    browser = signed_in("editors")
    two_records()
    propose()
    few = asked(lambda: browser.get(LIST)), asked(propose), asked(lambda: browser.get("/admin/"))
    for number in range(4):
        two_records(second=str(50 + number))
    propose()
    assert (asked(lambda: browser.get(LIST)), asked(propose), asked(lambda: browser.get("/admin/"))) == few
