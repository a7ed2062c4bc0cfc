"""`edit/`, `showcase/`, `state/`, `export/`: what stewards do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from communities.people.models import Profile
from communities.spaces import parts
from communities.spaces.models import Community, ShowcaseItem
from communities.spaces.parts import Part
from portal.foundation import outbox
from tests.communities.conftest import as_, make_person, make_space, statuses
from tests.factories import make_record
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


@pytest.mark.parametrize("page", ["edit", "showcase", "state", "export"])
def test_who_tends_a_space(space: Community, page: str) -> None:
    assert statuses(space, f"{SPACE}{page}/") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 200, "administrator": 200,
    }  # fmt: skip


@pytest.mark.parametrize(
    "page", ["edit", "showcase", "state", "export", "people", "bans", "requests", "invite", "join"]
)
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


# -- Showcase --


def test_records_and_people_are_chosen_by_search(space: Community, search_index: None) -> None:
    make_record(title="Telfi")
    Profile.objects.create(user=make_person(), name="Tessa Telfi", published=True, audience="public")
    outbox.drain(["index"])
    client = as_("steward", space)
    found = {hit.key for hit in client.get(f"{SPACE}showcase/", {"q": "telfi"}).context["listing"].hits}
    assert len(found) == 2
    for key in sorted(found):
        assert client.post(f"{SPACE}showcase/", {"add": key}).status_code == 302
    items = list(ShowcaseItem.objects.all())
    sent = {
        "save": "1", "shown-TOTAL_FORMS": "2", "shown-INITIAL_FORMS": "2",
        "shown-0-id": items[0].pk, "shown-0-position": "9", "shown-0-note": "Where we learned it.",
        "shown-1-id": items[1].pk, "shown-1-position": "2", "shown-1-note": "",
    }  # fmt: skip
    assert client.post(f"{SPACE}showcase/", sent).status_code == 302
    words = words_of(Client(), SPACE)
    assert words.index("Tessa Telfi") != words.index("Where we learned it.")
    assert [item.position for item in ShowcaseItem.objects.all()] == [2, 9]
    assert client.post(f"{SPACE}showcase/", sent | {"shown-0-DELETE": "on"}).status_code == 302
    assert ShowcaseItem.objects.count() == 1


def test_each_reader_sees_of_it_what_they_may_see(space: Community) -> None:
    record = make_record(title="For members", audience="members")
    ours = make_record(title="For us alone", audience=f"community:{space.pk}")
    for page in (record, ours):
        ShowcaseItem.objects.create(community=space, thing=f"page:{page.pk}")
    seen = {rung: words_of(as_(rung, space), SPACE) for rung in ("stranger", "outsider", "member")}
    assert ["For members" in seen[rung] for rung in seen] == [False, True, True]
    assert ["For us alone" in seen[rung] for rung in seen] == [False, False, True]


def test_a_person_who_withdraws_is_shown_no_more(space: Community) -> None:
    profile = Profile.objects.create(user=make_person(), name="Tessa", published=True, audience="public")
    ShowcaseItem.objects.create(community=space, thing=f"person:{profile.pk}")
    assert "Tessa" in words_of(Client(), SPACE)
    profile.published = False
    profile.save()
    assert "Tessa" not in words_of(Client(), SPACE)
    profile.delete()
    assert not ShowcaseItem.objects.exists()


@pytest.mark.parametrize("thing", ["", "page:999999", "nothing:1", "page:", "page:x", "a" * 500, "page:1:stub", "\x00"])
def test_what_is_not_there_is_not_shown(space: Community, thing: str) -> None:
    assert as_("steward", space).post(f"{SPACE}showcase/", {"add": thing}, follow=True).status_code == 200
    assert not ShowcaseItem.objects.exists()


def test_nobody_changes_the_showcase_of_another_space(space: Community, secret: Community) -> None:
    item = ShowcaseItem.objects.create(community=secret, thing="page:1")
    sent = {
        "save": "1", "shown-TOTAL_FORMS": "1", "shown-INITIAL_FORMS": "1", "shown-0-id": item.pk,
        "shown-0-position": "1", "shown-0-note": "mine", "shown-0-DELETE": "on",
    }  # fmt: skip
    assert as_("steward", space).post(f"{SPACE}showcase/", sent).status_code in (302, 400)
    assert ShowcaseItem.objects.filter(pk=item.pk, note="").exists()
    assert as_("steward", space).post(f"{SPACE}showcase/", {"save": "1"}).status_code == 400


# -- Parts --


@pytest.fixture
def a_part(monkeypatch: pytest.MonkeyPatch) -> Part:
    """A part such as the forum will be."""
    told: list[str] = []
    part = Part(
        "wall", "Wall", "community_people", "article", count=lambda _standing: 3,
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
    for page in ("edit", "showcase", "state", "invite"):
        assert client.get(f"{SPACE}{page}/").status_code == 403
    assert client.get(f"{SPACE}export/").status_code == 200
    assert as_("outsider", space).get(f"{SPACE}export/").status_code == 404


def test_the_copy_holds_the_space_and_no_address(space: Community, a_part: Part) -> None:
    ShowcaseItem.objects.create(community=space, thing="page:1", note="Ours")
    answer = as_("steward", space).get(f"{SPACE}export/?format=jsonl")
    rows = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert [row["type"] for row in rows] == ["community", "shown", "people", "wall"]
    assert rows[0]["name"] == space.name
    assert rows[2]["name"] == "Stella"
    assert "@" not in answer.getvalue().decode()


def test_the_number_of_queries_does_not_grow(space: Community) -> None:
    client = as_("steward", space)
    pages = [make_record(title=f"Record {number}") for number in range(6)]
    ShowcaseItem.objects.create(community=space, thing=f"page:{pages[0].pk}")
    few = [warm_queries(client, address) for address in (SPACE, f"{SPACE}showcase/", f"{SPACE}edit/")]
    for page in pages[1:]:
        ShowcaseItem.objects.create(community=space, thing=f"page:{page.pk}")
        make_space(page.title)
    assert [warm_queries(client, address) for address in (SPACE, f"{SPACE}showcase/", f"{SPACE}edit/")] == few
