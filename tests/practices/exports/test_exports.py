"""Downloads as people and programs meet them: whole lists, single records, and what must not leave the site."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.foundation import outbox
from practices.exports import lists
from practices.exports.formats import FORMATS
from search.engines import engine
from search.indexing import changed
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db


def download(client: Client, query: str = "", extension: str = "json", status: int = 200) -> str:
    answer = client.get(f"/search/export.{extension}?{query}")
    assert answer.status_code == status
    return (answer.getvalue() if answer.streaming else answer.content).decode()


def titles(client: Client, query: str = "") -> list[str]:
    return [record["title"] for record in json.loads(download(client, query))]


def test_a_table_opens_in_a_spreadsheet(client: Client, shelf: dict[str, Any]) -> None:
    text = download(client, "kind=practice&kind=development_partnership", "csv")
    assert text.startswith("\ufeffidentifier,kind,title")
    rows = {row["identifier"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))}
    telfi = rows[shelf["telfi"].identifier]
    assert telfi["kind"] == "Practice"
    assert telfi["countries"] == "Austria"
    assert telfi["themes"] == "Families"
    assert telfi["languages"] == "en; de"
    assert (telfi["period"], telfi["known_in"], telfi["self_reported"], telfi["peer_reviewed"]) == (
        "2002/2005",
        "2007",
        "yes",
        "no",
    )
    assert telfi["stable_address"].endswith(f"/id/{shelf['telfi'].identifier}/")
    assert rows[shelf["mabis"].identifier]["title"] == "'=MABIS.Net"


def test_everything_of_a_list_whatever_it_is(client: Client, shelf: dict[str, Any]) -> None:
    assert set(titles(client)) == {
        "Distance learning in prison",
        "=MABIS.Net",
        "A local record",
        "Probation",
        "Where it all came from",
    }
    assert titles(client, "q=learning") == ["Distance learning in prison"]
    assert titles(client, "country=DE") == ["=MABIS.Net"]
    assert titles(client, "country=DE&theme=families") == []
    assert titles(client, "titles=de&q=learning") == ["Fernunterricht im Gefängnis"]


def test_a_stranger_gets_the_public_face_and_nothing_behind_it(client: Client, shelf: dict[str, Any]) -> None:
    for extension in FORMATS:
        text = download(client, "", extension)
        assert "Sealed" not in text
        assert "Unspoken" not in text
    face = next(record for record in json.loads(download(client)) if record["restricted"])
    assert face["title"] == "A local record"
    assert face["countries"] == []
    client.force_login(make_user("editors"))
    assert {"Sealed method", "Unspoken method"} <= set(titles(client))
    assert "A local record" not in titles(client)


def test_the_database_has_the_last_word(client: Client, shelf: dict[str, Any]) -> None:
    record = shelf["telfi"]
    type(record).objects.filter(pk=record.pk).update(audience="group:editors")
    assert "Distance learning in prison" not in titles(client)
    type(record).objects.filter(pk=record.pk).update(audience="public", live=False)
    assert "Distance learning in prison" not in titles(client)


def test_what_is_about_to_be_hidden_is_left_out(client: Client, shelf: dict[str, Any]) -> None:
    changed("page", [str(shelf["telfi"].pk)], hides=True)
    assert "Distance learning in prison" not in titles(client)


def test_what_is_hidden_while_a_file_is_written_is_left_out_from_then_on(
    client: Client, shelf: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "BATCH", 1)
    answer: Any = client.get("/search/export.json?kind=practice&kind=development_partnership&sort=title")
    pieces = iter(answer.streaming_content)
    begun = next(pieces) + next(pieces)
    assert b"MABIS" in begun
    changed("page", [str(shelf["telfi"].pk)], hides=True)
    rest = b"".join(pieces)
    assert b"Distance learning" not in rest
    assert b"A local record" in rest


@pytest.mark.parametrize("extension", FORMATS)
def test_each_kind_of_file_says_what_it_is(client: Client, shelf: dict[str, Any], extension: str) -> None:
    answer: Any = client.get(f"/search/export.{extension}?q=learning&country=AT")
    assert answer.streaming
    assert answer["Content-Type"] == FORMATS[extension].content_type
    assert re.fullmatch(
        rf'attachment; filename="passerelle-learning-at-\d{{4}}-\d\d-\d\d\.{extension}"', answer["Content-Disposition"]
    )
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
    assert "Distance learning in prison" in answer.getvalue().decode()
    one: Any = client.get(f"/id/{shelf['telfi'].identifier}/cite.{extension}")
    assert one["Content-Type"] == FORMATS[extension].content_type
    assert one["Content-Disposition"] == f'attachment; filename="{shelf["telfi"].identifier}.{extension}"'
    assert "Distance learning in prison" in one.content.decode()


def test_a_translation_is_cited_as_itself(client: Client, shelf: dict[str, Any]) -> None:
    text = client.get(f"/id/{shelf['telfi'].identifier}-de/cite.bib").content.decode()
    assert "Fernunterricht im Gefängnis" in text
    assert f"@misc{{{shelf['telfi'].identifier}-de," in text
    page = client.get(f"/id/{shelf['page'].identifier}/cite.ris").content.decode()
    assert "TI  - Where it all came from" in page


@pytest.mark.parametrize(
    "address", ["/search/?q=learning", "/practices/", "/countries/AT/", "/themes/theme/families/", "/a-z/?letter=D"]
)
def test_every_list_offers_exactly_itself(client: Client, shelf: dict[str, Any], address: str) -> None:
    html = client.get(address).content.decode()
    links = {unescape(link) for link in re.findall(r'href="(/search/export\.[^"]+)" rel="nofollow"', html)}
    assert len(links) == len(FORMATS)
    shown = [re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)]
    link = next(link for link in links if link.startswith("/search/export.json?"))
    assert [record["title"] for record in json.loads(client.get(link).getvalue())] == [
        unescape(title) for title in shown
    ]


def test_an_empty_list_offers_nothing(client: Client, shelf: dict[str, Any]) -> None:
    assert "/search/export." not in client.get("/search/?q=unheardof").content.decode()
    assert json.loads(download(client, "q=unheardof")) == []


def test_a_record_offers_its_files(client: Client, shelf: dict[str, Any]) -> None:
    html = client.get(shelf["telfi"].url).content.decode()
    for extension in FORMATS:
        assert f'href="/id/{shelf["telfi"].identifier}/cite.{extension}"' in html


def test_more_records_ask_no_more_queries(client: Client, shelf: dict[str, Any]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            download(client, "kind=practice", "csv")
        return len(asked)

    queries()
    few = queries()
    for number in range(12):
        make_record(title=f"Practice {number}", slug=f"practice-{number}")
    outbox.drain(["index"])
    assert queries() == few
    assert few <= 8


def test_without_an_index_it_says_when_to_come_back(client: Client, site_tree: None) -> None:
    answer = client.get("/search/export.csv")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"


@time_machine.travel("2026-11-24T12:00:10Z", tick=False)  # counts begin anew with each minute
def test_too_many_downloads_are_told_when_to_come_back(client: Client, shelf: dict[str, Any], settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {"export": 2, "api": 1}
    assert [client.get("/search/export.ris").status_code for _attempt in range(3)] == [200, 200, 429]
    refused = client.get("/search/export.ris")
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "Too many" in refused.content.decode()
    client.force_login(make_user())
    assert client.get("/search/export.ris").status_code == 200, "an account has a count of its own"


@pytest.mark.parametrize(
    ("query", "status"), [("from=abc", 400), ("sort=sideways", 400), ("page=99", 200), ("country=XX", 200)]
)
def test_odd_addresses(client: Client, shelf: dict[str, Any], query: str, status: int) -> None:
    assert client.get(f"/search/export.csv?{query}").status_code == status


def test_other_kinds_and_methods_are_refused(client: Client, shelf: dict[str, Any]) -> None:
    assert client.get("/search/export.exe").status_code == 404
    assert client.get("/search/export.csl_json").status_code == 404
    assert client.post("/search/export.csv").status_code == 405
    assert client.head("/search/export.csv").status_code == 200


@given(
    st.dictionaries(
        st.sampled_from(["q", "country", "from", "to", "sort", "page", "titles", "tag"]), st.text(max_size=40)
    )
)
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_is_an_error(client: Client, shelf: dict[str, Any], settings: Any, query: dict[str, str]) -> None:
    settings.REQUESTS_PER_MINUTE = {"export": 0}
    answer: Any = client.get(
        "/search/export.csv", {name: value.encode("utf-8", "ignore") for name, value in query.items()}
    )
    assert answer.status_code in (200, 400)
    assert answer.getvalue() if answer.streaming else answer.content


def test_a_long_list_ends_where_paging_does(
    client: Client, shelf: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST", 2)
    assert len(titles(client)) == 2
    assert engine().status().documents > 2
