"""One spelling, "e-mail", on every page about accounts and in every message."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db
ODD = re.compile(r"\bemails?\b", re.IGNORECASE)


def said(page: str) -> str:
    """What a reader sees or hears: words, labels, placeholders; no names of fields and no addresses."""
    main = page.partition("<main")[2].partition("</main>")[0]
    spoken = re.findall(r'(?:placeholder|aria-label|title)="([^"]*)"', main)
    return " ".join([re.sub(r"<[^>]+>", " ", f"<{main}"), *spoken])


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_login", {"login": "nobody@example.org", "password": "wrong"}),
        ("account_login", {"login": "nobody", "password": "wrong"}),
        ("account_signup", {"email": "nobody", "password1": PASSWORD, "password2": PASSWORD}),
        ("account_reset_password", {"email": "nobody"}),
    ],
)
def test_forms_say_e_mail(client: Client, groups: None, name: str, sent: dict[str, str]) -> None:
    address = reverse(name)
    for answer in (client.get(address), client.post(address, sent)):
        words = said(answer.content.decode())
        assert "e-mail" in words.lower()
        assert not ODD.findall(words)


def test_messages_say_e_mail(client: Client, person: Person) -> None:
    client.force_login(person("members"))
    address = reverse("account_email")
    for sent in (
        {"action_add": "", "email": "second@example.org"},
        {"action_add": "", "email": "anna@example.org"},
        {"action_primary": "", "email": "second@example.org"},
        {"action_remove": "", "email": "anna@example.org"},
        {"action_remove": "", "email": "second@example.org"},
    ):
        words = said(client.post(address, sent, follow=True).content.decode())
        assert "e-mail" in words.lower()
        assert not ODD.findall(words), words


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_no_label_is_repeated_inside_its_field(client: Client, groups: None, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert "placeholder=" not in html.partition("<main")[2].partition("</main>")[0]
