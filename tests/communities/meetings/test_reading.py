"""The list of meetings and the page of one: who reads what of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.meetings import actions
from communities.meetings.models import AgendaItem, Meeting
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from tests.communities.conftest import as_, ladder, make_member, statuses
from tests.communities.meetings.conftest import MEETINGS, held, make_meeting, soon
from tests.communities.reaching import check_reach
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db


def test_who_sees_a_meeting(site_tree: None) -> None:
    check_reach(Meeting, lambda **fields: make_meeting(starts_at=soon(), **fields))


def test_who_reads(space: Community, meeting: Meeting) -> None:
    assert statuses(space, MEETINGS) == ladder(200, 200, 200, 200, 200, 200)
    assert statuses(space, meeting.get_absolute_url()) == ladder(404, 404, 200, 200, 200, 200)
    Meeting.objects.update(reach=Reach.FACILITATORS)
    assert statuses(space, meeting.get_absolute_url()) == ladder(404, 404, 404, 200, 200, 200)
    Meeting.objects.update(reach=Reach.EVERYBODY)
    assert set(statuses(space, meeting.get_absolute_url()).values()) == {200}


def test_a_space_without_the_part_has_no_meetings(space: Community, meeting: Meeting) -> None:
    Community.objects.update(parts=["people", "forum"])
    for address in (MEETINGS, meeting.get_absolute_url(), f"{MEETINGS}new/", f"{MEETINGS}calendar.ics"):
        assert as_("member", space).get(address).status_code == 404


@pytest.mark.parametrize(
    "rest", ["999999/", "0/", "99999999999999999999999/", "x/", "%00/", "?page=0", "?page=2", "?page=x"]
)
def test_what_is_not_there(space: Community, meeting: Meeting, rest: str) -> None:
    assert as_("member", space).get(MEETINGS + rest).status_code == 404


def test_a_meeting_of_another_space_is_not_there(space: Community, secret: Community) -> None:
    other = make_meeting(secret)
    assert as_("administrator", space).get(f"{MEETINGS}{other.pk}/").status_code == 404


def test_the_list_is_by_month_and_past_ones_stand_apart(space: Community, meeting: Meeting, poll: Meeting) -> None:
    held(space, title="The last one")
    words = words_of(as_("member", space), MEETINGS)
    assert words.index("Date not fixed yet") < words.index("When do we meet?") < words.index("Mentors meet")
    assert "The last one" not in words
    assert "The last one" in words_of(as_("member", space), f"{MEETINGS}?past=1")


def test_names_and_the_video_link_are_for_members(space: Community, meeting: Meeting) -> None:
    Meeting.objects.update(reach=Reach.EVERYBODY)
    actions.attend(meeting, make_member(space, name="Brigitte").user, "yes")
    address = meeting.get_absolute_url()
    assert "Brigitte" in text_of(as_("member", space), address)
    assert "https://video.example/room" in text_of(as_("member", space), address)
    for rung in ("stranger", "outsider"):
        page = text_of(as_(rung, space), address)
        assert ("Brigitte" in page, "video.example" in page, "Yes: <strong>1" in page) == (False, False, True)
    Meeting.objects.update(video_for_all=True)
    assert "video.example" in text_of(Client(), address)


def test_a_reader_is_told_their_own_time(space: Community, meeting: Meeting) -> None:
    client, reader = Client(), make_member(space, time_zone="America/New_York").user
    client.force_login(reader)
    words = words_of(client, meeting.get_absolute_url())
    assert words.index("America/New York, UTC−") < words.index("Europe/Vienna, UTC+")


def test_the_agenda_is_held_against_the_length(space: Community, meeting: Meeting) -> None:
    for number in (1, 2):
        AgendaItem.objects.create(meeting=meeting, title=f"Item {number}", minutes=50, position=number)
    words = words_of(as_("member", space), meeting.get_absolute_url())
    assert "All together 100" in words
    assert "It is 10 minutes longer than the meeting." in words


def test_what_people_write_is_harmless(space: Community) -> None:
    script = "<script>alert(1)</script>"
    made = make_meeting(space, title=script, about=script, place=script, starts_at=soon())
    assert script not in text_of(as_("member", space), made.get_absolute_url())
    assert script not in text_of(as_("member", space), MEETINGS)


def test_queries_do_not_grow(
    space: Community, meeting: Meeting, poll: Meeting, django_assert_max_num_queries: Any
) -> None:
    client = as_("member", space)
    before = [
        warm_queries(client, address) for address in (MEETINGS, meeting.get_absolute_url(), poll.get_absolute_url())
    ]
    times = list(poll.times.all())
    for number in range(8):
        person = make_member(space, name=f"Person {number}").user
        actions.attend(meeting, person, "yes")
        actions.answer_times(poll, person, {time.pk: "yes" for time in times})
        make_meeting(space, title=f"Meeting {number}", author=person, starts_at=soon(20))
        AgendaItem.objects.create(meeting=meeting, title=f"Item {number}")
    after = [
        warm_queries(client, address) for address in (MEETINGS, meeting.get_absolute_url(), poll.get_absolute_url())
    ]
    assert after == before
    assert max(after) < 26
    assert len(client.get(poll.get_absolute_url()).content) < 100_000
