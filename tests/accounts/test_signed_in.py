"""Who is signed in, as each page finds out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db
OWN = "/account/"


@pytest.fixture
def anna(person: Person) -> User:
    """Somebody with an account."""
    return person()


@pytest.fixture
def client(anna: User) -> Client:
    """Anna's browser."""
    client = Client()
    assert client.login(username=anna.email, password=PASSWORD)
    return client


def is_known(client: Client) -> bool:
    """Whether the site knows whose browser this is."""
    return client.get(OWN).status_code == 200


def test_a_session_lasts_until_it_ends(client: Client) -> None:
    assert is_known(client)
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60), tick=False):
        assert not is_known(client)


def test_who_is_suspended_or_gone_is_signed_out(client: Client, anna: User) -> None:
    User.objects.update(is_active=False)
    assert not is_known(client)
    User.objects.update(is_active=True)
    assert is_known(client)
    anna.delete()
    assert not is_known(client)


def test_a_new_password_ends_sessions(client: Client, anna: User) -> None:
    anna.set_password("a short and loud brook")
    anna.save()
    assert not is_known(client)


def test_a_session_that_was_taken_away_is_over(client: Client) -> None:
    Session.objects.all().delete()
    assert not is_known(client)


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "a" * 32, "é" * 32, '"\\000aaaaaaaaaaaaaaaa"', "a" * 5000, "' OR 1=1 --------"],
)
def test_a_cookie_of_somebody_else_s_making_is_nobody(anna: User, cookie: str) -> None:
    client = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
    assert client.get(OWN).status_code == 302
