"""From a proposal to an open space: `propose/`, the desk, and the letters; and that a space never stands without a steward."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as mailbox
from django.db import IntegrityError, transaction
from django.test import Client

from communities.spaces import actions
from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership
from portal.accounts.groups import ensure_groups
from portal.foundation import erasure, outbox
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, make_space, statuses
from tests.practices.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
PROPOSAL = {
    "name": "Wohnen nach der Haft",
    "purpose": "Who finds a flat, and how.",
    "visibility": "face",
    "joining": "request",
}


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def administrator() -> Client:
    """Somebody at the desk."""
    ensure_groups()
    return client_of(make_person(group="administrators"))


def test_strangers_are_asked_to_log_in() -> None:
    assert Client().get("/communities/propose/")["Location"].startswith("/account/login/")


def test_who_proposes(space: Community) -> None:
    assert statuses(space, "/communities/propose/") == ladder(302, 200, 200, 200, 200, 200)
    assert statuses(space, "/communities/propose/", "post", {"name": ""}) == ladder(302, 400, 400, 400, 400, 400)


def test_a_proposal_is_seen_by_its_author_and_the_administrators_only(settings: Any) -> None:
    user = make_person(name="Paula")
    assert client_of(user).post("/communities/propose/", PROPOSAL)["Location"] == "/communities/mine/"
    made = Community.objects.get()
    assert (made.slug, made.state, made.identifier[:3]) == ("wohnen-nach-der-haft", "proposed", "CM-")
    address = made.get_absolute_url()
    assert [client_of(user).get(address).status_code, Client().get(address).status_code] == [200, 404]
    assert "Wohnen nach der Haft" in words_of(client_of(user), "/communities/mine/")
    outbox.drain(["event", "notice", "mail"])
    (letter,) = mailbox.outbox
    assert letter.to == [settings.OPERATOR["email"]]
    assert "/admin/community_desk/edit/" in letter.body


def test_administrators_find_a_proposal_among_their_notices_until_it_is_decided() -> None:
    admin, other = as_administrator(), make_person()
    proposer = make_person(name="Paula")
    client_of(proposer).post("/communities/propose/", PROPOSAL)
    outbox.drain(["event", "notice", "mail"])
    made = Community.objects.get()
    said = f"A community is proposed: {made.name}"
    assert said in words_of(client_of(admin), "/notices/")
    assert f"/admin/community_desk/edit/{made.pk}/" in client_of(admin).get("/notices/").content.decode()
    assert all(said not in words_of(client_of(user), "/notices/") for user in (other, proposer))
    assert admin.email not in [to for mail in mailbox.outbox for to in mail.to]  # unless they choose so
    kinds = [
        client_of(user).get("/notices/settings/").content.decode().count('name=".site"') for user in (admin, other)
    ]
    assert kinds == [1, 0]
    actions.found(made, proposer, admin)
    assert said not in words_of(client_of(admin), "/notices/")


def as_administrator() -> Any:
    """Somebody who answers for the site."""
    return make_person(group="administrators", name="Ada")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"purpose": ""},
        {"purpose": "a\x00"},
        {"visibility": "x"},
        {"visibility": "private"},
        {"joining": "domain"},
    ],
)
def test_a_mistake_is_told(wrong: dict[str, str]) -> None:
    answer = client_of(make_person()).post("/communities/propose/", PROPOSAL | wrong)
    assert answer.status_code == 400
    assert not Community.objects.exists()


@pytest.mark.parametrize("name", ["Propose", "Ελλάδα", "مجتمع", "😀", "Wohnen nach der Haft", "a" * 120])
def test_every_name_gets_an_address(name: str) -> None:
    make_space("Wohnen nach der Haft")
    assert client_of(make_person()).post("/communities/propose/", PROPOSAL | {"name": name}).status_code == 302
    made = Community.objects.get(state="proposed")
    assert client_of(made.proposed_by).get(made.get_absolute_url()).status_code == 200


def test_proposals_wait_their_turn() -> None:
    client = client_of(make_person())
    for number in range(4):
        client.post("/communities/propose/", PROPOSAL | {"name": f"Space {number}"})
    assert Community.objects.count() == 3


def test_an_administrator_founds_it_with_its_first_steward() -> None:
    proposer, steward = make_person(), make_person()
    made = make_space(state="proposed", proposed_by=proposer, founded_at=None)
    desk = administrator()
    address = f"/admin/community_desk/edit/{made.pk}/"
    form = desk.get(address)
    assert form.status_code == 200
    sent = {**PROPOSAL, "slug": made.slug, "decision": "found"}
    assert b"no account with this address" in desk.post(address, sent | {"first_steward": "nobody@example.org"}).content
    assert desk.post(address, sent | {"first_steward": steward.email}).status_code == 302
    made.refresh_from_db()
    assert made.state == "active"
    assert made.memberships.get().user == steward
    assert made.memberships.get().role == "steward"
    outbox.drain(["event", "notice", "mail"])
    assert {letter.to[0] for letter in mailbox.outbox} == {proposer.email, steward.email}
    assert desk.post(address, sent | {"first_steward": proposer.email}).status_code == 200  # founded already
    assert desk.get("/admin/community_desk/").status_code == 200
    assert desk.get(f"/admin/community_desk/history/{made.pk}/").status_code == 200


def test_a_proposal_is_declined_with_a_reason() -> None:
    made = make_space(state="proposed", proposed_by=make_person(), founded_at=None)
    desk, address = administrator(), f"/admin/community_desk/edit/{made.pk}/"
    sent = {**PROPOSAL, "slug": made.slug, "decision": "decline"}
    assert desk.post(address, sent).status_code == 200
    assert desk.post(address, sent | {"reason": "There is one already."}).status_code == 302
    outbox.drain(["event", "notice", "mail"])
    assert "There is one already." in mailbox.outbox[0].body
    assert client_of(made.proposed_by).get(made.get_absolute_url()).status_code == 404


def test_a_proposal_that_is_deleted_tells_nobody_its_name() -> None:
    made = make_space(state="proposed", founded_at=None)
    identifier = made.identifier
    made.delete()
    answer = Client().get(f"/id/{identifier}/")
    assert answer.status_code == 410
    assert made.name not in answer.content.decode()


@pytest.mark.parametrize("group", ["editors", "reviewers", "contributors"])
def test_nobody_else_founds(group: str) -> None:
    ensure_groups()
    made = make_space(state="proposed")
    client = client_of(make_person(group=group))
    assert client.get(f"/admin/community_desk/edit/{made.pk}/").status_code in (302, 403)
    assert made.name not in client.get("/admin/community_desk/", follow=True).content.decode()


# -- Never without a steward --


def test_one_membership_and_one_ban_for_each_person(space: Community) -> None:
    member = make_member(space)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(community=space, user=member.user)
    Ban.objects.create(community=space, user=member.user, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(community=space, user=member.user, reason="y")


def test_a_facilitator_takes_over_from_who_deletes_their_account(space: Community) -> None:
    first, later = make_member(space, "facilitator"), make_member(space, "facilitator")
    Membership.objects.filter(role="steward").update(hand_over="The key is with Ana.")
    erasure.erase(space.memberships.get(role="steward").user)
    steward = space.memberships.get(role="steward")
    assert (steward.user, steward.hand_over) == (first.user, "The key is with Ana.")
    assert later.pk != steward.pk
    outbox.drain(["event", "notice", "mail"])
    assert mailbox.outbox[0].to == [first.user.email]


def test_else_an_administrator_does(space: Community) -> None:
    ada = make_person(group="administrators")
    erasure.erase(space.memberships.get().user)
    assert space.memberships.get().user == ada


def test_leaving_the_site_takes_all_that_is_the_persons_own(space: Community, secret: Community) -> None:
    member = make_member(space, email="otto@example.org")
    user = member.user
    JoinRequest.objects.create(community=secret, user=user, note="Please")
    Invitation.objects.create(community=secret, email="OTTO@example.org")
    ban = Ban.objects.create(community=secret, user=make_person(), reason="x", banned_by=user)
    own = erasure.export(user)
    assert own["communities.membership.user"][0]["community__name"] == space.name
    assert own["communities.joinrequest.user"][0]["note"] == "Please"
    assert own["communities.invitation.email"][0]["community__name"] == secret.name
    erasure.erase(user)
    ban.refresh_from_db()
    assert ban.banned_by is None
    assert not JoinRequest.objects.exists()
    assert not Invitation.objects.exists()
    assert not space.memberships.filter(pk=member.pk).exists()
    assert b"somebody who has left" in as_("steward", secret).get("/communities/a-quiet-matter/bans/").content
