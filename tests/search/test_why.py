"""Why a result stands where it stands: for editors a table of what each word brings, for everybody else nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from search.indexing import rebuild
from tests.factories import make_record, make_user


@pytest.fixture
def shelf(site_tree: None) -> dict[str, Any]:
    records = {
        "women": make_record(title="Mentors for women", summary="They meet after release."),
        "garden": make_record(title="A garden", summary="Mentors work here.", slug="garden"),
        "reviewers": make_record(title="Mentors of reviewers", slug="reviewers", audience="group:reviewers"),
    }
    rebuild()
    return records


@pytest.fixture
def editor(client: Client, site_tree: None) -> Client:
    client.force_login(make_user("editors"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["", "members", "contributors"])
def test_nobody_else_is_told(client: Client, shelf: dict[str, Any], group: str) -> None:
    if group:
        client.force_login(make_user(group))
    assert client.get("/search/why/?q=mentors&record=" + shelf["women"].identifier).status_code == 404
    assert "/search/why/" not in client.get("/search/?q=mentors").content.decode()


def test_editors_see_scores_in_the_list_and_what_they_are_made_of(editor: Client, shelf: dict[str, Any]) -> None:
    html = editor.get("/search/?q=mentors").content.decode()
    links = [unescape(link) for link in re.findall(r'href="(/search/why/[^"]*)"', html)]
    assert len(links) == 2
    assert "Score " in html
    answer = editor.get(links[1])
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Mentors for women" in page
    assert "A garden" in page
    rows = re.findall(
        r'<th scope="row">mentors</th><td>([^<]+)</td><td class="num">([^<]+)</td><td class="num">([^<]+)</td>', page
    )
    assert "title" in {where for where, *_scores in rows}
    (total,) = re.findall(r"<tfoot>.*?</tfoot>", page, re.DOTALL)
    totals = [float(number) for number in re.findall(r'class="num">([\d.]+)<', total)]
    for place in (1, 2):
        assert sum(float(row[place]) for row in rows if row[place] != "–") == pytest.approx(totals[place - 1], abs=0.05)


def test_records_are_named_by_identifier(editor: Client, shelf: dict[str, Any]) -> None:
    page = editor.get(
        "/search/why/", {"q": "mentors", "record": shelf["women"].identifier, "with": shelf["garden"].identifier}
    )
    assert page.status_code == 200
    assert "A garden" in page.content.decode()
    alone = editor.get("/search/why/", {"q": "release", "record": shelf["garden"].identifier}).content.decode()
    assert "not found by these words" in alone


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"record": "PR-0001"}, "Give words"), ({"q": "mentors"}, "Name a record"), ({"q": "mentors", "record": "XX-9999"}, "no record “XX-9999”"),
        ({"q": "mentors", "record": "page:999999"}, "no record"), ({"q": "mentors", "record": "nothing:1"}, "no record"),
        ({"q": "mentors", "record": "page:x"}, "no record"), ({"q": "mentors", "record": 'a" OR id:"b'}, "no record"),
        ({"q": "mentors", "record": "\x00"}, "Name a record"), ({"q": "mentors", "record": "<script>"}, "no record"),
    ],
)  # fmt: skip
def test_bad_input_is_told(editor: Client, shelf: dict[str, Any], query: dict[str, str], message: str) -> None:
    answer = editor.get("/search/why/", query)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert "<script>&" not in answer.content.decode()


def test_editors_are_not_told_of_what_is_not_theirs(editor: Client, shelf: dict[str, Any]) -> None:
    for name in (f"page:{shelf['reviewers'].pk}", shelf["reviewers"].identifier):
        answer = editor.get("/search/why/", {"q": "mentors", "record": name})
        assert answer.status_code == 400
        assert "Mentors of reviewers" not in answer.content.decode()


def test_without_an_index_it_says_so(editor: Client, site_tree: None) -> None:
    assert "not available" in editor.get("/search/why/?q=mentors&record=PR-0001").content.decode()


def test_it_asks_the_database_little(editor: Client, shelf: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    address = f"/search/why/?q=mentors&record={shelf['women'].identifier}&with={shelf['garden'].identifier}"
    editor.get(address)
    with django_assert_max_num_queries(15):
        editor.get(address)
