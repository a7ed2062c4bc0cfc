"""`join/`, `leave/`, `requests/`, `invite/` and the link of an invitation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail as mailbox
from django.test import Client
from django.utils import timezone

from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership
from communities.spaces.retention import forget_invitations
from portal.foundation import outbox
from tests.communities.conftest import as_, client_of, make_member, make_person, statuses
from tests.practices.pages import warm_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
SPACE = "/communities/mentoring-after-release/"


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


# -- Joining --


def test_who_comes_to_join(space: Community) -> None:
    assert statuses(space, f"{SPACE}join/") == {
        "stranger": 302, "outsider": 200, "member": 302, "facilitator": 302, "steward": 302, "administrator": 200,
    }  # fmt: skip


def test_who_has_asked_sees_that_it_waits_and_can_take_it_back(space: Community) -> None:
    Community.objects.update(joining="request", visibility="public")
    client = as_("outsider", space)
    assert b"Ask to join" in client.get(SPACE).content
    client.post(f"{SPACE}join/", {"note": "I am an okapi."})
    page = client.get(SPACE).content.decode()
    assert "Your request waits" in page
    assert "Ask to join" not in page
    form = client.get(f"{SPACE}join/").content.decode()
    assert "waits for an answer" in form
    assert "I am an okapi." in form
    assert client.post(f"{SPACE}join/", {"take_back": "1"})["Location"] == SPACE
    assert client.post(f"{SPACE}join/", {"take_back": "1"}).status_code == 302  # twice is once
    assert not JoinRequest.objects.exists()
    assert b"Ask to join" in client.get(SPACE).content


def test_an_open_space_is_joined_at_once_and_left_at_once(space: Community) -> None:
    Community.objects.update(rules="Be kind.")
    client = as_("outsider", space)
    assert b"Be kind." in client.get(f"{SPACE}join/").content
    assert client.post(f"{SPACE}join/")["Location"] == SPACE
    assert b"In the last seven days" in client.get(SPACE).content
    assert client.get(f"{SPACE}people/").status_code == 200
    assert client.post(f"{SPACE}leave/")["Location"] == "/communities/mine/"
    assert client.get(f"{SPACE}people/").status_code == 403
    assert Membership.objects.filter(community=space).count() == 1


@pytest.mark.parametrize(
    ("email", "confirmed", "joins"),
    [
        ("rita@Probation.example", True, True),
        ("rita@probation.example", False, False),
        ("rita@sub.probation.example", True, False),
        ("rita@example.org", True, False),
    ],
)
def test_an_address_there_that_is_confirmed_lets_in_and_others_ask(
    space: Community, email: str, confirmed: bool, joins: bool
) -> None:
    Community.objects.update(joining="domain", domains=["probation.example"])
    user = make_person()
    EmailAddress.objects.create(user=user, email=email, verified=confirmed)
    client = client_of(user)
    assert client.get(f"{SPACE}join/").status_code == 200
    assert client.post(f"{SPACE}join/", {"note": "I work there"})["Location"] == SPACE
    assert Membership.objects.filter(user=user).exists() == joins
    assert JoinRequest.objects.filter(user=user).exists() != joins


def test_joining_twice_makes_one_membership(space: Community) -> None:
    user = make_person()
    for _time in range(2):
        assert client_of(user).post(f"{SPACE}join/").status_code == 302
    assert Membership.objects.filter(user=user).count() == 1


def test_a_space_on_request_asks_its_facilitators(space: Community) -> None:
    Community.objects.update(joining="request")
    facilitator, user = make_member(space, "facilitator").user, make_person(name="Rita")
    make_member(space)
    assert client_of(user).post(f"{SPACE}join/", {"note": "I work in <b>Graz</b>."})["Location"] == SPACE
    outbox.drain(["event", "notice", "mail"])
    assert sorted(letter.to[0] for letter in mailbox.outbox) == sorted(
        [facilitator.email, space.memberships.get(role="steward").user.email]
    )
    assert "Graz" not in mailbox.outbox[0].body
    page = client_of(facilitator).get(f"{SPACE}requests/").content.decode()
    assert "Rita" in page
    assert "&lt;b&gt;Graz" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_reads_requests(space: Community, method: str) -> None:
    other = 404 if method == "post" else 200
    assert statuses(space, f"{SPACE}requests/", method) == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": other, "steward": other, "administrator": other,
    }  # fmt: skip


@pytest.mark.parametrize(("answer", "comes_in"), [("yes", True), ("no", False)])
def test_a_request_is_answered(space: Community, answer: str, comes_in: bool) -> None:
    asked = JoinRequest.objects.create(community=space, user=make_person())
    client = as_("facilitator", space)
    sent = {"request": asked.pk, f"{asked.pk}-yes": answer, f"{asked.pk}-answer": "We are full."}
    assert client.post(f"{SPACE}requests/", sent).status_code == 302
    assert Membership.objects.filter(user=asked.user).exists() is comes_in
    assert JoinRequest.objects.filter(pk=asked.pk).exists() is not comes_in
    outbox.drain(["event", "notice", "mail"])
    (letter,) = mailbox.outbox
    assert letter.to == [asked.user.email]
    assert ("We are full." in str(letter.body)) is not comes_in
    assert client.post(f"{SPACE}requests/", sent).status_code == 404  # answered already
    if not comes_in:
        assert "We are full." in client_of(asked.user).get("/communities/mine/").content.decode()


def test_an_answer_that_says_nothing_is_no_answer(space: Community) -> None:
    asked = JoinRequest.objects.create(community=space, user=make_person())
    client = as_("steward", space)
    for wrong in ({"request": asked.pk}, {"request": asked.pk, f"{asked.pk}-yes": "perhaps"}):
        assert client.post(f"{SPACE}requests/", wrong).status_code == 400
    for wrong_key in ("x", "-1", "9" * 40, "²"):
        assert client.post(f"{SPACE}requests/", {"request": wrong_key}).status_code == 404


def test_nobody_gets_in_where_nobody_may(space: Community) -> None:
    Community.objects.update(joining="invitation")
    assert as_("outsider", space).post(f"{SPACE}join/").status_code == 403
    Community.objects.update(joining="open", state="archived")
    assert as_("outsider", space).post(f"{SPACE}join/").status_code == 403
    banned = make_person()
    Community.objects.update(state="active")
    Ban.objects.create(community=space, user=banned, reason="Rude")
    assert client_of(banned).post(f"{SPACE}join/").status_code == 403


# -- Leaving --


def test_who_can_leave(space: Community) -> None:
    assert statuses(space, f"{SPACE}leave/") == {
        "stranger": 302, "outsider": 403, "member": 200, "facilitator": 200, "steward": 200, "administrator": 403,
    }  # fmt: skip


def test_the_only_steward_stays_until_there_is_another(space: Community) -> None:
    client = as_("steward", space)
    assert b"You are the only steward." in client.get(f"{SPACE}leave/").content
    assert client.post(f"{SPACE}leave/").status_code == 409
    make_member(space, "steward")
    assert client.post(f"{SPACE}leave/").status_code == 302
    assert space.memberships.stewards().count() == 1


# -- Invitations --


def test_who_invites(space: Community) -> None:
    assert statuses(space, f"{SPACE}invite/") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip


def invited(space: Community, email: str) -> str:
    """Invites somebody; returns the link of their letter."""
    client = as_("facilitator", space)
    assert client.post(f"/communities/{space.slug}/invite/", {"emails": email}).status_code == 302
    outbox.drain(["event", "notice", "mail"])
    letter = mailbox.outbox[-1]
    assert letter.to == [email]
    found = re.search(r"/communities/invitation/\S+", str(letter.body))
    assert found
    return found[0]


def test_an_invitation_lets_in_whom_it_was_sent_to(secret: Community) -> None:
    link = invited(secret, "nora@example.org")
    stranger = Client().get(link)
    assert b"A quiet matter" in stranger.content  # they were written to about it
    assert b"/account/login/?next=/communities/invitation/" in stranger.content
    assert Client().post(link).status_code == 403
    other = client_of(make_person(email="someone@example.org"))
    assert b"The letter went to another address." in other.get(link).content
    assert other.post(link).status_code == 403
    nora = client_of(make_person(email="Nora@example.org"))
    assert nora.post(link)["Location"] == "/communities/a-quiet-matter/"
    assert nora.get("/communities/a-quiet-matter/").status_code == 200
    assert not Invitation.objects.exists()
    assert Client().get(link).status_code == 410


def test_an_old_forged_or_withdrawn_link_leads_nowhere(secret: Community) -> None:
    link = invited(secret, "nora@example.org")
    assert Client().get(link[:-3] + "xx/").status_code == 410
    assert Client().get("/communities/invitation/%F0%9F%98%80/").status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert Client().get(link).status_code == 410
        forget_invitations()
        assert not Invitation.objects.exists()
    link = invited(secret, "nora@example.org")
    sent = Invitation.objects.get()
    assert as_("steward", secret).post("/communities/a-quiet-matter/invite/", {"withdraw": sent.pk}).status_code == 302
    assert Client().get(link).status_code == 410


def test_nobody_withdraws_the_letters_of_another_space(space: Community, secret: Community) -> None:
    invited(secret, "nora@example.org")
    as_("steward", space).post(f"{SPACE}invite/", {"withdraw": Invitation.objects.get().pk})
    assert Invitation.objects.exists()


@pytest.mark.parametrize(
    "emails",
    ["", "nobody", "a@example.org\nb@", "\n".join(f"p{n}@example.org" for n in range(21)), "a\x00@example.org"],
)
def test_wrong_addresses_are_told(space: Community, emails: str) -> None:
    answer = as_("steward", space).post(f"{SPACE}invite/", {"emails": emails})
    assert answer.status_code == 400
    assert b"Please look at this again" in answer.content
    assert not Invitation.objects.exists()


def test_many_letters_take_their_time(space: Community, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "invite": 2}
    client = as_("steward", space)
    answers = [client.post(f"{SPACE}invite/", {"emails": f"p{number}@example.org"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 400]
    assert Invitation.objects.count() == 2


def test_a_second_letter_replaces_the_first(space: Community) -> None:
    first, second = invited(space, "nora@example.org"), invited(space, "nora@example.org")
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_the_number_of_queries_does_not_grow(space: Community) -> None:
    client = as_("steward", space)
    few = {page: warm_queries(client, f"{SPACE}{page}/") for page in ("requests", "invite")}
    for number in range(6):
        JoinRequest.objects.create(community=space, user=make_person())
        Invitation.objects.create(community=space, email=f"p{number}@example.org")
    assert few == {page: warm_queries(client, f"{SPACE}{page}/") for page in few}
