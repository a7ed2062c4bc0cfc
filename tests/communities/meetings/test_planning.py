"""Calling a meeting, its poll, its date, and cancelling it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from communities.meetings import actions
from communities.meetings.models import Attendance, Meeting, TimeAnswer
from communities.meetings.terms import State
from communities.spaces.models import Community
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.meetings.conftest import MEETINGS, held, make_meeting, soon

pytestmark = pytest.mark.django_db
ASKED = {"title": "Mentors meet", "length": "60", "zone": "Europe/Berlin", "reach": "inside", "language": "en"}


def test_who_calls_and_who_changes(space: Community, meeting: Meeting) -> None:
    assert statuses(space, f"{MEETINGS}new/") == ladder(302, 403, 200, 200, 200, 200)
    for what in ("edit", "agenda", "cancel"):
        assert statuses(space, f"{meeting.get_absolute_url()}{what}/") == ladder(302, 404, 403, 200, 200, 200)
        assert client_of(meeting.author).get(f"{meeting.get_absolute_url()}{what}/").status_code == 200


def test_archived_spaces_are_only_read(space: Community, meeting: Meeting, poll: Meeting) -> None:
    Community.objects.update(state="archived")
    client = client_of(meeting.author)
    assert client.get(meeting.get_absolute_url()).status_code == 200
    assert client.get(f"{MEETINGS}new/").status_code == 403
    for what, data in (("edit/", ASKED), ("cancel/", {}), ("attend/", {"says": "yes"})):
        assert client.post(meeting.get_absolute_url() + what, data).status_code == 403
    assert client.post(f"{poll.get_absolute_url()}answers/", {}).status_code == 403


@time_machine.travel("2026-01-10 12:00Z")
def test_a_meeting_with_a_date(space: Community) -> None:
    client = as_("member", space)
    answer = client.post(f"{MEETINGS}new/", {**ASKED, "starts": "2026-03-03T14:30", "length": "90"})
    meeting = Meeting.objects.get()
    assert answer["Location"] == meeting.get_absolute_url()
    assert (meeting.state, meeting.starts_at) == (State.FIXED, datetime(2026, 3, 3, 13, 30, tzinfo=UTC))
    assert (meeting.ends_at, meeting.sequence) == (datetime(2026, 3, 3, 15, 0, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts": "2026-03-29T02:30"}, "clocks are put forward"),
        ({"starts": "2026-10-25T02:30"}, "comes twice"),
        ({"starts": "2025-10-25T02:30"}, "is past"),
        ({"starts": "tomorrow"}, "a day and an hour"),
        ({"starts": "9999-12-31T23:59", "zone": "Pacific/Pago_Pago"}, "too far away"),
        ({"zone": "Europe/Nowhere"}, "Select a valid choice"),
        ({"length": "0"}, "greater than or equal to 5"),
        ({"length": "99999999999999999999"}, "less than or equal to"),
        ({"video": "javascript:alert(1)"}, "begins with https"),
        ({"video": "http://video.example/"}, "begins with https"),
        ({"reach": "facilitators"}, "Select a valid choice"),
        ({"title": "x" * 201}, "at most 200"),
    ],
)
@time_machine.travel("2026-01-10 12:00Z")
def test_what_is_wrong_is_said_and_nothing_is_lost(space: Community, wrong: dict[str, str], said: str) -> None:
    answer = as_("member", space).post(f"{MEETINGS}new/", {**ASKED, "place": "The old mill", **wrong})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "The old mill" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_from_the_poll_to_the_date(space: Community) -> None:
    client = as_("member", space)
    answer = client.post(f"{MEETINGS}new/", ASKED)
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"{meeting.get_absolute_url()}times/"
    first, second = (f"{soon(days):%Y-%m-%dT%H:%M}" for days in (5, 6))
    assert client.post(answer["Location"], {"time_1": first, "time_3": second}).status_code == 302
    assert client.post(answer["Location"], {"time_1": first}).status_code == 302  # proposed already
    one, two = meeting.times.all()
    bea = make_member(space, name="Bea").user
    answered = client_of(bea).post(
        f"{meeting.get_absolute_url()}answers/", {f"time-{one.pk}": "no", f"time-{two.pk}": "yes"}
    )
    assert answered.status_code == 302
    client_of(bea).post(f"{meeting.get_absolute_url()}answers/", {f"time-{one.pk}": "if_needed"})
    assert sorted(TimeAnswer.objects.values_list("says", flat=True)) == ["if_needed", "yes"]
    assert client.post(f"{meeting.get_absolute_url()}fix/", {"time": two.pk}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at, meeting.sequence) == (State.FIXED, two.starts_at, 1)
    assert Attendance.objects.get(user=bea).says == "yes"
    assert client_of(bea).post(f"{meeting.get_absolute_url()}answers/", {f"time-{one.pk}": "no"}).status_code == 403


@pytest.mark.parametrize(
    "data", [{}, {"time-x": "yes"}, {"time-999999": "yes"}, {"time-99999999999999999999": "yes"}, {"time": "yes"}]
)
def test_forged_answers_change_nothing(space: Community, poll: Meeting, data: dict[str, str]) -> None:
    assert as_("member", space).post(f"{poll.get_absolute_url()}answers/", data).status_code == 400
    assert not TimeAnswer.objects.exists()


def test_who_votes_and_fixes(space: Community, poll: Meeting) -> None:
    time = poll.times.all()[0]
    data: dict[str, Any] = {f"time-{time.pk}": "yes"}
    assert statuses(space, f"{poll.get_absolute_url()}answers/", "post", data) == ladder(302, 404, 302, 302, 302, 302)
    assert TimeAnswer.objects.count() == 4
    fixing = f"{poll.get_absolute_url()}fix/"
    assert as_("member", space).post(fixing, {"time": time.pk}).status_code == 403
    other = make_meeting(space)
    actions.propose(other, [soon(3)])
    for wrong in (other.times.all()[0].pk, "x", "", "9" * 30):
        assert as_("steward", space).post(fixing, {"time": wrong}).status_code == 404
    assert as_("steward", space).get(fixing).status_code == 405


def test_a_date_is_fixed_once(poll: Meeting) -> None:
    first, second = (time.starts_at for time in poll.times.all())
    stale = Meeting.objects.get(pk=poll.pk)
    actions.fix(poll, first)
    with pytest.raises(ValidationError, match="meanwhile"):
        actions.fix(stale, second)
    with pytest.raises(ValidationError, match="meanwhile"):
        actions.propose(stale, [soon(3)])
    assert Meeting.objects.get(pk=poll.pk).starts_at == first


def test_a_poll_has_an_end(space: Community, poll: Meeting) -> None:
    with pytest.raises(ValidationError, match="at most 20"):
        actions.propose(poll, [soon(day) for day in range(10, 40)])
    client = client_of(poll.author)
    for data in ({}, {"time_1": "x"}, {"time_1": "2001-01-01T10:00"}):
        assert client.post(f"{poll.get_absolute_url()}times/", data).status_code == 400
    for key in (poll.times.all()[0].pk, "x", "9" * 40):
        assert client.post(f"{poll.get_absolute_url()}times/", {"remove": key}).status_code == 302
    assert poll.times.count() == 1


def test_changes_raise_the_number_that_calendars_go_by(space: Community, meeting: Meeting) -> None:
    client = client_of(meeting.author)
    local = f"{soon(10):%Y-%m-%dT%H:%M}"
    data = {**ASKED, "starts": local, "place": "Room 4"}
    assert client.post(f"{meeting.get_absolute_url()}edit/", data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.told_sequence, meeting.place) == (2, 2, "Room 4")
    assert client.post(f"{meeting.get_absolute_url()}edit/", {**data, "about": "More"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.told_sequence) == (3, 2)  # nobody is told of other words
    assert client.post(f"{meeting.get_absolute_url()}edit/", {**data, "starts": ""}).status_code == 400


def test_the_agenda(space: Community, meeting: Meeting) -> None:
    client = client_of(meeting.author)
    head = {"agenda-TOTAL_FORMS": "3", "agenda-INITIAL_FORMS": "0"}
    rows = {"agenda-0-title": "Welcome", "agenda-0-minutes": "5", "agenda-0-position": "2", "agenda-1-title": "First", "agenda-1-minutes": "5", "agenda-1-position": "1", "agenda-2-minutes": "10", "agenda-2-position": "3"}  # fmt: skip
    assert client.post(f"{meeting.get_absolute_url()}agenda/", head | rows).status_code == 302
    assert [item.title for item in meeting.agenda.all()] == ["First", "Welcome"]
    assert Meeting.objects.get().sequence == 2
    for wrong in ({}, head | rows | {"agenda-0-minutes": "x"}, {"agenda-TOTAL_FORMS": "9999999"}):
        assert client.post(f"{meeting.get_absolute_url()}agenda/", wrong).status_code == 400


def test_cancelling_is_for_good(space: Community, meeting: Meeting) -> None:
    client = client_of(meeting.author)
    for _again in range(2):
        client.post(f"{meeting.get_absolute_url()}cancel/", {"because": "The room burnt"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_because, meeting.sequence) == (State.CANCELLED, "The room burnt", 2)
    assert "The room burnt" in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(f"{meeting.get_absolute_url()}edit/").status_code == 403


def test_whether_one_comes(space: Community, meeting: Meeting) -> None:
    address = f"{meeting.get_absolute_url()}attend/"
    assert statuses(space, address, "post", {"says": "maybe"}) == ladder(302, 404, 302, 302, 302, 302)
    client = client_of(meeting.author)
    for says in ("yes", "no"):
        client.post(address, {"says": says})
    assert Attendance.objects.get(user=meeting.author).says == "no"
    assert client.post(address, {"says": "perhaps"}).status_code == 400
    Meeting.objects.update(starts_at=soon(0) - timedelta(hours=1))
    assert client.post(address, {"says": "yes"}).status_code == 403


def test_what_was_held_is_not_changed(space: Community) -> None:
    meeting = held(space)
    assert client_of(meeting.author).get(f"{meeting.get_absolute_url()}edit/").status_code == 403
    assert Client().post(f"{meeting.get_absolute_url()}cancel/").status_code == 302
