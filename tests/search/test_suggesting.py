"""`/search/suggest/` as people and the search box's script meet it, and the other spellings that lists offer."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.foundation import outbox
from portal.vocabularies.snapshot import forget
from search.indexing import changed, rebuild
from tests.factories import make_concept, make_place, make_record, make_translation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(site_tree: None) -> dict[str, Any]:
    """A few records, concepts and countries, found."""
    families = make_concept("theme:families", labels={"en": "Families", "de": "Familien"})
    austria = make_place("AT", names={"en": "Austria", "de": "Österreich"})
    records = {
        "telfi": make_record(title="Distance learning in prison", summary="Lessons.", places=[austria], names=["Telfi"]),
        "mabis": make_record("development_partnership", title="MABIS.Net", summary="After-care.", concepts=[families]),
        "secret": make_record(title="Sealed method", summary="Zebrafinch.", audience="group:editors",
                              stub_title="A local record", stub_summary="Open to registered editors."),
        "members": make_record(title="Members method", audience="members"),
    }  # fmt: skip
    make_translation(records["telfi"], "de", title="Fernunterricht im Gefängnis", summary="Stunden.")
    forget()
    rebuild()
    outbox.drain(["index"])
    return records


def suggested(client: Client, text: str, **headers: str) -> dict[str, list[dict[str, str]]]:
    """The groups that the script reads."""
    answer = client.get("/search/suggest/", {"q": text}, headers={"accept": "application/json", **headers})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    return {group["label"]: group["suggestions"] for group in answer.json()["groups"]}


def texts(client: Client, text: str) -> set[str]:
    return {one["text"] for group in suggested(client, text).values() for one in group}


def meant(client: Client, **query: Any) -> str:
    """What the search page asks whether it was meant; "" where it asks nothing."""
    html = client.get("/search/", query).content.decode()
    found = re.search(r'Did you mean <a href="\?([^"]*)"><strong>([^<]*)</strong>', html)
    return found[2] if found else ""


def test_records_concepts_and_countries_in_groups(client: Client, shelf: dict[str, Any]) -> None:
    assert suggested(client, "telf") == {
        "Records": [{"text": "Distance learning in prison", "language": "en", "note": "Telfi · Practices",
                     "url": shelf["telfi"].url}]
    } or suggested(client, "telf")["Records"][0]["note"].startswith("Telfi · ")  # fmt: skip
    assert suggested(client, "famlien")["Themes and terms"][0]["text"] == "Families"
    assert suggested(client, "osterr")["Countries"] == [
        {"text": "Austria", "language": "en", "note": "Österreich", "url": "/countries/AT/"}
    ]
    german = suggested(client, "fernunt", **{"accept-language": "de"})["Records"][0]
    assert (german["text"], german["language"]) == ("Fernunterricht im Gefängnis", "de")
    assert german["url"].startswith("/de/")


def test_every_suggestion_leads_somewhere(client: Client, shelf: dict[str, Any]) -> None:
    for beginning in ("dist", "famil", "austr", "mabis ne", "local"):
        found = suggested(client, beginning)
        assert found, beginning
        for group in found.values():
            for one in group:
                assert client.get(one["url"]).status_code == 200, one


def test_each_reader_gets_what_is_theirs(client: Client, shelf: dict[str, Any]) -> None:
    assert texts(client, "method") == set()
    assert texts(client, "local rec") == {"A local record"}
    client.force_login(make_user("members"))
    assert texts(client, "method") == {"Members method"}
    client.force_login(make_user("editors"))
    assert texts(client, "methdo") == {"Members method", "Sealed method"}
    assert texts(client, "local rec") == set()


def test_what_waits_to_be_hidden_is_not_suggested(client: Client, shelf: dict[str, Any]) -> None:
    changed("page", [str(shelf["telfi"].pk)], hides=True)
    assert texts(client, "distance") == set()


def test_a_suggestion_is_checked_against_the_database(client: Client, shelf: dict[str, Any]) -> None:
    type(shelf["telfi"]).objects.filter(pk=shelf["telfi"].pk).update(audience="group:editors")
    assert texts(client, "distance") == set()


def test_without_a_script_it_is_a_page(client: Client, shelf: dict[str, Any]) -> None:
    answer = client.get("/search/suggest/?q=learn", headers={"accept": "text/html,*/*;q=0.8"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<h2 class="mt">1 suggestion</h2>' in html
    assert f'href="{shelf["telfi"].url}"' in html
    assert '<option value="Distance learning in prison">' in html
    assert 'href="/search/?q=learn"' in html
    empty = client.get("/search/suggest/").content.decode()
    assert "No suggestions" not in empty
    assert "No suggestions" in client.get("/search/suggest/?q=unheardof").content.decode()
    assert 'formaction="/search/suggest/"' in client.get("/search/").content.decode()


def test_the_search_boxes_know_where_to_ask(client: Client, shelf: dict[str, Any]) -> None:
    for address in ("/", "/search/", "/countries/", "/nowhere/"):
        assert 'data-suggest="/search/suggest/"' in client.get(address).content.decode(), address


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post("/search/suggest/").status_code == 405


@pytest.mark.parametrize(
    "raw", ["q=%FF%FE", "q=%00", "q=%ED%A0%80", "q=a&q=b", "%", "&&&=", f"q={'x' * 5000}", "q=...."]
)
def test_odd_addresses(client: Client, shelf: dict[str, Any], raw: str) -> None:
    assert client.get(f"/search/suggest/?{raw}").status_code == 200


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(client: Client, shelf: dict[str, Any], text: str) -> None:
    for path in ("/search/suggest/", "/search/"):
        assert client.get(f"{path}?{urlencode({'q': text}, errors='surrogatepass')}").status_code == 200


def test_more_suggestions_ask_no_more_queries(client: Client, shelf: dict[str, Any]) -> None:
    client.get("/search/suggest/?q=learn")
    with CaptureQueriesContext(connection) as few:
        suggested(client, "learn")
    for number in range(10):
        make_record(title=f"Learning {number}", slug=f"learning-{number}")
    outbox.drain(["index"])
    with CaptureQueriesContext(connection) as many:
        assert len(suggested(client, "learn")["Records"]) == 6
    assert len(few) == len(many) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("distnce", "distance"), ("distance leraning", "distance learning"), ("MABISNTE", "MABISNET"), ("distance", ""),
        ("Fernuntericht", "fernunterricht"), ("gefangins", "gefängnis"), ("unheardof", ""), ("-distnce", ""),
        ("distnce -women", "distance -women"), ("country:Austria distnce", "country:Austria distance"),
    ],
)  # fmt: skip
def test_what_may_have_been_meant(client: Client, shelf: dict[str, Any], text: str, expected: str) -> None:
    assert meant(client, q=text).casefold().replace(".", "") == expected.casefold()


def test_what_was_meant_is_found_within_the_same_filters(client: Client, shelf: dict[str, Any]) -> None:
    assert meant(client, q="distnce", country="AT") == "distance"
    assert meant(client, q="afer-care mabsi", country="AT") == ""


def test_nobody_is_asked_for_what_they_may_not_see(client: Client, shelf: dict[str, Any]) -> None:
    assert meant(client, q="zebrafnich") == ""
    assert meant(client, q="distance zebrafnich") == ""
    assert meant(client, q="sealde method") == ""
    client.force_login(make_user("editors"))
    assert meant(client, q="zebrafnich") == "zebrafinch"
    changed("page", [str(shelf["secret"].pk)], hides=True)
    assert meant(client, q="zebrafnich") == ""


def test_a_slip_asks_the_database_no_more(
    client: Client, shelf: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    client.get("/search/?q=distnce")
    with django_assert_max_num_queries(8):
        client.get("/search/?q=distnce+lerning+prisn")
