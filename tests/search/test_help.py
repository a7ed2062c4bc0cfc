"""The help page: what it promises works on the real catalogue."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from search import registry
from search.helping import EXAMPLES
from search.queries.fields import field_key, field_names

QUERIES = [query for _heading, rows in EXAMPLES for query, _what in rows]


@pytest.fixture
def html(client: Client, db: None) -> str:
    answer = client.get("/search/help/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_example_is_a_link(html: str) -> None:
    links = re.findall(r'href="/search/\?q=[^"]*"[^>]*>([^<]*)</a>', html)
    assert [unescape(text) for text in links] == QUERIES


def test_every_example_finds_something_in_the_starter_catalogue(
    catalogue_db: None, search_index: None, client: Client
) -> None:
    page = client.get("/search/help/").content.decode()
    for address in re.findall(r'href="(/search/\?q=[^"]*)"', page):
        found = client.get(unescape(address)).content.decode()
        assert re.search(r"<h2>[1-9][\d,]* results?</h2>", found), address
        assert "Nothing has all of your words" not in found, address
        assert "is not known under" not in found, address


def test_every_field_is_named_and_every_name_is_understood(html: str) -> None:
    rows = re.findall(r"<strong>([a-z_]+):</strong></th><td[^>]*>[^<]*</td><td[^>]*>([^<]*)</td>", html)
    assert set(registry.facets()) | {"title", "name", "id", "year", "from", "to"} == {name for name, _others in rows}
    known = field_names()
    for name, others in rows:
        for other in filter(None, unescape(others).split(", ")):
            assert known.get(field_key(other)), (name, other)


def test_limits_are_told(html: str) -> None:
    assert "2000 characters" in html.replace(",", "")
    assert "400 words" in html


def test_it_is_reached_from_the_search_page(client: Client, site_tree: None, search_index: None) -> None:
    assert 'href="/search/help/"' in client.get("/search/").content.decode()
    assert client.post("/search/help/").status_code == 405


def test_it_asks_the_database_little(client: Client, db: None, django_assert_max_num_queries: Any) -> None:
    client.get("/search/help/")
    with django_assert_max_num_queries(4):
        client.get("/search/help/")
