"""`/communities/`: the one search, over what the reader may know of."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.spaces.models import Community
from portal.foundation import outbox
from tests.communities.conftest import as_, make_member, make_space
from tests.practices.pages import warm_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def test_everybody_finds_what_they_may_know_of(space: Community, secret: Community, search_index: None) -> None:
    seen = {}
    for rung in ("stranger", "outsider", "administrator"):
        page = as_(rung, space).get("/communities/")
        assert page.status_code == 200
        seen[rung] = [card.key for card in page.context["listing"].hits]
    assert seen["stranger"] == seen["outsider"] == [f"community:{space.pk}"]
    assert set(seen["administrator"]) == {f"community:{space.pk}", f"community:{secret.pk}"}


def test_members_find_their_private_space_until_they_leave(secret: Community, search_index: None) -> None:
    member = make_member(secret)
    client = Client()
    client.force_login(member.user)
    page = client.get("/communities/", {"q": "quiet"}).content.decode()
    assert page.count("/communities/a-quiet-matter/") >= 2  # among one's own, and found
    member.delete()
    assert "a-quiet-matter" not in client.get("/communities/", {"q": "quiet"}).content.decode()


def test_a_private_space_leaks_through_no_channel(
    space: Community, secret: Community, search_index: None, client: Client
) -> None:
    for address in (
        "/search/?q=quiet",
        "/search/suggest/?q=quiet",
        "/api/v1/search?q=quiet",
        "/search/export.json?q=quiet",
        "/sitemap-communities.xml",
        "/communities/",
        "/",
    ):
        answer = client.get(address, headers={"accept": "*/*"})
        assert answer.status_code == 200, address
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert b"A quiet matter" not in text, address
        assert b"a-quiet-matter" not in text, address
    assert client.get("/search/").context["listing"].total == client.get("/communities/").context["listing"].total + 0
    assert client.get(f"/id/{secret.identifier}/").status_code == 404
    assert client.get(f"/id/{space.identifier}/")["Location"] == "/communities/mentoring-after-release/"
    assert b"mentoring-after-release" in client.get("/sitemap-communities.xml").content


def test_becoming_private_hides_at_once(space: Community, search_index: None, client: Client) -> None:
    assert client.get("/communities/").context["listing"].total == 1
    space.visibility, space.joining = "private", "invitation"
    space.save()
    assert client.get("/communities/").context["listing"].total == 0  # before the worker came
    outbox.drain(["index"])
    assert client.get("/communities/").context["listing"].total == 0


def test_a_change_is_found_when_the_worker_came(space: Community, search_index: None, client: Client) -> None:
    space.name = "Housing first"
    space.save()
    outbox.drain(["index"])
    (card,) = client.get("/communities/", {"q": "housing"}).context["listing"].hits
    assert card.kind_label == "Community"


def test_odd_questions_are_answered(space: Community, search_index: None, client: Client) -> None:
    assert client.get("/communities/", {"page": "999"}).status_code == 404
    assert client.get("/communities/", {"q": "\x00\ud800"}.copy() | {"q": "a\x00b"}).status_code in (200, 400)


def test_the_number_of_queries_does_not_grow(space: Community, search_index: None) -> None:
    client = Client()
    client.force_login(make_member(space).user)
    few = warm_queries(client, "/communities/")
    for number in range(8):
        make_member(make_space(f"Space {number}"), user=space.memberships.latest("pk").user)
    outbox.drain(["index"])
    assert warm_queries(client, "/communities/") == few <= 12
