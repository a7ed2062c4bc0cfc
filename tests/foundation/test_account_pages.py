"""The pages and mails about one's account, walked through as a person would: friendly words, right statuses, right fields."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db

ADDRESS = "educator@example.org"
PASSWORD = "a-long-and-quiet-evening"


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> None:
    """Mails to one address are limited by the cache, which outlives a test."""
    cache.clear()


def link_in(message: mail.EmailMessage) -> str:
    """The path of the link that a mail gives."""
    found = re.search(r"https?://[^/\s]+(/\S*(?:confirm-email|key)\S*)", str(message.body))
    assert found is not None, message.body
    return found[1]


def sign_up(client: Client, address: str = ADDRESS) -> None:
    answer = client.post(
        "/account/signup/", {"email": address, "password1": PASSWORD, "password2": PASSWORD, "name": ""}
    )
    assert answer.status_code == 302
    assert "Check your e-mail" in client.get(answer["Location"]).content.decode()


def test_from_sign_up_to_sign_out(client: Client) -> None:
    sign_up(client)
    (message,) = mail.outbox
    assert message.subject == "[Passerelle] Please confirm your e-mail address"
    assert str(message.body).startswith("Hello,")
    page = client.get(link_in(message)).content.decode()
    assert f"Is <strong>{ADDRESS}</strong> your address?" in page
    assert client.post(link_in(message)).status_code == 302
    refused = client.post("/account/login/", {"login": ADDRESS, "password": "wrong"}).content.decode()
    assert "Please look at this again" in refused
    assert "<title>Error: Sign in" in refused
    assert client.post("/account/login/", {"login": ADDRESS, "password": PASSWORD}).status_code == 302
    assert "Your account" in client.get("/account/email/").content.decode()
    assert "Sign out?" in client.get("/account/logout/").content.decode()
    assert client.post("/account/logout/").status_code == 302


def test_an_invalid_form_says_so_at_the_field(client: Client) -> None:
    page = client.post("/account/signup/", {"email": "nonsense", "password1": "12", "password2": "13"}).content.decode()
    field = re.search(r'<input[^>]*name="email"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "id_email_error" in field[0]
    assert 'id="id_email_error"' in page
    assert page.count("<h1") == 1


def test_a_forgotten_password_is_chosen_anew(client: Client) -> None:
    get_user_model().objects.create_user(ADDRESS, PASSWORD)
    answer = client.post("/account/password/reset/", {"email": ADDRESS}, follow=True).content.decode()
    assert "Check your e-mail" in answer
    link = link_in(mail.outbox[-1])
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    path = form.request["PATH_INFO"]
    done = client.post(path, {"password1": PASSWORD[::-1], "password2": PASSWORD[::-1]}, follow=True).content.decode()
    assert "Your password is changed" in done
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_nobody_learns_who_has_an_account(client: Client) -> None:
    get_user_model().objects.create_user(ADDRESS, PASSWORD)
    sign_up(client)
    assert "You already have one" in str(mail.outbox[-1].body)
    client.post("/account/password/reset/", {"email": "stranger@example.org"})
    assert "There is no account with this address" in str(mail.outbox[-1].body)


def test_a_broken_confirmation_link_says_what_to_do(client: Client) -> None:
    page = client.get("/account/confirm-email/nonsense/").content.decode()
    assert "This link is too old or not complete" in page


def test_the_pages_of_a_signed_in_person(client: Client) -> None:
    user = get_user_model().objects.create_user(ADDRESS, PASSWORD)
    client.force_login(user)
    assert "Change password" in client.get("/account/password/change/").content.decode()
    page = client.get("/account/email/").content.decode()
    assert "Your e-mail addresses" in page
    for name in ("inactive", "reauthenticate", "password/reset/done", "password/reset/key/done", "confirm-email"):
        answer = client.get(f"/account/{name}/", follow=True)
        assert answer.status_code == 200
        assert answer.content.decode().count("<h1") == 1
