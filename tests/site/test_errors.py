"""Addresses that lead nowhere, and requests that can't be answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from portal.site import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/here/",
        "/de/nothing/",
        "/en/",
        "/xx/about/",
        "/%00/",
        "/practices/%F0%9F%A6%8A/",
        "/id/nonsense/",
        "/files/../secret",
        "/a" * 900 + "/",
    ],
)
def test_an_unknown_address_offers_ways_on_in_the_readers_language(site_tree: None, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert '<html lang="en"' in page
    assert 'name="q"' in page
    assert answer["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("/de", "/de/"),
        ("/search", "/search/"),
        ("/practices", "/practices/"),
        ("/de/practices?page=1", "/de/practices/?page=1"),
    ],
)
def test_a_missing_slash_is_added(site_tree: None, client: Client, short: str, full: str) -> None:
    answer = client.get(short)
    assert answer.status_code == 301
    assert answer["Location"] == full


def test_a_host_that_is_not_ours_is_not_answered(client: Client) -> None:
    answer = client.get("/search/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "We could not read this request" in answer.content.decode()


def test_a_broken_page_says_so_with_the_number_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("portal.site.views.render", broken)
    answer = Client(raise_request_exception=False).get("/thank-you/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something broke on our side" in page
    assert re.search(r"tell us this number: <code>[0-9a-f-]{36}</code>", page)
    assert "a secret detail" not in page


def test_a_stranger_who_may_not_is_shown_the_way_in() -> None:
    answer = errors.forbidden(RequestFactory().get("/somewhere/"))
    assert answer.status_code == 403
    assert "/account/login/?next=/somewhere/" in answer.content.decode()


def test_an_address_for_forms_alone_says_so_and_leads_to_its_page(site_tree: None, client: Client) -> None:
    answer = client.get("/communities/a-space/forum/1/answer/")
    page = answer.content.decode()
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "There is nothing to open at this address" in page
    assert 'href="/communities/a-space/forum/1/"' in page
    assert client.post("/search/help/").content
