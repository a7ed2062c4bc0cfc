"""What calendar programs get: one meeting, feeds, invitations by mail. Read back by another parser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from communities.meetings import actions, calendars
from communities.meetings.models import AgendaItem, Meeting
from communities.spaces.actions import leave
from communities.spaces.models import Ban, Community, Membership
from communities.spaces.reach import Reach
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.models import Notice
from tests.calendars import entries, in_utc, read
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.meetings.conftest import MEETINGS, make_meeting, soon

pytestmark = pytest.mark.django_db


def test_one_meeting(space: Community, meeting: Meeting) -> None:
    AgendaItem.objects.create(meeting=meeting, title="Who, fetches; the key?", minutes=15)
    address = f"{meeting.get_absolute_url()}meeting.ics"
    assert statuses(space, address) == ladder(404, 404, 200, 200, 200, 200)
    (entry,) = entries(as_("member", space).get(address).content)
    assert (in_utc(entry.dtstart.value), in_utc(entry.dtend.value)) == (meeting.starts_at, meeting.ends_at)
    assert (entry.summary.value, entry.location.value) == ("Mentors meet", "Room 3")
    assert (
        entry.description.value
        == "Bring a mug.\n\n15′ Who, fetches; the key?\n\nhttps://video.example/room\n\n" + entry.url.value
    )
    assert entry.uid.value.startswith(str(meeting.uid))
    assert int(entry.sequence.value) == 1


def test_a_meeting_without_a_date_has_no_entry(space: Community, poll: Meeting) -> None:
    assert as_("member", space).get(f"{poll.get_absolute_url()}meeting.ics").status_code == 404


def test_the_feed_for_everybody_has_what_everybody_may_see(space: Community, meeting: Meeting) -> None:
    make_meeting(
        space, title="Open evening", starts_at=soon(3), reach=Reach.EVERYBODY, video="https://video.example/open"
    )
    for client in (Client(), as_("steward", space)):
        (entry,) = entries(client.get(f"{MEETINGS}calendar.ics").content)
        assert entry.summary.value == "Open evening"
        assert "video.example" not in entry.description.value
    Community.objects.update(visibility="private")
    assert as_("steward", space).get(f"{MEETINGS}calendar.ics").status_code == 404


@pytest.fixture
def feed(space: Community, meeting: Meeting) -> tuple[User, str]:
    """Bea, and the address for her calendar."""
    bea = make_member(space, name="Bea").user
    return bea, calendars.address_of(space, bea).replace("http://localhost:8000", "").partition("/communities/")[2]


def ask(feed: tuple[User, str]) -> Any:
    """What her calendar program gets, which is signed in nowhere."""
    return Client().get(f"/communities/{feed[1]}")


def test_a_private_feed_shows_what_its_owner_may_see(
    space: Community, meeting: Meeting, feed: tuple[User, str]
) -> None:
    make_meeting(space, title="Among facilitators", starts_at=soon(2), reach=Reach.FACILITATORS)
    make_meeting(space, title="Long ago", starts_at=soon(2))
    old = Meeting.objects.get(title="Long ago")
    old.set_start(soon(-500))
    old.save()
    (entry,) = entries(ask(feed).content)
    assert (entry.summary.value, "video.example" in entry.description.value) == ("Mentors meet", True)
    actions.cancel(meeting, "Ill")
    (entry,) = entries(ask(feed).content)
    assert (entry.status.value, int(entry.sequence.value)) == ("CANCELLED", 2)


def test_it_ends_with_what_its_owner_may_see(space: Community, feed: tuple[User, str]) -> None:
    leave(Membership.objects.get(user=feed[0]))
    assert entries(ask(feed).content) == []
    Community.objects.update(visibility="private")
    assert ask(feed).status_code == 404


def test_who_was_put_out_or_suspended_reads_nothing(space: Community, feed: tuple[User, str]) -> None:
    Membership.objects.filter(user=feed[0]).delete()
    Ban.objects.create(community=space, user=feed[0], reason="x")
    assert entries(ask(feed).content) == []
    User.objects.filter(pk=feed[0].pk).update(is_active=False)
    assert ask(feed).status_code == 404


def test_a_new_address_ends_the_old_one(space: Community, feed: tuple[User, str]) -> None:
    client = client_of(feed[0])
    page = client.get(f"{MEETINGS}calendar/").content.decode()
    assert feed[1] in page
    assert "webcal://" in page
    assert client.post(f"{MEETINGS}calendar/").status_code == 302
    assert ask(feed).status_code == 404
    assert feed[1] not in client.get(f"{MEETINGS}calendar/").content.decode()


def test_forged_addresses_lead_nowhere(space: Community, secret: Community, feed: tuple[User, str]) -> None:
    for token in ("x", "1.1.x", "..", "%00", "1.1." + "a" * 43):
        assert Client().get(f"{MEETINGS}calendar/{token}.ics").status_code == 404
    elsewhere = feed[1].replace(space.slug, secret.slug)
    assert ask((feed[0], elsewhere)).status_code == 404
    assert statuses(space, f"{MEETINGS}calendar/") == ladder(302, 403, 200, 200, 200, 200)


def calendar_in(message: Any) -> Any:
    """The entry that a mail brings, as mail programs find it."""
    parts = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 1
    calendar = read(parts[0].get_payload(decode=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert parts[0].get_param("method") == calendar.method.value
    return calendar


def test_from_the_invitation_to_the_end(space: Community, poll: Meeting) -> None:
    outbox.drain()
    Notice.objects.all().delete()
    mail.outbox.clear()
    bea = make_member(space, name="Bea").user
    actions.fix(poll, poll.times.all()[0].starts_at)
    outbox.drain()
    to_bea = [message for message in mail.outbox if message.to == [bea.email]]
    assert len(to_bea) == 1
    invited = calendar_in(to_bea[0])
    assert invited.method.value == "REQUEST"
    assert invited.vevent.attendee.value == f"mailto:{bea.email}"
    assert in_utc(invited.vevent.dtstart.value) == poll.starts_at
    assert all(person.email not in to_bea[0].message().as_string() for person in User.objects.exclude(pk=bea.pk))
    mail.outbox.clear()
    actions.cancel(poll, "The room burnt")
    outbox.drain()
    gone = calendar_in(next(message for message in mail.outbox if message.to == [bea.email]))
    assert (gone.method.value, gone.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert gone.vevent.uid.value == invited.vevent.uid.value
    assert int(gone.vevent.sequence.value) > int(invited.vevent.sequence.value)


def test_who_may_not_see_it_any_more_is_not_told(space: Community, meeting: Meeting) -> None:
    outbox.drain()
    mail.outbox.clear()
    bea = make_member(space, name="Bea")
    meeting.place = "Room 5"
    meeting.set_start(soon(9) + timedelta(hours=1))
    actions.change(meeting, meeting.author)
    leave(bea)
    outbox.drain()
    assert [message for message in mail.outbox if message.to == [bea.user.email]] == []
    actions.take_away(meeting, "x")
    assert not Notice.objects.filter(event__startswith="meeting_date").exists()
