"""The rules in one place: what may be seen and done, by whom, in which state of the space."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.spaces import policies
from communities.spaces.models import Ban, Community
from communities.spaces.standing import standing_of
from portal.accounts.models import User
from portal.foundation.audience import audiences_of
from tests.communities.conftest import as_, make_member, make_person, make_space, secret, space
from tests.factories import make_user

__all__ = ["secret", "space"]

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=user.pk)


def test_the_audience_of_a_space_is_that_of_its_members(space: Community) -> None:
    member, outsider = make_member(space).user, make_user()
    assert f"community:{space.pk}" in audiences_of(member)
    assert f"community:{space.pk}" not in audiences_of(outsider)
    assert audiences_of(AnonymousUser()) == {"public"}


def test_administrators_belong_to_every_space(space: Community, secret: Community) -> None:
    mine = audiences_of(make_user("administrators"))
    assert {f"community:{space.pk}", f"community:{secret.pk}"} <= mine


@pytest.mark.parametrize(
    ("visibility", "state", "seen"),
    [
        ("public", "active", True),
        ("face", "active", True),
        ("face", "archived", True),
        ("private", "active", False),
        ("private", "archived", False),
        ("public", "proposed", False),
        ("public", "closed", False),
    ],
)
def test_what_everybody_may_know_of(db: None, visibility: str, state: str, seen: bool) -> None:
    made = make_space(visibility=visibility, state=state)
    for user in (AnonymousUser(), make_user()):
        assert Community.objects.visible_to(user).filter(pk=made.pk).exists() is seen


def test_a_proposal_is_seen_by_who_made_it(db: None) -> None:
    user = make_user()
    made = make_space(state="proposed", proposed_by=user)
    assert Community.objects.visible_to(user).get() == made
    assert not Community.objects.visible_to(make_user()).exists()
    assert not Community.objects.open_to(user).exists()


def test_the_inside_is_the_members_unless_all_is_public(space: Community) -> None:
    member, outsider = make_member(space).user, make_user()
    assert Community.objects.open_to(member).exists()
    assert not Community.objects.open_to(outsider).exists()
    Community.objects.update(visibility="public")
    assert Community.objects.open_to(outsider).exists()
    standing = standing_of(outsider, Community.objects.get())
    assert policies.see_inside(standing)
    assert not policies.see_people(standing)


def test_closing_takes_the_inside_from_all_but_stewards(space: Community) -> None:
    member = make_member(space).user
    steward = space.memberships.get(role="steward").user
    Community.objects.update(state="closed")
    assert not Community.objects.open_to(fresh(member)).exists()
    assert Community.objects.open_to(fresh(steward)).exists()


@pytest.mark.parametrize(
    ("joining", "email", "at_once", "asks"),
    [
        ("open", "a@example.org", True, False),
        ("request", "a@example.org", False, True),
        ("invitation", "a@example.org", False, False),
        ("domain", "a@PROBATION.example", True, False),
        ("domain", "a@sub.probation.example", False, True),
        ("domain", "a@probation.example.org", False, True),
    ],
)
def test_the_four_ways_in(space: Community, joining: str, email: str, at_once: bool, asks: bool) -> None:
    Community.objects.update(joining=joining, domains=["probation.example"])
    space.refresh_from_db()
    standing = standing_of(make_person(email=email), space)
    assert policies.join(standing) is at_once
    assert policies.request(standing) is asks
    assert policies.use_invitation(standing)
    assert not policies.join(standing_of(AnonymousUser(), space))


def test_an_unconfirmed_address_lets_nobody_in(space: Community) -> None:
    Community.objects.update(joining="domain", domains=["probation.example"])
    space.refresh_from_db()
    user = make_person(email="a@example.org")
    user.emailaddress_set.create(email="a@probation.example", verified=False)  # type: ignore[attr-defined]
    assert not policies.join(standing_of(user, space))


def test_who_is_banned_joins_in_no_way(space: Community) -> None:
    user = make_user()
    Ban.objects.create(community=space, user=user, reason="Rude")
    standing = standing_of(user, space)
    assert standing.banned
    assert not any(rule(standing) for rule in (policies.join, policies.request, policies.use_invitation))


@pytest.mark.parametrize("state", ["proposed", "archived", "closed"])
def test_nobody_joins_what_is_not_alive(space: Community, state: str) -> None:
    Community.objects.update(state=state)
    space.refresh_from_db()
    assert not policies.join(standing_of(make_user(), space))


FACILITATORS, STEWARDS = ("facilitator", "steward", "administrator"), ("steward", "administrator")


@pytest.mark.parametrize(
    ("rule", "by"),
    [
        (policies.invite, FACILITATORS),
        (policies.accept, FACILITATORS),
        (policies.edit_face, STEWARDS),
        (policies.manage_people, STEWARDS),
        (policies.ban, STEWARDS),
        (policies.archive, STEWARDS),
        (policies.close, STEWARDS),
        (policies.export, STEWARDS),
    ],
)
def test_who_may_do_what(space: Community, rule: policies.Standing, by: tuple[str, ...]) -> None:
    people = {role: make_member(space, role).user for role in ("member", "sponsor", "facilitator")}
    people |= {"steward": space.memberships.get(role="steward").user, "administrator": make_user("administrators")}
    people["outsider"] = make_user()
    assert {name for name, user in people.items() if rule(standing_of(user, space))} == set(by)  # type: ignore[operator]


def test_stewards_ban_neither_each_other_nor_themselves(space: Community) -> None:
    first, second = space.memberships.get(role="steward"), make_member(space, "steward")
    member = make_member(space)
    standing = standing_of(first.user, space)
    assert policies.may_be_banned_by(standing, member)
    assert not policies.may_be_banned_by(standing, second)
    assert not policies.may_be_banned_by(standing, first)
    assert policies.may_be_banned_by(standing_of(make_user("administrators"), space), second)
    assert not policies.may_be_banned_by(standing_of(member.user, space), second)


def test_who_may_not_do_it_is_told_whom_to_ask(space: Community, secret: Community) -> None:
    page = as_("member", space).get(f"{space.get_absolute_url()}edit/").content.decode()
    assert f'ask the stewards of <a href="{space.get_absolute_url()}">{space.name}</a>' in page
    assert "ask the editors" not in page
    assert secret.name in as_("member", secret).get(f"{secret.get_absolute_url()}edit/").content.decode()
    hidden = as_("outsider", secret).get(f"{secret.get_absolute_url()}edit/")
    assert (hidden.status_code, secret.name in hidden.content.decode()) == (404, False)
    assert "ask the editors" in as_("outsider", space).get("/communities/moderation/").content.decode()
