"""From sign-up to a new password, as somebody does it who has only an e-mail address."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db
SIGN_UP = {"email": "Anna@example.org", "password1": PASSWORD, "password2": PASSWORD, "name": "Anna"}


def address_in(mail: Any) -> str:
    """The path of the first address in a message."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
    assert found, mail.body
    return found[1]


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_up_confirm_log_in(client: Client, groups: None, mailoutbox: list[Any]) -> None:
    answer = client.post(reverse("account_signup"), SIGN_UP)
    assert answer.status_code == 302
    assert sign_in(client, "anna@example.org")["Location"] == reverse("account_email_verification_sent")

    confirm = address_in(mailoutbox[0])
    assert client.get(confirm).status_code == 200  # looking confirms nothing: mail scanners follow links too
    assert not EmailAddress.objects.get().verified
    assert client.post(confirm).status_code == 302

    assert sign_in(client, "ANNA@example.org")["Location"] == reverse("first_steps")
    assert client.get(reverse("account")).status_code == 200
    user = User.objects.get()
    assert user.name == "Anna"
    assert [group.name for group in user.groups.all()] == ["members"]
    assert not user.has_perm("wagtailadmin.access_admin")


def test_a_forgotten_password_is_replaced_by_mail(client: Client, person: Person, mailoutbox: list[Any]) -> None:
    user = person("members")
    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get(address_in(mailoutbox[0]), follow=True)
    new = "an even quieter river"
    answer = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert answer.status_code == 302
    assert sign_in(Client(), user.email, PASSWORD).status_code == 200  # the old one is refused
    assert sign_in(Client(), user.email, new)["Location"] == "/"


def test_nobody_learns_who_has_an_account(client: Client, person: Person, mailoutbox: list[Any]) -> None:
    user = person("members")
    known = client.post(reverse("account_signup"), SIGN_UP | {"email": user.email})
    unknown = client.post(reverse("account_signup"), SIGN_UP | {"email": "berta@example.org"})
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]


def test_guessing_is_slowed_down(client: Client, person: Person) -> None:
    user = person("members")
    answers = [sign_in(client, user.email, "wrong") for _attempt in range(12)]
    assert answers[0].status_code == 200
    assert b"too many" in answers[-1].content.lower()


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "account_left"])
def test_public_pages_have_a_strict_policy(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_email_verification_sent"])
@pytest.mark.parametrize("onward", ["http://[", "//evil.example/", "javascript:alert(1)", "\ud800", "/\r\nX-Evil: 1"])
def test_no_address_to_go_on_to_breaks_a_page_or_leads_elsewhere(client: Client, name: str, onward: str) -> None:
    address = f"{reverse(name)}?{urlencode({'next': onward}, errors='surrogatepass')}"
    answer = client.get(address)
    assert answer.status_code in {200, 302}
    assert "evil" not in answer.get("Location", "").casefold()
    assert 'href="javascript' not in answer.content.decode()
