"""`people/`, roles, bans and appeals."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as mailbox
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from communities.people.models import Profile
from communities.spaces.models import Ban, Community, Membership
from portal.foundation import outbox
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, statuses
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
SPACE = "/communities/mentoring-after-release/"


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_people_are_for_those_who_belong(space: Community) -> None:
    wanted = {"stranger": 302, "outsider": 403, "member": 200, "facilitator": 200, "steward": 200, "administrator": 200}
    assert statuses(space, f"{SPACE}people/") == wanted
    Community.objects.update(visibility="public")  # all else is
    assert statuses(space, f"{SPACE}people/") == wanted


def test_the_first_way_inside_is_called_the_same_everywhere(space: Community) -> None:
    client = as_("facilitator", space)
    for page in ("", "people/", "moderation/"):
        assert "What’s new" in words_of(client, SPACE + page), page


def test_a_profile_is_linked_while_it_is_published(space: Community) -> None:
    member = make_member(space, name="Maria")
    profile = Profile.objects.create(user=member.user, name="Maria", published=True)
    client = as_("member", space)
    assert profile.get_absolute_url() in client.get(f"{SPACE}people/").content.decode()
    Profile.objects.update(published=False)
    assert profile.get_absolute_url() not in client.get(f"{SPACE}people/").content.decode()


def test_many_people_stand_on_pages(space: Community) -> None:
    for _number in range(61):
        make_member(space)
    client = as_("steward", space)
    assert "Page 1 of 2" in words_of(client, f"{SPACE}people/")
    assert "Page 2 of 2" in words_of(client, f"{SPACE}people/?page=99")
    assert client.get(f"{SPACE}people/?page=%00").status_code == 200


def test_who_gives_roles(space: Community) -> None:
    key = make_member(space).pk
    assert statuses(space, f"{SPACE}people/{key}/") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 200, "administrator": 200,
    }  # fmt: skip


def test_a_role_with_term_and_note_is_given_and_told(space: Community) -> None:
    member = make_member(space)
    sent = {
        "role": "steward",
        "term_from": "2026-01-01",
        "term_to": "2027-01-01",
        "hand_over": "The list is in the drawer.",
    }
    assert as_("steward", space).post(f"{SPACE}people/{member.pk}/", sent).status_code == 302
    member.refresh_from_db()
    assert (member.role, str(member.term_to)) == ("steward", "2027-01-01")
    outbox.drain(["event", "notice", "mail"])
    (letter,) = mailbox.outbox
    assert letter.to == [member.user.email]
    assert "The list is in the drawer." in letter.body
    assert ModelLogEntry.objects.filter(action="communities.role").exists()
    assert "until 1 January 2027" in words_of(Client(), SPACE)


@pytest.mark.parametrize(
    "wrong",
    [{"role": "emperor"}, {"role": ""}, {"role": "steward", "term_from": "2027-01-01", "term_to": "2026-01-01"}],
)
def test_a_wrong_role_is_told(space: Community, wrong: dict[str, str]) -> None:
    member = make_member(space)
    assert as_("steward", space).post(f"{SPACE}people/{member.pk}/", wrong).status_code == 400
    member.refresh_from_db()
    assert member.role == "member"


def test_the_only_steward_keeps_the_role(space: Community) -> None:
    steward = space.memberships.get()
    client = as_("administrator", space)
    assert client.post(f"{SPACE}people/{steward.pk}/", {"role": "member"}).status_code == 400
    assert client.post(f"{SPACE}people/{steward.pk}/ban/", {"reason": "x"}).status_code == 400
    assert space.memberships.stewards().count() == 1


def test_people_of_another_space_are_not_there(space: Community, secret: Community) -> None:
    other = make_member(secret)
    client = as_("steward", space)
    for address in (f"people/{other.pk}/", f"people/{other.pk}/ban/", "people/99999999999999999999999/"):
        assert client.get(SPACE + address).status_code == 404


# -- Bans --


def test_who_bans(space: Community) -> None:
    key = make_member(space).pk
    wanted = {"stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 200, "administrator": 200}
    assert statuses(space, f"{SPACE}people/{key}/ban/") == wanted
    assert statuses(space, f"{SPACE}bans/") == wanted


def banned(space: Community, **fields: Any) -> Ban:
    """Somebody whom the first steward put out."""
    member = make_member(space, **fields)
    answer = as_("steward", space).post(
        f"/communities/{space.slug}/people/{member.pk}/ban/", {"reason": "Sold <i>cars</i>."}
    )
    assert answer.status_code == 302
    return Ban.objects.get(user=member.user)


def test_a_ban_takes_effect_at_once_and_says_why(secret: Community) -> None:
    ban = banned(secret, name="Bruno")
    client = client_of(ban.user)
    assert client.get("/communities/a-quiet-matter/").status_code == 404
    page = client.get("/communities/a-quiet-matter/appeal/").content.decode()
    assert "Sold &lt;i&gt;cars&lt;/i&gt;." in page
    outbox.drain(["event", "notice", "mail"])
    (letter,) = mailbox.outbox
    assert letter.to == [ban.user.email]
    assert "Sold <i>cars</i>." in letter.body
    assert "/communities/a-quiet-matter/appeal/" in letter.body


@pytest.mark.parametrize(("visibility", "outsider"), [("face", 403), ("private", 404)])
def test_who_decides_an_appeal(space: Community, visibility: str, outsider: int) -> None:
    second = make_member(space, "steward", name="Second").user
    ban = Ban.objects.create(community=space, user=make_person(), reason="Cars", banned_by=second)
    address = f"{SPACE}bans/{ban.pk}/"
    Community.objects.update(visibility=visibility)
    assert statuses(space, address) == ladder(302, outsider, 403, 403, 403, 403)  # nobody has appealed
    Ban.objects.update(appealed_at=timezone.now(), appeal="It was a joke.")
    assert statuses(space, address) == ladder(302, outsider, 403, 403, 200, 200)
    assert statuses(space, address, "post", {"lift": ""}) == ladder(302, outsider, 403, 403, 400, 400)
    assert client_of(second).get(address).status_code == 403


def test_who_tends_the_people_of_a_private_space(secret: Community) -> None:
    address = secret.get_absolute_url()
    key = make_member(secret).pk
    assert statuses(secret, f"{address}people/") == ladder(302, 404, 200, 200, 200, 200)
    for page in (f"people/{key}/", f"people/{key}/ban/", "bans/"):
        assert statuses(secret, f"{address}{page}") == ladder(302, 404, 403, 403, 200, 200), page


def test_a_ban_needs_a_reason(space: Community) -> None:
    member = make_member(space)
    for reason in ("", "x" * 5001, "a\x00b"):
        answer = as_("steward", space).post(f"{SPACE}people/{member.pk}/ban/", {"reason": reason})
        assert answer.status_code == 400
    assert Membership.objects.filter(pk=member.pk).exists()


def test_only_who_is_banned_can_appeal(space: Community) -> None:
    assert set(statuses(space, f"{SPACE}appeal/").values()) == {302, 404}
    assert as_("outsider", space).get(f"{SPACE}appeal/").status_code == 404


@pytest.mark.parametrize(("choice", "again"), [("lift", True), ("keep", False)])
def test_an_appeal_is_decided_by_somebody_else(space: Community, choice: str, again: bool) -> None:
    ban = banned(space, name="Bruno")
    other = make_member(space, "steward", name="Second")
    client = client_of(ban.user)
    assert client.post(f"{SPACE}appeal/", {"text": ""}).status_code == 400
    assert client.post(f"{SPACE}appeal/", {"text": "It was a joke."}).status_code == 302
    outbox.drain(["event", "notice", "mail"])
    told = {letter.to[0] for letter in mailbox.outbox if "appeal" in letter.subject.lower()}
    assert other.user.email in told
    assert space.memberships.order_by("pk")[0].user.email not in told

    decide = f"{SPACE}bans/{ban.pk}/"
    assert as_("steward", space).get(decide).status_code == 403  # it was their own
    assert "somebody else decides" in words_of(as_("steward", space), f"{SPACE}bans/")
    second = client_of(other.user)
    assert "It was a joke." in words_of(second, decide)
    assert second.post(decide, {"lift": choice}).status_code == 400
    assert second.post(decide, {"lift": choice, "decision": "We talked."}).status_code == 302
    outbox.drain(["event", "notice", "mail"])
    assert mailbox.outbox[-1].to == [ban.user.email]
    assert "We talked." in mailbox.outbox[-1].body
    assert client.get(f"{SPACE}join/").status_code == (200 if again else 403)
    assert second.post(decide, {"lift": "lift", "decision": "Again"}).status_code in (403, 404)


def test_an_administrator_decides_where_there_is_one_steward(space: Community) -> None:
    ban = banned(space)
    client_of(ban.user).post(f"{SPACE}appeal/", {"text": "Please."})
    sent = {"lift": "lift", "decision": "Fine."}
    assert as_("administrator", space).post(f"{SPACE}bans/{ban.pk}/", sent).status_code == 302


def test_the_number_of_queries_does_not_grow(space: Community) -> None:
    client = as_("steward", space)
    addresses = (f"{SPACE}people/", f"{SPACE}bans/")
    make_member(space)
    few = [warm_queries(client, address) for address in addresses]
    for _number in range(5):
        member = make_member(space)
        Profile.objects.create(user=member.user, name="P", published=True)
        Ban.objects.create(community=space, user=make_person(), reason="x", banned_by=member.user)
    assert [warm_queries(client, address) for address in addresses] == few
