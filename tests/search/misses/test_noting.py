"""Searches without result: what is noted of them, and above all what is not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation import outbox
from search.indexing import rebuild
from search.misses import noting
from search.misses.models import Miss
from search.misses.noting import folded, forget, is_personal, note, noted, week_of
from tests.factories import make_record

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"


@pytest.fixture
def shelf(site_tree: None) -> None:
    make_record(title="Distance learning in prison", summary="Lessons.")
    rebuild()
    outbox.drain(["index"])


def search(client: Client, text: str, address: str = "10.0.0.1", agent: str = BROWSER, **query: str) -> None:
    headers = {"user-agent": agent, "accept-language": "de"}
    answer = client.get("/search/", {"q": text, **query}, headers=headers, REMOTE_ADDR=address)
    assert answer.status_code == 200


def test_a_text_is_kept_from_the_third_reader_on(client: Client, shelf: None) -> None:
    readers = 0
    for number in range(1, 40):  # two of them may share a bit, with some keys and in some weeks
        search(client, "Schuldnerberatung" if number < 3 else "  SCHULDNERBERATUNG ", f"10.0.0.{number}")
        [miss] = Miss.objects.all()
        assert miss.readers in (readers, readers + 1)
        readers = miss.readers
        if readers == 3:
            break
        assert (miss.text, miss.language) == ("", "de")
        assert "schuldner" not in str(vars(miss)).lower()
    assert (miss.text, miss.readers) == ("schuldnerberatung", 3)
    assert miss.week == week_of(date.today())


def test_whoever_asks_again_is_counted_once_and_writes_nothing(client: Client, shelf: None) -> None:
    search(client, "unheardof")
    before = Miss.objects.values().get()
    for _again in range(5):
        search(client, "unheardof")
    assert Miss.objects.values().get() == before


@pytest.mark.parametrize(
    ("text", "query"),
    [("distance", {}), ("unheardof", {"country": "AT"}), ("unheardof", {"from": "2005"}), ("", {}), ("!!!", {})],
)
def test_what_is_found_or_narrowed_down_is_not_noted(
    client: Client, shelf: None, text: str, query: dict[str, str]
) -> None:
    search(client, text, **query)
    assert not Miss.objects.exclude(digest=noting._hash(f"{week_of(date.today())}|de|!!!")).exists()


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8", "python-requests/2.32"]
)
def test_machines_are_not_noted(client: Client, shelf: None, agent: str) -> None:
    search(client, "unheardof", agent=agent)
    assert not Miss.objects.exists()


def test_without_an_index_nothing_is_noted(client: Client, site_tree: None) -> None:
    client.get("/search/", {"q": "mentors"}, headers={"user-agent": BROWSER})
    assert not Miss.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["anna@example.org", "anna @ example", "0660 1234567", "+43 1 58858-0", "12345", "case 2024/55123", "4111 1111 1111 1111",
     "01.02.1987 45", "(020) 7946 0958"],
)  # fmt: skip
def test_what_looks_personal_is_not_even_counted(client: Client, shelf: None, text: str) -> None:
    assert is_personal(text)
    for number in range(4):
        search(client, text, f"10.0.0.{number}")
    assert not Miss.objects.exists()


@pytest.mark.parametrize("text", ["equal 2005-2008", "DP-0001", "3.2", "als5", "recommendation 12", "2005 2006 2007"])
def test_years_and_codes_are_not_personal(text: str) -> None:
    assert not is_personal(text)


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_folded_to_something_short_that_databases_hold(text: str) -> None:
    kept = folded(text)
    assert len(kept) <= 200
    assert kept == folded(kept)
    kept.encode()


def test_a_locked_database_breaks_nothing(client: Client, shelf: None, monkeypatch: Any) -> None:
    def locked(*_details: Any) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(noting, "_count", locked)
    search(client, "unheardof")
    assert not Miss.objects.exists()


def test_patience_is_put_back(client: Client, shelf: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite waits by a pragma")
    note("unheardof", "de", "address:10.0.0.1")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 1000 * connection.settings_dict["OPTIONS"].get(
            "timeout", 5
        )


def test_a_flood_stops(client: Client, shelf: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(noting, "MOST_IN_A_WEEK", 3)
    for number in range(9):
        note(f"unheardof {number}", "en", f"address:10.0.0.{number}")
    assert Miss.objects.count() == 3


def test_many_readers_of_one_text_are_nearly_all_counted(db: None) -> None:
    for number in range(20):
        note("unheardof", "en", f"address:10.0.0.{number}")
    assert 12 <= Miss.objects.get().readers <= 20


def test_rare_searches_of_past_weeks_are_only_a_number_and_all_go_after_ninety_days(db: None) -> None:
    week = week_of(date.today())
    past, old = week - timedelta(days=7), week - timedelta(days=98)
    Miss.objects.bulk_create(
        [Miss(week=past, language="de", digest=f"{n}", marks=1, readers=n) for n in (1, 2)]
        + [
            Miss(week=past, language="de", digest="c", marks=7, readers=3, text="common"),
            Miss(week=week, language="de", digest="n", marks=1, readers=1),
            Miss(week=old, language="de", digest="o", marks=7, readers=3, text="old"),
        ]
    )
    for _twice in range(2):
        forget()
        rows = set(Miss.objects.values_list("week", "digest", "text", "readers"))
        assert rows == {(past, "", "", 3), (past, "c", "common", 3), (week, "n", "", 1)}


def test_only_reading_a_page_is_noted(rf: RequestFactory) -> None:
    request = rf.head("/search/?q=unheardof", headers={"user-agent": BROWSER})
    request.user = AnonymousUser()
    assert noted(request, "unheardof", "en") is None
