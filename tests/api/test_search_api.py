"""`/api/v1/search`: what the search page finds, and no more."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from portal.api.searching import marked
from portal.foundation import outbox
from search import fallback
from search.engines.base import Passage
from search.indexing import changed
from tests.api.conftest import Ask
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db


def titles(page: Any) -> list[str]:
    return [result["title"]["text"] for result in page["results"]]


def test_found_words_are_marked_in_plain_text(ask: Ask, shelf: dict[str, Any]) -> None:
    page = ask("search", q="learning platform")
    result = page["results"][0]
    title, snippet = result["title"], result["snippet"]
    assert [title["text"][start:end] for start, end in title["marks"]] == ["learning"]
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["learning", "platform"]
    assert {reason["where"] for reason in result["matched_in"]} == {"title", "text"}
    assert result["summary"]["text"] == "Lessons & “more” on a server."
    assert result["record"]["identifier"] == shelf["telfi"].identifier


def test_marks_count_characters_of_the_plain_text() -> None:
    told = marked(Passage(SafeString("&lt;b&gt; &amp; <mark>caf&#x27;é</mark> 😀 <mark>x</mark>"), "en"))
    assert told["text"] == "<b> & caf'é 😀 x"
    assert [told["text"][start:end] for start, end in told["marks"]] == ["caf'é", "x"]


@pytest.mark.parametrize(
    "query",
    [
        "q=learning",
        "q=mabis+net&sort=title",
        "",
        "country=AT",
        "q=distance+agencies",
        "sort=newest",
        "from=2005&to=2006",
    ],
)
def test_it_finds_what_the_page_finds_in_its_order(client: Client, ask: Ask, shelf: dict[str, Any], query: str) -> None:
    html = client.get(f"/search/?{query}").content.decode()
    shown = [unescape(re.sub(r"<[^>]+>", "", title)) for title in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)]
    page = ask(f"/api/v1/search?{query}")
    assert titles(page) == shown
    assert page["total"] == len(shown)


def test_facets_are_counted_when_asked_for(ask: Ask, shelf: dict[str, Any]) -> None:
    assert ask("search")["facets"] == []
    facets = ask("search", facets=["country", "text_language", "span"], country="AT")["facets"]
    assert [facet["name"] for facet in facets] == ["country", "text_language", "span"]
    assert {(value["code"], value["label"], value["count"]) for value in facets[0]["values"]} == {
        ("AT", "Austria", 1),
        ("DE", "Germany", 1),
    }
    assert {value["code"] for value in facets[1]["values"]} == {"en", "de"}
    assert ask("search", 422, facets="colour")["errors"][0]["parameter"] == "facets"


def test_each_reader_finds_what_is_theirs(ask: Ask, client: Client, shelf: dict[str, Any]) -> None:
    assert titles(ask("search", q="method")) == []
    face = ask("search", q="local record")["results"][0]["record"]
    assert (face["restricted"], face["title"]) == (True, "A local record")
    client.force_login(make_user("editors"))
    assert sorted(titles(ask("search", q="method"))) == ["Sealed method", "Unspoken method"]
    assert titles(ask("search", q="local record", kind="practice")) != ["A local record"]


def test_the_database_has_the_last_word(ask: Ask, shelf: dict[str, Any]) -> None:
    record = shelf["telfi"]
    type(record).objects.filter(pk=record.pk).update(audience="group:editors")
    page = ask("search", q="lessons server")
    assert (titles(page), page["total"]) == ([], 0)


def test_what_is_about_to_be_hidden_is_not_found_nor_counted(ask: Ask, shelf: dict[str, Any]) -> None:
    changed("page", [str(shelf["telfi"].pk)], hides=True)
    page = ask("search", country="AT", facets="country")
    assert (titles(page), page["total"]) == ([], 0)
    assert "AT" not in {value["code"] for value in page["facets"][0]["values"]}


def test_page_by_page(ask: Ask, shelf: dict[str, Any]) -> None:
    for number in range(7):
        make_record(title=f"Tool {number}", kind="tool", slug=f"tool-{number}")
    outbox.drain(["index"])
    seen, page = [], ask("search", q="tool", limit=3, sort="title")
    while True:
        seen += titles(page)
        if not page["next_cursor"]:
            break
        page = ask("search", q="tool", limit=3, sort="title", cursor=page["next_cursor"])
    assert seen == [f"Tool {number}" for number in range(7)]


def test_terms_and_pages_are_found_too(ask: Ask, shelf: dict[str, Any]) -> None:
    term = ask("search", q="probation")["results"][0]["record"]
    assert (term["kind"], term["identifier"], term["api_url"]) == ("term", "", None)
    assert term["url"].endswith("/glossary/probation/")


def test_without_an_index_it_says_when_to_come_back(client: Client, site_tree: None) -> None:
    answer = client.get("/api/v1/search?q=x")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert answer["Content-Type"] == "application/problem+json"


def test_while_search_is_away_the_database_answers_and_says_so(
    ask: Ask, shelf: dict[str, Any], own_index: Path
) -> None:
    assert ask("search", q="learning")["by_database"] is False
    fallback.fill()
    shutil.rmtree(own_index)
    page = ask("search", q="learning", facets="country", country="AT")
    assert (page["by_database"], page["total"]) == (True, 1)
    assert page["results"][0]["record"]["identifier"] == shelf["telfi"].identifier
    assert {value["code"] for value in page["facets"][0]["values"]} >= {"AT"}
    assert titles(ask("search", q="method")) == [], "the audience is kept"


def test_more_results_ask_no_more_queries(client: Client, shelf: dict[str, Any]) -> None:
    def queries() -> int:
        client.get("/api/v1/search?q=method&kind=practice&limit=50&facets=country")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/api/v1/search?q=learning&kind=practice&limit=50&facets=country").status_code == 200
        return len(asked)

    queries()
    few = queries()
    for number in range(10):
        make_record(title=f"Learning {number}", slug=f"learning-{number}")
    outbox.drain(["index"])
    assert queries() == few
    assert few <= 6
