"""The second step of signing in: set up, asked for, lost, and needed of who can publish."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.second_factor import MFAAdapter
from portal.foundation import outbox
from tests.accounts.conftest import PASSWORD, Person
from tests.practices.pages import text_of, words_of

pytestmark = pytest.mark.django_db
INDEX = "/account/second-step/"
SET_UP = f"{INDEX}totp/activate/"


def signed_in(user: User) -> Client:
    """With the password, as people do; given once more, as is asked before anything about the account changes."""
    client = Client()
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def sign_in(client: Client, user: User) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def code_of(secret: str) -> str:
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(client: Client) -> str:
    """Sets an app up; gives its secret."""
    secret = re.search(r"<code[^>]*>(\w+)</code>", client.get(SET_UP).content.decode())
    assert secret
    assert client.post(SET_UP, {"code": code_of(secret[1])})["Location"] == f"{INDEX}recovery-codes/"
    return secret[1]


def recovery_codes(client: Client) -> list[str]:
    page = client.get(f"{INDEX}recovery-codes/").content.decode()
    return re.findall(r"<li><code>(\d+)</code></li>", page)


def test_an_app_is_set_up_and_asked_for_from_then_on(person: Person) -> None:
    user = person("members")
    client = signed_in(user)
    assert "Set up an app" in words_of(client, INDEX)
    secret = set_up(client)
    assert len(recovery_codes(client)) == 10
    assert "on since" in words_of(client, INDEX)
    other = Client()
    assert sign_in(other, user)["Location"] == f"{INDEX}authenticate/"
    assert other.get("/account/").status_code == 302  # not in yet
    wrong = other.post(f"{INDEX}authenticate/", {"code": "000000"})
    assert b"This code is not right" in wrong.content
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):  # each code opens once
        assert other.post(f"{INDEX}authenticate/", {"code": code_of(secret)}).status_code == 302
    assert other.get("/account/").status_code == 200


def test_a_recovery_code_opens_once(person: Person) -> None:
    user = person("members")
    client = signed_in(user)
    set_up(client)
    code = recovery_codes(client)[0]
    saved = client.get(f"{INDEX}recovery-codes/download/")
    assert code in saved.content.decode()
    assert "attachment" in saved["Content-Disposition"]
    for answer in (302, 200):
        other = Client()
        sign_in(other, user)
        assert other.post(f"{INDEX}authenticate/", {"code": code}).status_code == answer
    assert code not in recovery_codes(client)
    client.post(f"{INDEX}recovery-codes/generate/")
    assert len(recovery_codes(client)) == 10


def test_secrets_are_not_legible_in_the_database(person: Person, settings: Any) -> None:
    client = signed_in(person("members"))
    secret = set_up(client)
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator")
        assert secret not in str(cursor.fetchall())
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert MFAAdapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key of the site"
    assert MFAAdapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert MFAAdapter().decrypt(stored) == ""


@pytest.mark.parametrize("sent", [{}, {"code": ""}, {"code": "x" * 5000}, {"code": "١٢٣٤٥٦"}, {"code": "\x00"}])
def test_odd_codes_set_nothing_up(person: Person, sent: dict[str, str]) -> None:
    client = signed_in(person("members"))
    client.get(SET_UP)
    assert client.post(SET_UP, sent).status_code in (200, 400)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"])
def test_strangers_are_asked_to_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("group", "needed"), [("members", False), ("editors", False), ("reviewers", True), ("administrators", True)])  # fmt: skip
def test_who_can_publish_needs_one(person: Person, settings: Any, group: str, needed: bool) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = signed_in(person(group))
    for address in ("/communities/", "/admin/"):
        answer = client.get(address)
        assert (answer.status_code == 302 and answer["Location"] == INDEX) is needed
    if needed:
        assert "needs a second step" in text_of(client, INDEX)
    assert client.get("/account/").status_code == 200
    if needed:
        set_up(client)
        assert client.get("/admin/").status_code == 200


def test_a_superuser_needs_one_and_the_demonstration_asks_nobody(person: Person, settings: Any) -> None:
    user = person()
    user.is_superuser = True
    user.save()
    client = signed_in(user)
    assert client.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get("/admin/")["Location"] == INDEX
    assert client.post("/admin/pages/1/delete/")["Location"] == INDEX


def test_the_last_one_stays_where_it_is_needed(person: Person, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = signed_in(person("reviewers"))
    set_up(client)
    off = f"{INDEX}totp/deactivate/"
    assert "Your work here needs a second step" in words_of(client, off)
    client.post(off)
    assert Authenticator.objects.filter(type="totp").exists()
    settings.SECOND_FACTOR_REQUIRED = False
    client.post(off)
    assert not Authenticator.objects.exists()


def test_whose_password_changed_something_is_asked_again(person: Person) -> None:
    user = person("members")
    client = signed_in(user)
    set_up(client)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        answer = client.get(f"{INDEX}totp/deactivate/")
        assert "reauthenticate" in answer["Location"]
        assert "Another way" in words_of(client, answer["Location"])


def test_an_administrator_takes_it_away_where_all_is_lost(person: Person, mailoutbox: list[Any]) -> None:
    user = person("members")
    set_up(signed_in(user))
    administrator = person("administrators", email="ada@example.org")
    desk = signed_in(administrator)
    address = f"/admin/users/{user.pk}/second-step/"
    assert address in desk.get(f"/admin/users/edit/{user.pk}/").content.decode()
    assert b"you are sure that it is them" in desk.get(address).content
    assert Authenticator.objects.filter(user=user).exists()
    assert desk.post(address)["Location"] == f"/admin/users/edit/{user.pk}/"
    assert not Authenticator.objects.filter(user=user).exists()
    outbox.drain(["mail"])
    assert any("taken away" in one.subject and one.to == [user.email] for one in mailoutbox)
    assert address not in desk.get(f"/admin/users/edit/{user.pk}/").content.decode()
    assert desk.get("/admin/users/99999/second-step/").status_code == 404


@pytest.mark.parametrize("group", ["members", "editors", "reviewers"])
def test_nobody_else_takes_it_away(person: Person, group: str) -> None:
    user = person("members")
    set_up(signed_in(user))
    other = signed_in(person(group, email="other@example.org"))
    other.post(f"/admin/users/{user.pk}/second-step/")
    assert Authenticator.objects.filter(user=user).exists()
