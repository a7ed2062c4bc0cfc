"""What holds for every answer of the API: errors in one form, limits, revalidation, other sites' pages, and no bad input that breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.api import cursors
from portal.api.examples import EXAMPLES
from portal.api.urls import api
from tests.api.conftest import Ask
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HARMLESS = [HealthCheck.function_scoped_fixture]


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("records?limit=0", 422, "limit"), ("records?limit=101", 422, "limit"), ("records?limit=ten", 422, "limit"), ("records?from=abc", 422, "from"),
        ("records?from=99999999999999999999", 422, "from"), ("records?from=2007&to=2001", 422, "from"), ("records?kind=sorcery", 422, "kind"),
        ("records?language=xx", 422, "language"), ("records?cursor=nonsense", 422, "cursor"), ("records?cursor=%00", 422, "cursor"),
        ("records?colour=red", 422, "colour"), ("records?q=x", 422, "q"), ("records?changed_since=yesterday", 422, "changed_since"),
        ("records?span=200", 422, "span"), ("records?evidence=huge", 422, "evidence"), ("records?country=", 422, "country"),
        ("search?sort=sideways", 422, "sort"), ("search?text_language=xx", 422, "text_language"), ("search?page=2", 422, "page"),
        ("records/PR-0001?kind=practice", 422, "kind"), ("nowhere", 404, None), ("records/", 404, None), ("records/PR-0001/x", 404, None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_form(
    client: Client, site_tree: None, address: str, status: int, parameter: str | None
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    if parameter:
        assert parameter in [wrong["parameter"] for wrong in told["errors"]]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/v1/records")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["status"] == 405


def test_other_sites_pages_may_read_it_without_cookies(client: Client, shelf: dict[str, Any]) -> None:
    answer = client.get("/api/v1/records", headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    preflight = client.options("/api/v1/records", headers={"origin": "https://elsewhere.example"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in client.get("/search/")


def test_answers_are_revalidated_and_differ_by_reader(client: Client, shelf: dict[str, Any]) -> None:
    first = client.get("/api/v1/records")
    assert first["Cache-Control"] == "no-cache"
    assert "Cookie" in first["Vary"]
    again = client.get("/api/v1/records", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    client.force_login(make_user("editors"))
    mine = client.get("/api/v1/records", headers={"if-none-match": first["ETag"]})
    assert (mine.status_code, mine["Cache-Control"]) == (200, "private, no-cache")
    assert client.head("/api/v1/records").status_code == 200


@time_machine.travel("2026-11-24T12:00:10Z", tick=False)  # counts begin anew with each minute
def test_too_many_requests_are_told_when_to_come_back(client: Client, site_tree: None, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {"api": 3, "export": 0}
    assert [client.get("/api/v1/records").status_code for _attempt in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/v1/search")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 61
    assert refused.json()["status"] == 429
    other = client.get("/api/v1/records", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200
    client.force_login(make_user())
    assert client.get("/api/v1/records").status_code == 200


def test_the_description_tells_every_address(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {"/api/v1/records", "/api/v1/records/{identifier}", "/api/v1/search"}
    search = described["paths"]["/api/v1/search"]["get"]
    assert {"q", "sort", "facets", "cursor", "limit", "from", "to", "language"} <= {
        one["name"] for one in search["parameters"]
    }
    assert {"200", "422", "429", "503"} <= set(search["responses"])
    assert described["openapi"].startswith("3.")
    assert api.docs_url is None, "the library's own pages load scripts from elsewhere"


def test_every_example_of_the_documentation_works(client: Client, catalogue_db: None, search_index: None) -> None:
    html = client.get("/api/").content.decode()
    for example in EXAMPLES:
        assert f'href="{example.address.replace("&", "&amp;")}"' in html
        answer = client.get(example.address)
        assert answer.status_code == 200
        told = answer.json()
        assert told.get("records") or told.get("results") or told.get("identifier") or told.get("paths"), (
            example.address
        )
    assert "http://" not in html.partition("<main")[2].replace("http://localhost:8000", ""), "nothing from elsewhere"


def test_the_first_address_leads_on(ask: Ask, site_tree: None) -> None:
    told = ask("/api/v1/")
    assert told["openapi"].endswith("/api/v1/openapi.json")


VALUES = st.text(max_size=40) | st.sampled_from(
    ["practice", "AT", "2005", "2005-2009", "de", "title", "100", "strong", "\x00", "9" * 400]
)


@given(
    st.sampled_from(["records", "search", "records/PR-0001"]),
    st.dictionaries(
        st.sampled_from(["q", "kind", "country", "theme", "evidence", "text_language", "tag", "span", "from", "to", "language", "limit", "cursor",
                         "changed_since", "sort", "facets", "colour"]), VALUES, max_size=5),
)  # fmt: skip
@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=HARMLESS)
def test_no_address_is_an_error_of_ours(
    client: Client, shelf: dict[str, Any], settings: Any, path: str, query: dict[str, str]
) -> None:
    settings.REQUESTS_PER_MINUTE = {"api": 0}
    answer = client.get(f"/api/v1/{path}", {name: value.encode("utf-8", "ignore") for name, value in query.items()})
    assert answer.status_code in (200, 404, 422)
    json.loads(answer.content)


@pytest.mark.parametrize(
    "raw",
    [
        "q=%FF%FE",
        "q=%00",
        "q=%ED%A0%80",
        "q=a&q=b",
        "%",
        "&&&=",
        "kind=%00",
        "limit=1&limit=2",
        "cursor=a&cursor=b",
        "tag=%00",
    ],
)
def test_broken_encodings(client: Client, shelf: dict[str, Any], raw: str) -> None:
    for path in ("records", "search"):
        assert client.get(f"/api/v1/{path}?{raw}").status_code in (200, 422)


@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda data: data.decode("latin-1")))
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(cursors.CursorError):
        cursors.read(cursor, "question")


@given(st.integers(min_value=0, max_value=cursors.LARGEST))
def test_a_cursor_says_where_it_left_off(position: int) -> None:
    cursor = cursors.written(position, "question")
    assert cursors.read(cursor, "question") == position
    with pytest.raises(cursors.CursorError):
        cursors.read(cursor, "another")
