"""A space, and people who stand to it in every way: the rungs of the ladder that each view is tried on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from communities.spaces.models import Community, Membership
from communities.spaces.terms import State
from portal.accounts.models import User
from tests.factories import make_user

MakeSpace = Callable[..., Community]
RUNGS = ("stranger", "outsider", "member", "facilitator", "steward", "administrator")


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()


def make_space(name: str = "Mentoring after release", **fields: Any) -> Community:
    """A space that is open; its address is made of the name."""
    defaults = {
        "slug": name.lower().replace(" ", "-"),
        "purpose": "We stay beside people in the first months.",
        "state": State.ACTIVE,
        "visibility": Community.Visibility.FACE,
        "joining": Community.Joining.OPEN,
        "founded_at": timezone.now(),
    }
    return Community.objects.create(name=name, **{**defaults, **fields})


def make_member(space: Community, role: str = "member", **fields: Any) -> Membership:
    """Somebody who belongs to a space."""
    user = fields.pop("user", None) or make_person(**{"name": role.capitalize(), **fields})
    return Membership.objects.create(community=space, user=user, role=role)


def make_person(**fields: Any) -> User:
    """Somebody with a confirmed address."""
    user = make_user(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def space(db: None) -> Community:
    """An open space with a public face and members' inside, with a steward."""
    made = make_space()
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def secret(db: None) -> Community:
    """A private space with a steward."""
    made = make_space("A quiet matter", visibility="private", joining="invitation")
    make_member(made, "steward", name="Secretary")
    return made


def client_of(user: Any) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def as_(rung: str, space: Community) -> Client:
    """A browser in which somebody of a rung is signed in."""
    client = Client()
    if rung == "stranger":
        return client
    if rung == "outsider":
        client.force_login(make_person(name="Otto"))
    elif rung == "administrator":
        client.force_login(make_person(group="administrators", name="Ada"))
    elif rung == "steward":
        client.force_login(space.memberships.filter(role="steward").order_by("pk")[0].user)
    else:
        client.force_login(make_member(space, rung).user)
    return client


def statuses(space: Community, address: str, method: str = "get", data: dict[str, Any] | None = None) -> dict[str, int]:
    """What everybody on the ladder gets at an address; log-in pages count as 302."""
    return {rung: getattr(as_(rung, space), method)(address, data).status_code for rung in RUNGS}


def ladder(*found: int) -> dict[str, int]:
    """What is expected of `statuses`, in the order of the rungs."""
    return dict(zip(RUNGS, found, strict=True))
