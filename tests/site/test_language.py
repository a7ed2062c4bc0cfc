"""Choosing the language of the interface."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def choose(client: Client, **sent: str) -> Any:
    return client.post("/language/", sent, headers={"host": "localhost"})


def test_the_choice_is_kept_and_the_reader_returns(client: Client) -> None:
    answer = choose(client, language="en", next="/practices/?page=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/practices/?page=2"
    cookie = answer.cookies["django_language"]
    assert cookie.value == "en"
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]


def test_without_a_place_to_return_to_it_is_the_page_before(client: Client) -> None:
    answer = client.post(
        "/language/", {"language": "en"}, headers={"host": "localhost", "referer": "http://localhost/about/"}
    )
    assert answer["Location"] == "http://localhost/about/"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "javascript:alert(1)",
        "http:///elsewhere.example",
        "/\\elsewhere",
        "",
    ],
)
def test_nobody_is_sent_away(client: Client, address: str) -> None:
    assert choose(client, language="en", next=address)["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "", "de\r\nSet-Cookie: a=b", "☃" * 1000])
def test_a_language_that_is_not_complete_is_refused_with_a_sentence(client: Client, language: str) -> None:
    answer = choose(client, language=language)
    assert answer.status_code == 400
    assert "does not speak the language" in answer.content.decode()
    assert "django_language" not in answer.cookies


def test_it_is_chosen_by_sending_a_form_only(client: Client) -> None:
    assert client.get("/language/").status_code == 405


def test_it_works_from_pages_that_are_kept_for_everybody() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 302, "no token of one reader can stand on such a page"
    assert answer.cookies["django_language"].value == "en"
