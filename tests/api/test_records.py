"""`/api/v1/records`: everything that a reader may see, steadily page by page, and each record whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.api.schemas import FACETS
from practices.kinds import KINDS
from practices.relations.models import Relation
from search import registry
from tests.api.conftest import Ask
from tests.factories import make_place, make_record, make_source, make_translation, make_user

pytestmark = pytest.mark.django_db


def titles(page: Any) -> list[str]:
    return [record["title"] for record in page["records"]]


def test_a_list_tells_every_record_in_short(ask: Ask, shelf: dict[str, Any]) -> None:
    page = ask("records")
    assert page["total"] == 3
    telfi = next(record for record in page["records"] if record["identifier"] == shelf["telfi"].identifier)
    assert telfi["title"] == "Distance learning in prison"
    assert telfi["summary"] == "Lessons & “more” on a server."
    assert (telfi["kind"], telfi["kind_label"], telfi["language"]) == ("practice", "Practice", "en")
    assert telfi["languages"] == ["en", "de"]
    assert telfi["countries"] == [{"code": "AT", "label": "Austria"}]
    assert telfi["concepts"] == [{"scheme": "theme", "code": "families", "label": "Families"}]
    assert (telfi["period"], telfi["evidence"], telfi["self_reported"]) == ("2002/2005", "weak", True)
    assert telfi["url"].endswith(shelf["telfi"].url)
    assert telfi["stable_url"].endswith(f"/id/{shelf['telfi'].identifier}/")
    assert telfi["api_url"].endswith(f"/api/v1/records/{shelf['telfi'].identifier}")
    assert page["next"] is None


def test_the_language_of_titles_and_labels_can_be_chosen(ask: Ask, shelf: dict[str, Any]) -> None:
    telfi = ask("records", kind="practice", language="de")["records"][0]
    assert telfi["title"] == "Fernunterricht im Gefängnis"
    assert telfi["language"] == "de"
    assert telfi["concepts"][0]["label"] == "Familien"
    assert telfi["stable_url"].endswith(f"/id/{shelf['telfi'].identifier}-de/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "practice"}, ["Distance learning in prison"]), ({"kind": ["practice", "event"]}, ["Distance learning in prison", "A conference"]),
        ({"country": "AT"}, ["Distance learning in prison"]), ({"country": "XX"}, []), ({"theme": "families"}, ["Distance learning in prison"]),
        ({"theme": "unheard_of"}, []), ({"tag": "computers"}, ["Distance learning in prison"]), ({"evidence": "weak"}, ["Distance learning in prison"]),
        ({"evidence": "strong"}, []), ({"text_language": "de"}, ["Distance learning in prison"]), ({"country": "AT", "kind": "event"}, []),
        ({"from_": 2006}, []), ({"from_": 2004, "to": 2004}, ["Distance learning in prison"]),
        ({"from_": 2005}, ["MABIS.Net", "Distance learning in prison"]), ({"to": 2000}, ["A conference"]), ({"span": "1995-1999"}, ["A conference"]),
        ({"span": ["1995-1999", "2005-2009"]}, ["MABIS.Net", "Distance learning in prison", "A conference"]),
    ],
)  # fmt: skip
def test_filters_are_those_of_the_search(
    ask: Ask, shelf: dict[str, Any], query: dict[str, Any], expected: list[str]
) -> None:
    page = ask("records", **query)
    assert titles(page) == expected
    assert page["total"] == len(expected)
    found = {
        result["title"]["text"] for result in ask("search", **query)["results"] if not result["record"]["restricted"]
    }
    assert found == set(expected), "search says the same"


def test_every_facet_of_the_search_is_a_filter() -> None:
    assert set(FACETS.values()) == set(registry.facets()) | {"span"}


def test_page_by_page_each_record_comes_once_though_some_come_and_go(ask: Ask, shelf: dict[str, Any]) -> None:
    for number in range(6):
        make_record(title=f"Tool {number}", kind="tool", slug=f"tool-{number}")
    seen = []
    page = ask("records", limit=2)
    while True:
        seen += [record["identifier"] for record in page["records"]]
        if len(seen) == 4:
            new = make_record(title="Came meanwhile", kind="tool")
            shelf["mabis"].delete()
        if not page["next"]:
            break
        page = ask(page["next"].removeprefix("http://localhost:8000"))
    assert len(seen) == len(set(seen)) == 10
    assert seen[-1] == new.identifier


def test_a_cursor_is_of_one_list(ask: Ask, shelf: dict[str, Any]) -> None:
    cursor = ask("records", limit=1)["next_cursor"]
    assert len(ask("records", cursor=cursor, limit=2)["records"]) == 2
    for query in ({"kind": "practice"}, {"language": "de"}, {"changed_since": "2020-01-01"}):
        assert ask("records", 422, cursor=cursor, **query)["errors"][0]["parameter"] == "cursor"
    assert ask("search", 422, cursor=cursor)["errors"][0]["parameter"] == "cursor"


def test_a_record_is_told_whole(ask: Ask, shelf: dict[str, Any]) -> None:
    telfi = ask(f"records/{shelf['telfi'].identifier}")
    assert telfi["names"] == ["Telfi"]
    assert {place["code"] for place in telfi["places"]} == {"AT", "AT22"}
    assert telfi["tags"] == ["computers"]
    done = next(section for section in telfi["sections"] if section["name"] == "done")
    assert done["text"] == "Teachers meet on a learning platform."
    assert "<em>meet</em>" in done["html"] or "<i>meet</i>" in done["html"]
    assert telfi["badges"]["evidence"]["strength"] == "weak"
    result = telfi["results"][0]
    assert (result["indicator"], result["value"], result["unit"], result["on_whose_word"]) == (
        "reoffending",
        "40.5",
        "%",
        "stated",
    )
    assert result["source"] == telfi["sources"][0]["identifier"]
    assert [(source["title"], source["at"]) for source in telfi["sources"]] == [("A background paper", "Panel 1")]
    relation = telfi["relations"][0]
    assert (relation["type"], relation["incoming"], relation["identifier"]) == (
        "practised_by",
        False,
        shelf["mabis"].identifier,
    )
    assert ask(relation["api_url"].removeprefix("http://localhost:8000"))["relations"][0]["incoming"] is True
    assert telfi["licence"].startswith("https://")


def test_no_person_is_named(client: Client, shelf: dict[str, Any]) -> None:
    text = client.get(f"/api/v1/records/{shelf['telfi'].identifier}").content.decode()
    assert "Jane Doe" not in text
    assert "John Doe" not in text


def test_strangers_are_not_told_what_is_behind(client: Client, ask: Ask, shelf: dict[str, Any]) -> None:
    def everything() -> str:
        told = [client.get("/api/v1/records?limit=100").content.decode()]
        told += [client.get(f"/api/v1/records/{record.identifier}").content.decode() for record in shelf.values()]
        return " ".join(told)

    for secret in ("Unspoken", "Sealed", "An unpublished note", "111"):
        assert secret not in everything()
    telfi = ask(f"records/{shelf['telfi'].identifier}")
    assert telfi["results"][1]["source"] is None
    assert [value["value"] for value in telfi["conflicts"][0]["values"]] == ["121"]
    client.force_login(make_user("editors"))
    for secret in ("Unspoken", "Sealed", "An unpublished note", "111"):
        assert secret in everything()


def test_a_restricted_record_has_its_public_face(ask: Ask, client: Client, shelf: dict[str, Any]) -> None:
    face = ask(f"records/{shelf['sealed'].identifier}")
    assert (face["title"], face["restricted"], face["sections"], face["badges"]) == ("A local record", True, [], None)
    assert ask(f"records/{shelf['hidden'].identifier}", 404)["status"] == 404
    client.force_login(make_user("editors"))
    assert ask(f"records/{shelf['sealed'].identifier}")["title"] == "Sealed method"


def test_a_text_can_be_asked_for(ask: Ask, shelf: dict[str, Any]) -> None:
    code = shelf["telfi"].identifier
    german = ask(f"records/{code}-de")
    assert (german["title"], german["texts_in"]) == ("Fernunterricht im Gefängnis", "en")
    assert german["sections"], "the rest is the original's"
    assert ask(f"records/{code}", language="de")["title"] == german["title"]
    assert ask(f"records/{code}", language="fr")["title"] == "Distance learning in prison"
    ask(f"records/{code}-fr", 404)
    assert ask(f"records/{code.lower()}")["identifier"] == code


def test_what_was_withdrawn_is_gone_and_says_so(ask: Ask, shelf: dict[str, Any]) -> None:
    code = shelf["old"].identifier
    shelf["old"].delete()
    gone = ask(f"records/{code}", 410)
    assert gone["last_title"] == "A conference"
    assert ask("records/XX-9999", 404)["detail"]
    for wrong in ("nonsense", "PR-1", "SR-0001", "PR-0001-xx", "%F0%9F%98%80", "PR-0001%0a"):
        ask(f"records/{wrong}", 404)


def test_drafts_and_what_has_expired_are_not_there(ask: Ask, site_tree: None) -> None:
    draft = make_record(title="Not yet", publish=False)
    assert ask("records")["records"] == []
    ask(f"records/{draft.identifier}", 404)


def test_changes_since_a_day(ask: Ask, shelf: dict[str, Any]) -> None:
    assert ask("records", changed_since="2999-01-01")["total"] == 0
    assert ask("records", changed_since="2020-01-01")["total"] == 3


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_more_records_ask_no_more_queries(client: Client, shelf: dict[str, Any]) -> None:
    address = "/api/v1/records?limit=100&country=AT"
    few = queries(client, address)
    for number in range(8):
        record = make_record(title=f"More {number}", slug=f"more-{number}", places=[make_place("AT")])
        make_translation(record, "de")
    assert queries(client, address) == few
    assert few <= 7


def test_a_fuller_record_asks_no_more_queries(client: Client, shelf: dict[str, Any]) -> None:
    address = f"/api/v1/records/{shelf['telfi'].identifier}"
    few = queries(client, address)
    for number in range(5):
        target = make_record("tool", title=f"Tool {number}", slug=f"tool-{number}")
        Relation.objects.create(page=shelf["telfi"], type="used", target=target)
        shelf["telfi"].citations.create(source=make_source(), at=f"p. {number}")
    assert len(json.loads(client.get(address).content)["relations"]) == 6
    assert queries(client, address) == few
    assert few <= 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_whole(ask: Ask, site_tree: None, kind: str) -> None:
    record = make_record(kind, title="One of its kind")
    told = ask(f"records/{record.identifier}")
    assert (told["kind"], told["title"]) == (kind, "One of its kind")
    assert (told["badges"] is not None) == type(record).has_badges
