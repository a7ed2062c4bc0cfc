"""Stewards stand in for one another: asked, offered, agreed; with a steward's rights from the first day to the last, by the clock alone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from communities.commonroom import actions
from communities.commonroom.models import StandIn, today
from communities.commonroom.people import facilitating, tending
from communities.spaces import actions as spaces
from communities.spaces.models import Community
from communities.spaces.policies import Standing
from communities.spaces.standing import standing_of
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.notices.models import Notice
from tests.communities.commonroom.conftest import ROOM, period, steward_of, stood_in
from tests.communities.conftest import as_, client_of, make_member, make_person
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
SPACE = "/communities/mentoring-after-release/"


def now(user: Any, space: Community) -> Standing:
    """How somebody stands, as a new request finds them."""
    return standing_of(User.objects.get(pk=user.pk), space)


def days(first: int = 0, last: int = 7, **more: Any) -> dict[str, Any]:
    return {"first_day": today() + timedelta(first), "last_day": today() + timedelta(last), "note": "", **more}


def test_asked_and_taken_up(room: Community, space: Community, other: Community) -> None:
    stella, otis = client_of(steward_of(space)), client_of(steward_of(other))
    assert stella.post(ROOM, days(community=space.pk, note="Two ask to be let in.")).status_code == 302
    one = StandIn.objects.get()
    assert "Wanted for Mentoring after release" in words_of(otis, ROOM)
    assert "Two ask to be let in." in words_of(otis, ROOM)
    assert stella.post(f"{ROOM}stand-in/{one.pk}/agree/").status_code == 403  # one's own
    assert not now(steward_of(other), space).tends
    assert otis.post(f"{ROOM}stand-in/{one.pk}/agree/").status_code == 302
    assert now(steward_of(other), space).tends
    assert ModelLogEntry.objects.filter(action="communities.stand_in").count() == 1
    outbox.drain(["event"])
    assert Notice.objects.filter(event=f"stand_in_agreed:{one.pk}").count() == 2
    assert otis.post(f"{ROOM}stand-in/{one.pk}/agree/").status_code == 302
    assert "Somebody else was faster" in words_of(otis, ROOM)


def test_offered_and_taken_up(room: Community, space: Community, other: Community) -> None:
    stella, otis = client_of(steward_of(space)), client_of(steward_of(other))
    assert otis.post(ROOM, days()).status_code == 302
    one = StandIn.objects.get()
    address = f"{ROOM}stand-in/{one.pk}/agree/"
    assert "Offered by Otis" in words_of(stella, ROOM)
    assert stella.post(address, {"community": other.pk}).status_code == 403  # not hers
    assert stella.post(address).status_code == 403
    assert stella.post(address, {"community": space.pk}).status_code == 302
    one.refresh_from_db()
    assert (one.community, one.substitute, one.steward) == (space, steward_of(other), steward_of(space))
    assert now(steward_of(other), space).tends


@pytest.mark.parametrize(
    "wrong", [days(3, 1), days(-9, -1), days(0, 200), {"first_day": "soon", "last_day": ""}, days(note="x" * 501), days(community=999_999)]
)  # fmt: skip
def test_a_mistake_is_told_and_nothing_lost(room: Community, space: Community, wrong: dict[str, Any]) -> None:
    answer = client_of(steward_of(space)).post(
        ROOM, {"note": "Kept words", **{name: value for name, value in wrong.items() if value != ""}}
    )
    assert answer.status_code == 400
    assert str(wrong.get("note") or wrong["first_day"]) in answer.content.decode()
    assert not StandIn.objects.exists()


def test_nobody_asks_for_a_community_of_others_or_without_end(
    room: Community, space: Community, other: Community
) -> None:
    stella = client_of(steward_of(space))
    assert stella.post(ROOM, days(community=other.pk)).status_code == 400
    for status in (302, 302, 302, 302, 302, 400):
        assert stella.post(ROOM, days()).status_code == status


def test_rights_begin_and_end_with_the_days(room: Community, space: Community, other: Community) -> None:
    otis = steward_of(other)
    stood_in(space, otis, first=2, last=4)
    noon = timezone.now().replace(hour=12)
    for day, tends in ((0, False), (1, False), (2, True), (3, True), (4, True), (5, False), (40, False)):
        with time_machine.travel(noon + timedelta(days=day)):  # nothing has run since
            standing = now(otis, space)
            assert standing.tends is tends, day
            status = 200 if tends else 403
            assert client_of(otis).get(f"{SPACE}requests/").status_code == status
            assert client_of(otis).get(f"{SPACE}edit/").status_code == status
            assert (otis.pk in facilitating(space.pk)) is (otis.pk in tending(space.pk)) is tends


def test_who_stands_in_does_a_stewards_work_and_its_people_see_who(
    room: Community, space: Community, other: Community
) -> None:
    otis, asks = steward_of(other), make_person(name="Nora Newcomer")
    stood_in(space, otis)
    request = spaces.ask_to_join(space, asks, "Let me in.")
    outbox.drain(["event"])
    assert Notice.objects.filter(event__startswith=f"join_request:{request.pk}.", user=otis).count() == 1
    client = client_of(otis)
    assert "Nora Newcomer" in words_of(client, f"{SPACE}requests/")
    assert "You stand in for its stewards." in words_of(client, SPACE)
    said = {"title": "Who comes?", "text": "Tell me.", "language": "en", "kind": "announcement"}
    assert client.post(f"{SPACE}forum/new/", said | {"send": "1"}).status_code == 302
    for page in (SPACE, f"{SPACE}people/"):
        assert "Otis stands in for the stewards until" in words_of(as_("member", space), page)
        if page == SPACE:
            assert "Otis" not in words_of(as_("outsider", space), page)
    assert space.memberships.filter(user=otis).count() == 0
    assert (
        client.post(f"{SPACE}state/", {"close": "1", "name": space.name}).status_code == 400
    )  # it is not theirs to end
    assert Community.objects.get(pk=space.pk).state == "active"


def test_both_sides_the_other_stewards_and_administrators_end_it(
    room: Community, space: Community, other: Community
) -> None:
    otis, stella = steward_of(other), steward_of(space)
    co_steward = make_member(space, "steward", name="Coco").user
    actions.keep_members()
    for who, status in ((otis, 302), (stella, 302), (co_steward, 302), (make_member(other, "steward").user, 403)):
        actions.keep_members()
        one = stood_in_for(space, stella, otis)
        assert client_of(who).post(f"{ROOM}stand-in/{one.pk}/end/").status_code == status
        assert now(otis, space).tends is (status == 403)
        outbox.drain(["event"])
        assert Notice.objects.filter(event=f"stand_in_ended:{one.pk}").exists() is (status == 302)


def stood_in_for(space: Community, steward: User, by: User) -> StandIn:
    one = period(community=space)
    actions.ask(one, steward)
    return actions.agree(one.pk, by)


def test_what_is_open_is_taken_back(room: Community, space: Community, other: Community) -> None:
    one = period(community=space)
    actions.ask(one, steward_of(space))
    assert client_of(steward_of(other)).post(f"{ROOM}stand-in/{one.pk}/end/").status_code == 403
    assert client_of(steward_of(space)).post(f"{ROOM}stand-in/{one.pk}/end/").status_code == 302
    assert not StandIn.objects.exists()
    assert client_of(steward_of(space)).post(f"{ROOM}stand-in/{one.pk}/end/").status_code == 404


def test_who_was_put_out_does_not_come_back_as_a_stand_in(room: Community, space: Community, other: Community) -> None:
    otis = steward_of(other)
    spaces.put_out(make_member(space, user=otis), "Noise.", None)
    one = period(community=space)
    actions.ask(one, steward_of(space))
    assert client_of(otis).post(f"{ROOM}stand-in/{one.pk}/agree/").status_code == 403
    assert not now(otis, space).tends


def test_who_leaves_stands_in_no_more_and_copies_tell_of_it(
    room: Community, space: Community, other: Community
) -> None:
    otis = steward_of(other)
    one = stood_in(space, otis)
    answer: Any = client_of(steward_of(space)).get(f"{SPACE}export/?format=jsonl")
    rows = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert [(row["steward"], row["substitute"]) for row in rows if row["type"] == "common_room"] == [("Stella", "Otis")]
    erase(otis)
    assert not StandIn.objects.filter(pk=one.pk).exists()
