"""When the only steward's account is suspended or gone: administrators learn of it, and name another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as mailbox
from wagtail.models import ModelLogEntry

from communities.spaces.models import Ban, Community, Membership
from communities.spaces.untended import tell_untended
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.foundation import erasure, outbox
from portal.notices import telling
from portal.notices.models import Notice
from tests.communities.conftest import RUNGS, as_, client_of, make_member, make_person, make_space
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
NOBODY = "Nobody tends this community."


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def ada() -> User:
    """An administrator."""
    ensure_groups()
    return make_person(group="administrators", name="Ada")


def suspend(space: Community) -> User:
    """Suspends the account of its steward."""
    user = space.memberships.get(role="steward").user
    user.is_active = False
    user.save()
    return user


def work() -> list[Any]:
    """What the worker does; returns the letters that it sent."""
    before = len(mailbox.outbox)
    tell_untended()
    outbox.drain(["event", "notice", "mail"])
    return mailbox.outbox[before:]


def suspended(space: Community) -> None:
    suspend(space)


def erased_without_heir(space: Community) -> None:
    User.objects.filter(groups__name="administrators").update(is_active=False)
    erasure.erase(space.memberships.get(role="steward").user)
    User.objects.filter(groups__name="administrators").update(is_active=True)


@pytest.mark.parametrize("happens", [suspended, erased_without_heir])
def test_administrators_are_told_once(space: Community, ada: User, happens: Callable[[Community], None]) -> None:
    make_member(space, "member")
    assert work() == []
    happens(space)
    (letter,) = work()
    assert letter.to == [ada.email]
    assert f"Nobody tends “{space.name}” any more" in letter.subject
    assert space.get_absolute_url() in letter.body
    assert work() == []
    assert telling.unread(ada) == 1
    assert "Nobody tends" in words_of(client_of(ada), "/notices/")


def test_it_is_over_when_somebody_tends_it_and_told_again_when_nobody_does(space: Community, ada: User) -> None:
    steward = suspend(space)
    assert len(work()) == 1
    steward.is_active = True
    steward.save()
    assert "Nobody tends" not in words_of(client_of(ada), "/notices/")
    assert work() == []
    assert not Notice.objects.exists()
    suspend(space)
    assert len(work()) == 1


def test_who_is_mailed_too_late_is_not_mailed(space: Community, ada: User) -> None:
    suspend(space)
    tell_untended()
    Membership.objects.create(community=space, user=make_person(), role="steward")
    outbox.drain(["event", "notice", "mail"])
    assert not mailbox.outbox


def test_another_steward_is_enough_and_closed_spaces_need_none(space: Community, ada: User) -> None:
    suspend(space)
    make_member(space, "steward")
    make_space("Over", state="closed")
    make_space("Not yet", state="proposed", founded_at=None)
    assert work() == []


def test_only_administrators_see_that_nobody_tends_it(space: Community, ada: User) -> None:
    address = space.get_absolute_url()
    assert NOBODY not in words_of(as_("administrator", space), address)
    make_member(space, "facilitator")
    suspend(space)
    seen = {rung: words_of(as_(rung, space), address) for rung in RUNGS if rung != "steward"}
    assert {rung for rung, words in seen.items() if NOBODY in words} == {"administrator"}
    assert not any("Stella" in words for words in seen.values())  # nobody turns to who is suspended
    page = as_("administrator", space).get(address).content.decode()
    assert f'href="/admin/community_desk/edit/{space.pk}/"' in page


def sent(space: Community, steward: str) -> dict[str, Any]:
    """The form at the desk."""
    fields = ("name", "slug", "purpose", "visibility", "joining")
    return {**{name: getattr(space, name) for name in fields}, "new_steward": steward}


def test_an_administrator_names_a_steward(space: Community, ada: User) -> None:
    suspend(space)
    desk, outsider = client_of(ada), make_person(name="Otto")
    address = f"/admin/community_desk/edit/{space.pk}/"
    assert b"nobody" in desk.get("/admin/community_desk/").content
    assert b"no account with this address" in desk.post(address, sent(space, "nobody@example.org")).content
    assert desk.post(address, sent(space, "not an address")).status_code == 200
    assert desk.post(address, sent(space, outsider.email.upper())).status_code == 302
    assert space.memberships.get(user=outsider).role == "steward"
    assert ModelLogEntry.objects.filter(action="communities.role").exists()
    assert NOBODY not in words_of(client_of(ada), space.get_absolute_url())
    assert b"1 steward" in desk.get("/admin/community_desk/").content
    assert [letter.to for letter in work()] == [[outsider.email]]


def test_who_can_not_be_named(space: Community, ada: User) -> None:
    suspend(space)
    banned, gone = make_person(), make_person(is_active=False)
    Ban.objects.create(community=space, user=banned, reason="x", banned_by=ada)
    desk = client_of(ada)
    address = f"/admin/community_desk/edit/{space.pk}/"
    assert b"put out of this community" in desk.post(address, sent(space, banned.email)).content
    assert b"no account" in desk.post(address, sent(space, gone.email)).content
    proposed = make_space("Proposed", state="proposed", founded_at=None)
    answer = desk.post(f"/admin/community_desk/edit/{proposed.pk}/", sent(proposed, make_person().email))
    assert b"founded and not closed" in answer.content
    assert not Membership.objects.filter(role="steward", user__is_active=True).exists()


def test_nobody_else_names_one(space: Community, ada: User) -> None:
    for group in ("editors", "reviewers", "contributors"):
        client = client_of(make_person(group=group))
        answer = client.post(f"/admin/community_desk/edit/{space.pk}/", sent(space, make_person().email))
        assert answer.status_code in (302, 403)
    assert space.memberships.filter(role="steward").count() == 1


def test_the_list_asks_no_more_for_more_spaces(space: Community, ada: User) -> None:
    desk = client_of(ada)
    few = warm_queries(desk, "/admin/community_desk/")
    for number in range(5):
        make_member(make_space(f"Space {number}"), "steward")
    assert warm_queries(desk, "/admin/community_desk/") == few
