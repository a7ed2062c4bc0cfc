"""An event of the catalogue in a calendar: where its days are known, and for whoever may see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.calendars import entries
from tests.factories import make_record, make_user
from tests.practices.pages import text_of

pytestmark = pytest.mark.django_db


def test_an_event_can_be_taken_into_a_calendar(site_tree: None) -> None:
    event = make_record(
        "event", title="Exchange, in Lisbon", period="2006-10-23/2006-10-24", venue="A hall; by the river"
    )
    address = f"/id/{event.identifier}/event.ics"
    assert f'href="{address}"' in text_of(Client(), event.url)
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    (entry,) = entries(answer.content)
    assert (entry.summary.value, entry.location.value) == ("Exchange, in Lisbon", "A hall; by the river")
    assert (entry.dtstart.value, entry.dtend.value) == (date(2006, 10, 23), date(2006, 10, 25))
    assert entry.uid.value.startswith(f"{event.identifier}@")


@pytest.mark.parametrize("period", ["", "2007", "2007-05", "2007-05-03~", "2007-05-03/.."])
def test_without_days_there_is_no_entry(site_tree: None, period: str) -> None:
    event = make_record("event", title="A seminar", period=period)
    assert "event.ics" not in text_of(Client(), event.url)
    assert Client().get(f"/id/{event.identifier}/event.ics").status_code == 404


def test_other_records_and_what_is_none_have_no_entry(site_tree: None) -> None:
    practice = make_record("practice", period="2006-10-23")
    for identifier in (practice.identifier, "EV-9999", "x", "%00"):
        assert Client().get(f"/id/{identifier}/event.ics").status_code == 404


def test_who_may_not_see_the_event_does_not_learn_when_it_is(site_tree: None) -> None:
    event = make_record("event", title="Behind closed doors", period="2006-10-23", audience="group:editors")
    address = f"/id/{event.identifier}/event.ics"
    assert Client().get(address).status_code == 404
    editor = Client()
    editor.force_login(make_user("editors"))
    assert editor.get(address).status_code == 200
