"""Where one is signed in, and the letter about a browser that is new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from portal.accounts import devices
from portal.foundation import outbox
from tests.accounts.conftest import Person
from tests.accounts.test_second_factor import sign_in
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
DEVICES = "/account/devices/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def letters(mailoutbox: list[Any]) -> list[Any]:
    """Those about a new browser."""
    outbox.drain(["mail"])
    return [one for one in mailoutbox if "Somebody signed in" in one.subject]


def test_a_new_browser_is_told_of_once_and_the_first_never(person: Person, mailoutbox: list[Any]) -> None:
    user = person("members")
    first, second = Client(), Client(HTTP_USER_AGENT=FIREFOX)
    sign_in(first, user)
    assert not letters(mailoutbox)
    sign_in(second, user)
    (letter,) = letters(mailoutbox)
    assert letter.to == [user.email]
    assert "Firefox on Windows" in letter.body
    assert DEVICES in letter.body
    for known in (first, second):
        known.post("/account/logout/")
        sign_in(known, user)
    assert len(letters(mailoutbox)) == 1


def test_a_browser_known_to_one_is_new_to_another(person: Person, mailoutbox: list[Any]) -> None:
    anna, ben = person("members"), person("members", email="ben@example.org")
    browser = Client()
    sign_in(browser, anna)
    browser.post("/account/logout/")
    sign_in(Client(), ben)
    sign_in(browser, ben)
    assert [letter.to for letter in letters(mailoutbox)] == [["ben@example.org"]]
    assert not devices.is_known(type("Request", (), {"COOKIES": {"known_by": "x" * 5000}})(), anna)


def test_nothing_is_written_about_a_session_that_is_over(person: Person, mailoutbox: list[Any]) -> None:
    user = person("members")
    sign_in(Client(), user)
    sign_in(Client(), user)
    UserSession.objects.all().delete()
    assert not letters(mailoutbox)


def test_one_sees_where_one_is_signed_in_and_ends_the_others(person: Person) -> None:
    user = person("members")
    here, there = Client(), Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.77")
    sign_in(here, user)
    sign_in(there, user)
    words = words_of(here, DEVICES)
    assert "this browser" in words
    assert "Firefox on Windows" in words
    assert "203.0.0.0" in words
    assert "203.0.113" not in words
    assert here.post(DEVICES)["Location"] == DEVICES
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert "Sign out everywhere else" not in words_of(here, DEVICES)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(DEVICES)["Location"].startswith("/account/login/")


def test_ended_sessions_are_forgotten(person: Person) -> None:
    user = person("members")
    sign_in(Client(), user)
    devices.forget_ended_sessions()
    assert UserSession.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        devices.forget_ended_sessions()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(("address", "kept"), [("203.0.113.77", "203.0.0.0"), ("2001:db8:85a3::8a2e:370:7334", "2001:db8::"), ("::1", "::")])  # fmt: skip
def test_of_an_address_the_network_is_kept(address: str, kept: str) -> None:
    assert devices.network_of(address) == kept


@pytest.mark.parametrize("said", ["", "x", "\x00", "Mozilla/5.0 " + "(" * 3000, "<script>"])
def test_any_browser_has_a_name(said: str) -> None:
    assert devices.name_of(said)
