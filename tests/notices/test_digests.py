"""The mail of a day: when it is morning where its reader is, once, with all that is new anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from communities.discussion.models import Post, Topic
from communities.spaces.models import Community, Membership
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.digests import make_digests
from portal.notices.models import Digest, Notice
from portal.notices.upkeep import forget_notices
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.conftest import make_topic, say
from tests.notices.conftest import deliver, html_of, wants

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 26, 15, 0, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def mia(space: Community) -> User:
    """A member who is told of topics once a day, as is usual; nobody else wants mail."""
    wants(space.memberships.get().user, "none", "topic")
    return make_member(space, name="Mia").user


def at(moment: datetime) -> list[Any]:
    """The mails of a look at a moment."""
    with time_machine.travel(moment, tick=False):
        make_digests()
        return deliver()


def new_topic(space: Community, moment: datetime = THURSDAY, **fields: Any) -> Topic:
    """A topic by somebody who wants no mail, told of at once."""
    with time_machine.travel(moment, tick=False):
        author = make_member(space, name="Ana").user
        wants(author, "none", "answer")
        wants(author, "none", "topic")
        made = make_topic(space, author, **fields)
        outbox.drain(["event"])
    return made


def test_it_comes_in_the_morning_and_once(space: Community, mia: User) -> None:
    new_topic(space)
    assert at(THURSDAY + timedelta(minutes=5)) == []
    morning = THURSDAY.replace(day=27, hour=7)
    assert at(morning - timedelta(minutes=1)) == []
    (letter,) = at(morning)
    assert letter.to == [mia.email]
    for later in (0, 5, 600, 24 * 60, 48 * 60):
        assert at(morning + timedelta(minutes=later)) == []


def test_what_comes_after_the_morning_waits_for_the_next(space: Community, mia: User) -> None:
    new_topic(space, THURSDAY.replace(hour=7, minute=30))
    assert at(THURSDAY.replace(hour=7, minute=35)) == []
    assert at(THURSDAY.replace(hour=23)) == []
    assert len(at(THURSDAY.replace(day=27, hour=7))) == 1


def test_a_worker_that_was_away_in_the_morning_sends_it_later(space: Community, mia: User) -> None:
    new_topic(space)
    assert len(at(THURSDAY.replace(day=27, hour=22))) == 1
    new_topic(space, THURSDAY.replace(day=27, hour=23))
    assert len(at(THURSDAY.replace(day=28, hour=7))) == 1


@pytest.mark.parametrize(
    ("zone", "utc_hour", "utc_minute"),
    [
        ("Pacific/Auckland", 18, 0),
        ("Asia/Kathmandu", 1, 15),
        ("America/Lima", 12, 0),
        ("UTC", 7, 0),
        ("No/Where", 7, 0),
    ],
)
def test_morning_is_where_the_reader_is(space: Community, mia: User, zone: str, utc_hour: int, utc_minute: int) -> None:
    User.objects.filter(pk=mia.pk).update(time_zone=zone)
    new_topic(space, datetime(2026, 11, 24, 15, 0, tzinfo=ZoneInfo("UTC")))
    morning = datetime(2026, 11, 26, utc_hour, utc_minute, tzinfo=ZoneInfo("UTC"))
    Digest.objects.all().delete()
    assert len(at(morning)) == 1
    new_topic(space, morning + timedelta(hours=1))
    assert at(morning + timedelta(hours=23, minutes=59)) == []
    assert len(at(morning + timedelta(hours=24))) == 1


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)])
def test_the_clock_of_summer_changes_nothing(space: Community, mia: User, day: tuple[int, int, int]) -> None:
    morning = datetime(*day, 7, 0, tzinfo=ZoneInfo("Europe/Brussels"))
    new_topic(space, morning - timedelta(hours=5))
    assert at(morning - timedelta(minutes=1)) == []
    assert len(at(morning)) == 1
    assert at(morning + timedelta(minutes=30)) == []


def test_weekly_comes_on_monday_with_what_came_before(space: Community, mia: User) -> None:
    wants(mia, "weekly", "topic")
    new_topic(space)
    for day in (27, 28, 29):
        assert at(THURSDAY.replace(day=day, hour=8)) == []
    assert len(at(THURSDAY.replace(day=30, hour=7))) == 1
    new_topic(space, THURSDAY.replace(day=30, hour=9))
    assert at(THURSDAY.replace(month=12, day=1, hour=8)) == []
    assert len(at(THURSDAY.replace(month=12, day=8, hour=8))) == 1  # the worker was away on Monday


def test_it_is_one_mail_about_all_spaces(space: Community, mia: User) -> None:
    other = make_space("Housing", parts=["forum"])
    Membership.objects.create(community=other, user=mia)
    first = new_topic(space, title="Zuerst", text="Wer holt den **Schlüssel**?", language="de")
    new_topic(other, THURSDAY + timedelta(hours=1), title="Then")
    wants(mia, "usual", "", f"topic:{first.pk}")
    with time_machine.travel(THURSDAY + timedelta(hours=2), tick=False):
        say(first, "We <do>.")
        outbox.drain(["event"])
    (letter,) = at(THURSDAY.replace(day=27, hour=7))
    assert letter.subject == "[Passerelle] 3 things are new for you"
    body = letter.body
    assert body.index("== Mentoring after release ==") < body.index("== Housing ==")  # what is newest comes first
    assert body.index("Ana begins a topic:") < body.index("Ben answers:")  # in a topic in order
    assert "Wer holt den Schlüssel?" in body
    assert "We <do>." in body
    assert "We &lt;do&gt;." in html_of(letter)
    assert letter.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.message()["Message-ID"] == f"<digest.{Digest.objects.filter(user=mia).latest('pk').pk}@localhost>"


def test_what_was_read_removed_or_is_not_to_be_seen_is_not_in_it(space: Community, mia: User) -> None:
    kept, read, removed = (new_topic(space, title=title) for title in ("Kept", "Read", "Removed"))
    Notice.objects.filter(user=mia, thread=f"topic:{read.pk}").update(read_at=timezone.now())
    with time_machine.travel(THURSDAY.replace(day=27, hour=7), tick=False):
        make_digests()
        Post.objects.filter(topic=removed).update(removed_at=THURSDAY)
        (letter,) = deliver()
    assert letter.subject == "[Passerelle] 1 thing is new for you"
    assert "Kept" in letter.body
    assert "Removed" not in letter.body
    assert kept.posts.count() == 1


def test_nothing_to_say_is_no_mail(space: Community, mia: User) -> None:
    new_topic(space)
    with time_machine.travel(THURSDAY.replace(day=27, hour=7), tick=False):
        make_digests()
        Membership.objects.filter(user=mia).delete()
        assert deliver() == []
    assert set(Notice.objects.filter(user=mia).values_list("mail", flat=True)) == {"never"}


def test_very_much_is_cut_and_says_so(space: Community, mia: User) -> None:
    author = make_member(space, name="Ana").user
    with time_machine.travel(THURSDAY, tick=False):
        for number in range(65):
            make_topic(space, author, title=f"Topic {number}")
        outbox.drain(["event"])
    letter = next(one for one in at(THURSDAY.replace(day=27, hour=7)) if one.to == [mia.email])
    assert letter.subject == "[Passerelle] 65 things are new for you"
    assert "5 earlier ones stand on the site:" in letter.body
    assert "Topic 64" in letter.body
    assert "Topic 4\n" not in letter.body


def test_two_workers_make_one(space: Community, mia: User) -> None:
    new_topic(space)
    with time_machine.travel(THURSDAY.replace(day=27, hour=7), tick=False):
        make_digests()
        Notice.objects.filter(user=mia).update(mail="later")  # as the second worker saw it before
        make_digests()
        Notice.objects.filter(user=mia).update(mail="gathered")
        assert len(deliver()) == 1


def test_they_are_forgotten_after_three_months(space: Community, mia: User) -> None:
    new_topic(space)
    at(THURSDAY.replace(day=27, hour=7))
    with time_machine.travel(THURSDAY + timedelta(days=89), tick=False):
        forget_notices()
        assert Notice.objects.filter(user=mia).exists()
    with time_machine.travel(THURSDAY + timedelta(days=92), tick=False):
        forget_notices()
    assert not Notice.objects.exists()
    assert not Digest.objects.exists()
