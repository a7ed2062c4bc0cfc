"""`stewards/`, `common-room/`, `common-room/…/`: who is in the room, and what it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from communities.commonroom import actions
from communities.commonroom.models import today
from communities.spaces import actions as spaces
from communities.spaces.models import Community, Membership
from communities.stewardship import actions as stewardship
from communities.stewardship.models import NeedsAnswer
from communities.stewardship.terms import POLARITIES, Orientation
from portal.foundation import outbox
from tests.communities.commonroom.conftest import ROOM, caught_up, period, steward_of, stood_in
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, make_space, statuses
from tests.practices.pages import warm_queries, words_of

pytestmark = pytest.mark.django_db
DOOR = "/communities/stewards/"


def people(room: Community) -> set[str]:
    return set(room.memberships.values_list("user__name", flat=True))


def test_an_administrator_opens_it_once(space: Community, other: Community) -> None:
    assert statuses(space, DOOR) == ladder(302, 404, 404, 404, 200, 200)
    assert client_of(steward_of(space)).post(DOOR).status_code == 200  # only an administrator
    assert not Community.objects.filter(kind="common_room").exists()
    administrator = as_("administrator", space)
    for _again in range(2):
        assert administrator.post(DOOR)["Location"] == ROOM
    room = Community.objects.get(kind="common_room")
    assert people(room) == {"Ada", "Stella", "Otis"}
    assert room.audience == f"community:{room.pk}"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_space("A second room", kind="common_room")


def test_stewards_and_administrators_alone_are_in(room: Community, space: Community) -> None:
    assert statuses(space, ROOM) == ladder(302, 404, 404, 404, 200, 200)
    assert client_of(steward_of(space)).get(DOOR)["Location"] == ROOM
    assert as_("outsider", space).get(DOOR).status_code == 404
    for page in ("1/", "share/", "stand-in/1/agree/", "stand-in/1/end/"):
        assert as_("member", space).post(ROOM + page).status_code in (404, 405)
    assert as_("steward", space).get("/communities/mentoring-after-release/common-room/").status_code == 404
    for address in ("forum/", "people/"):
        assert client_of(steward_of(space)).get(f"/communities/stewards-common-room/{address}").status_code == 200
        assert as_("member", space).get(f"/communities/stewards-common-room/{address}").status_code == 404


def test_who_becomes_a_steward_joins_and_who_is_none_any_more_leaves(room: Community, space: Community) -> None:
    member = make_member(space, name="Nora")
    member.role = "steward"
    spaces.set_role(member, None)
    assert "Nora" not in people(room)  # it follows once the change is kept
    caught_up()
    assert people(room) == {"Ada", "Stella", "Otis", "Nora"}
    member.role = "member"
    spaces.set_role(member, None)
    caught_up()
    assert people(room) == {"Ada", "Stella", "Otis"}
    spaces.appoint(space, member.user, None)
    spaces.leave(space.memberships.get(user__name="Stella"))
    caught_up()
    assert people(room) == {"Ada", "Otis", "Nora"}
    spaces.close(space, None)
    caught_up()
    assert people(room) == {"Ada", "Otis"}


def test_what_no_action_told_of_is_seen_to_each_day(room: Community, space: Community) -> None:
    stella = steward_of(space)
    stella.is_active = False
    stella.save()
    Membership.objects.create(community=space, user=make_person(name="Restored"), role="steward")
    actions.daily()
    assert people(room) == {"Ada", "Otis", "Restored"}


def test_who_was_put_out_of_the_room_stays_out(room: Community, space: Community) -> None:
    spaces.put_out(room.memberships.get(user__name="Stella"), "Noise.", None)
    caught_up()
    assert people(room) == {"Ada", "Otis"}


def asked(space: Community) -> None:
    """A round in which three members answered."""
    profile = stewardship.ask(space, steward_of(space))
    for _one in range(3):
        NeedsAnswer.objects.create(
            profile=profile, user=make_member(space).user, capacity="member", missing="Nobody may read this.",
            scores=dict.fromkeys(Orientation.values, 4), polarities={line.code: 1 for line in POLARITIES},
        )  # fmt: skip


def test_stewards_read_what_a_community_shows_and_nothing_before(
    room: Community, space: Community, other: Community
) -> None:
    asked(space)
    stella, otis = client_of(steward_of(space)), client_of(steward_of(other))
    page = f"{ROOM}{space.pk}/"
    assert otis.get(page).status_code == 404
    assert otis.post(f"{ROOM}share/", {"community": space.pk, "share": "1"}).status_code == 404
    assert stella.post(f"{ROOM}share/", {"community": space.pk, "share": "1"}).status_code == 302
    assert "Mentoring after release Needs profile, round 1" in words_of(otis, ROOM)
    words = words_of(otis, page)
    assert "3 members have answered" in words
    assert "Nobody may read this." not in words
    assert as_("member", space).get(page).status_code == 404
    stella.post(f"{ROOM}share/", {"community": space.pk, "hide": "1"})
    assert otis.get(page).status_code == 404
    assert stella.post(f"{ROOM}share/", {"community": "x"}).status_code == 404


def test_terms_that_end_and_spaces_that_nobody_tends(
    room: Community, space: Community, secret: Community, other: Community
) -> None:
    Membership.objects.filter(community__in=[space, secret]).update(term_to=today() + timedelta(days=30))
    Membership.objects.filter(community=other).update(term_to=today() + timedelta(days=300))
    lost = make_space("Lost in the woods")
    words = words_of(client_of(steward_of(other)), ROOM)
    assert "Lost in the woods The administrators are told." in words
    ends = words.partition("Terms that end")[2]
    assert "Mentoring after release Stella" in ends
    assert "Otis" not in ends
    assert "A quiet matter" not in words  # of which he may not know
    actions.share(secret, None, shared=True)
    assert "A quiet matter Secretary" in words_of(client_of(steward_of(other)), ROOM).partition("Terms that end")[2]
    make_member(lost, "steward")
    assert "Lost in the woods" not in words_of(client_of(steward_of(other)), ROOM)


def test_more_of_everything_takes_no_more_queries(room: Community, space: Community, other: Community) -> None:
    def more(number: int) -> None:
        made = make_space(f"Community {number}")
        make_member(made, "steward")
        Membership.objects.filter(community=made).update(term_to=today())
        asked(made)
        actions.share(made, None, shared=True)
        stood_in(made, steward_of(other))
        actions.ask(period(community=made), steward_of(made))
        actions.ask(period(), steward_of(made))
        make_space(f"Untended {number}")

    more(1)
    client = client_of(steward_of(space))
    few = warm_queries(client, ROOM)
    for number in (2, 3):
        more(number)
    assert warm_queries(client, ROOM) == few
    assert few <= 30


def test_the_room_is_no_part_that_others_can_switch_on(space: Community, room: Community) -> None:
    client = client_of(steward_of(space))
    assert "Common room" not in words_of(client, "/communities/mentoring-after-release/edit/")
    assert Client().get("/communities/stewards-common-room/").status_code == 404
    outbox.drain(["index"])
