"""Names in archives and their owners: who sees which, claiming, taking away."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from communities.archives.models import UnclaimedName
from communities.discussion.models import Post, Topic
from communities.spaces.models import Community
from portal.foundation.erasure import erase, export
from tests.communities.archives.conftest import Import, row
from tests.communities.conftest import as_, client_of, make_member, make_person, statuses
from tests.practices.pages import warm_queries

pytestmark = pytest.mark.django_db
CLAIMS = "/communities/claim/"


@pytest.fixture
def ana(bring: Import) -> Any:
    """Somebody whose address stands in an archive that moved in."""
    bring(row(id=1), row("Ana wrote:\n> Who fetches the key?\n\nThey do.", id=2, author="Ben <ben@old.example>"))
    return make_person(name="Ana Here", email="Ana@old.example")


def test_who_gets_in(space: Community) -> None:
    assert set(statuses(space, CLAIMS).values()) == {200, 302}
    assert Client().get(CLAIMS).status_code == 302
    assert as_("member", space).delete(CLAIMS).status_code == 405


def test_whoever_confirmed_the_address_claims_the_name(ana: Any, bring: Import) -> None:
    client, name = client_of(ana), UnclaimedName.objects.get(name="Ana")
    page = client.get(CLAIMS).content.decode()
    assert 'dir="auto">Ana</h2>' in page
    assert "Ben" not in page
    client.post(CLAIMS, {"name": name.pk, "claim": "1"})
    first, second = Post.objects.order_by("number")
    assert (first.author, first.unclaimed, Topic.objects.get().author) == (ana, None, ana)
    assert second.author is None
    assert "belongs to your addresses" in client.get(CLAIMS).content.decode()
    bring(row("Later in the archive", id=3, created="2019-04-01"), name="newer")
    assert Post.objects.get(number=3).author == ana
    assert export(ana)["communities.unclaimedname.claimed_by"][0]["name"] == "Ana"
    erase(ana)
    assert not UnclaimedName.objects.filter(name="Ana").exists()
    assert Post.objects.get(number=1).author is None


def test_nobody_else_can(ana: Any, space: Community) -> None:
    name = UnclaimedName.objects.get(name="Ana")
    unconfirmed = make_person(name="Eve")
    EmailAddress.objects.create(user=unconfirmed, email="ben@old.example", verified=False)
    for client in (client_of(unconfirmed), as_("steward", space), as_("administrator", space)):
        assert client.post(CLAIMS, {"name": name.pk, "claim": "1"}).status_code == 404
        assert "Ben" not in client.get(CLAIMS).content.decode()
    assert not Post.objects.exclude(author=None).exists()


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30, "\x00", "²"])
def test_bad_keys_are_not_found(ana: Any, key: str) -> None:
    assert client_of(ana).post(CLAIMS, {"name": key}).status_code == 404


def test_a_name_is_taken_away_out_of_quotations_too(ana: Any) -> None:
    name = UnclaimedName.objects.get(name="Ana")
    client_of(ana).post(CLAIMS, {"name": name.pk, "forget": "1"})
    first, second = Post.objects.order_by("number")
    assert (first.author, first.unclaimed) == (None, None)
    assert second.text.startswith("somebody who has left wrote:")
    assert second.html.count("Who fetches the key?") == 1


def test_pages_lead_there(ana: Any, space: Community) -> None:
    client = client_of(make_member(space, name="Mia").user)
    assert CLAIMS in client.get(Topic.objects.get().get_absolute_url()).content.decode()
    assert CLAIMS in client.get("/account/").content.decode()


def test_a_private_community_is_not_named(ana: Any, space: Community) -> None:
    space.visibility, space.joining = "private", "invitation"
    space.save()
    page = client_of(ana).get(CLAIMS).content.decode()
    assert space.name not in page
    assert "A private community" in page


def test_the_number_of_queries_does_not_grow(ana: Any, space: Community) -> None:
    client = client_of(ana)
    few = warm_queries(client, CLAIMS)
    for number in range(5):
        other = Community.objects.create(name=f"Space {number}", slug=f"space-{number}", state="active")
        hashed = UnclaimedName.objects.filter(name="Ana")[0].address_hash
        UnclaimedName.objects.create(community=other, name="Ana", address_hash=hashed)
    assert warm_queries(client, CLAIMS) == few
