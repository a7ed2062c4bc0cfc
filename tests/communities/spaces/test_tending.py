"""`edit/`, `state/`, `export/`: what stewards do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from communities.faces.models import Section
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import Part
from portal.foundation import outbox
from tests.communities.conftest import as_, make_space, statuses
from tests.communities.faces.conftest import publish
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
SPACE = "/communities/mentoring-after-release/"
WORDS = {
    "name": "Mentoring",
    "purpose": "New words.",
    "visibility": "face",
    "joining": "request",
    "languages": ["de", "pl"],
}


@pytest.mark.parametrize("page", ["edit", "state", "export"])
def test_who_tends_a_space(space: Community, page: str) -> None:
    assert statuses(space, f"{SPACE}{page}/") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 200, "administrator": 200,
    }  # fmt: skip


@pytest.mark.parametrize("page", ["edit", "state", "export", "people", "bans", "requests", "invite", "join"])
def test_a_private_space_is_not_there(secret: Community, page: str) -> None:
    assert as_("outsider", secret).get(f"/communities/a-quiet-matter/{page}/").status_code == 404


def test_words_and_settings_are_changed_and_found(space: Community, search_index: None) -> None:
    answer = as_("steward", space).post(f"{SPACE}edit/", WORDS)
    assert answer["Location"] == SPACE
    outbox.drain(["index"])
    assert Client().get("/communities/", {"q": "mentoring", "language": "pl"}).context["listing"].total == 1
    assert "Deutsch, Polski" in words_of(Client(), SPACE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"purpose": "x" * 20_001},
        {"visibility": "hidden"},
        {"languages": ["tlh"]},
        {"joining": "domain"},
        {"joining": "domain", "domains": "@example.org"},
        {"joining": "domain", "domains": "пример.рф"},
        {"visibility": "private", "joining": "request"},
        {"started_on": "yesterday"},
        {"started_on": "2030-01-01", "review_on": "2020-01-01"},
        {"grew_out_of": "999999"},
    ],
)
def test_a_mistake_is_told_and_nothing_saved(space: Community, wrong: dict[str, Any]) -> None:
    answer = as_("steward", space).post(f"{SPACE}edit/", WORDS | wrong)
    assert answer.status_code == 400
    assert b"Please look at this again" in answer.content
    assert Community.objects.get(pk=space.pk).purpose == "We stay beside people in the first months."


def test_a_steward_names_no_space_that_they_may_not_know_of(space: Community, secret: Community) -> None:
    client = as_("steward", space)
    assert b"A quiet matter" not in client.get(f"{SPACE}edit/").content
    assert client.post(f"{SPACE}edit/", WORDS | {"grew_out_of": secret.pk}).status_code == 400


# -- Parts --


@pytest.fixture
def a_part(monkeypatch: pytest.MonkeyPatch) -> Part:
    """A part such as the forum will be."""
    told: list[str] = []
    part = Part(
        "wall", "Wall", "community_people", "article", count_own=lambda _standing: 3,
        export=lambda _space: [{"text": "Hello"}], space_changed=lambda space: told.append(space.name),
    )  # fmt: skip
    monkeypatch.setitem(parts._parts, "wall", part)
    monkeypatch.setattr(parts, "told", told, raising=False)
    return part


def test_a_part_is_switched_on_and_off(space: Community, a_part: Part) -> None:
    client = as_("steward", space)
    assert "Wall" not in words_of(client, SPACE)
    assert client.post(f"{SPACE}edit/", WORDS | {"parts": ["wall"]}).status_code == 302
    assert "Wall 3" in words_of(client, SPACE)
    assert "Wall" not in words_of(Client(), SPACE)  # it is inside
    assert parts.told == ["Mentoring"]  # type: ignore[attr-defined]
    assert client.post(f"{SPACE}edit/", WORDS | {"parts": ["nothing"]}).status_code == 400
    assert client.post(f"{SPACE}edit/", WORDS).status_code == 302
    assert "Wall" not in words_of(client, SPACE)
    assert parts.told == ["Mentoring"] * 2  # type: ignore[attr-defined]  # also that it went: search must not find what stands in it


# -- Archiving, closing, taking a copy --


def test_an_archived_space_is_read_only_and_can_be_opened_again(space: Community) -> None:
    client = as_("steward", space)
    client.post(f"{SPACE}state/", {"archive": "1"})
    assert "Archived." in words_of(Client(), SPACE)
    assert as_("outsider", space).post(f"{SPACE}join/").status_code == 403
    assert client.get(f"{SPACE}invite/").status_code == 403
    client.post(f"{SPACE}state/", {"archive": "1"})
    assert as_("outsider", space).post(f"{SPACE}join/").status_code == 302


@pytest.mark.parametrize("name", ["", "Something else", "x" * 300])
def test_closing_needs_the_name(space: Community, name: str) -> None:
    assert as_("steward", space).post(f"{SPACE}state/", {"close": "1", "name": name}).status_code == 400
    assert Community.objects.get().state == "active"


def test_a_closed_space_can_only_be_copied(space: Community) -> None:
    client = as_("steward", space)
    client.post(f"{SPACE}state/", {"close": "1", "name": space.name})
    for page in ("edit", "state", "invite"):
        assert client.get(f"{SPACE}{page}/").status_code == 403
    assert client.get(f"{SPACE}export/").status_code == 200
    assert as_("outsider", space).get(f"{SPACE}export/").status_code == 404


def test_the_copy_holds_the_space_and_no_address(space: Community, a_part: Part) -> None:
    publish(space, Section("records", title="Ours"))
    answer = as_("steward", space).get(f"{SPACE}export/?format=jsonl")
    rows = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert [row["type"] for row in rows] == ["community", "face", "people", "wall"]
    assert rows[0]["name"] == space.name
    assert rows[2]["name"] == "Stella"
    assert "@" not in answer.getvalue().decode()


def test_the_number_of_queries_does_not_grow(space: Community) -> None:
    client = as_("steward", space)
    few = [warm_queries(client, address) for address in (SPACE, f"{SPACE}edit/")]
    for number in range(5):
        make_space(f"Record {number}")
    assert [warm_queries(client, address) for address in (SPACE, f"{SPACE}edit/")] == few
