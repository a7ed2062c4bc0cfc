"""The weekly five: found where something waits, gone when it is dealt with, and mailed on Monday to who tends the space."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from communities.commitments.models import Commitment
from communities.discussion.models import Naming, Topic
from communities.faces.models import Face, Section, Thing, stored
from communities.spaces.models import Community, Membership
from communities.stewardship.plans.models import PlanLine
from communities.tending import five as weekly
from communities.tending.models import SetAside
from communities.tending.told import look
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.digests import make_digests
from portal.notices.models import Notice
from search.misses.models import Miss
from search.misses.noting import week_of
from tests.communities.conftest import (
    as_,
    client_of,
    ladder,
    make_member,
    nobody_was_here_before,
    secret,
    space,
    statuses,
)
from tests.communities.discussion.conftest import make_topic, say
from tests.communities.stewardship.plans.conftest import decided, draft, line, reviewed
from tests.factories import make_record
from tests.notices.conftest import deliver
from tests.practices.pages import warm_queries, words_of

__all__ = ["draft", "line", "nobody_was_here_before", "reviewed", "secret", "space"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
HERE = "/communities/mentoring-after-release/stewardship/"
SUNDAY = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def parts(space: Community) -> None:
    """The space has a forum."""
    Community.objects.filter(pk=space.pk).update(parts=["people", "forum"])
    space.refresh_from_db()


def steward_of(space: Community) -> User:
    """Who tends it."""
    found: User = space.memberships.get(role="steward").user
    return found


def found(space: Community) -> dict[str, list[str]]:
    """The titles of what waits, by sort."""
    tasks: dict[str, list[str]] = {}
    for task in weekly.five(space, steward_of(space)):
        tasks.setdefault(task.code, []).append(task.waiting.title)
    return tasks


def question(
    space: Community, author: User, title: str = "Who pays for the key?", days: int = 5, **fields: Any
) -> Topic:
    """A question that was asked some days ago."""
    asked = make_topic(space, author, title=title, kind="question", **fields)
    Topic.objects.filter(pk=asked.pk).update(created_at=timezone.now() - timedelta(days=days))
    return asked


def old_member(space: Community, **fields: Any) -> Membership:
    """Somebody who came long ago."""
    member = make_member(space, **fields)
    Membership.objects.filter(pk=member.pk).update(joined_at=timezone.now() - timedelta(days=100))
    return member


def test_a_question_waits_until_somebody_else_answers(space: Community) -> None:
    ana, ben = old_member(space, name="Ana").user, old_member(space, name="Ben").user
    asked = question(space, ana)
    say(asked, "Does nobody know?", ana)
    assert found(space) == {"question": ["Who pays for the key?"]}
    say(asked, "The municipality does.", ben)
    assert found(space) == {}


@pytest.mark.parametrize(
    "changed", [{"days": 1}, {"days": 400}, {"kind": "discussion"}, {"closed": True}, {"off": True}]
)
def test_a_question_that_does_not_wait(space: Community, changed: dict[str, Any]) -> None:
    asked = question(space, old_member(space).user, days=changed.get("days", 5))
    Topic.objects.filter(pk=asked.pk).update(
        kind=changed.get("kind", "question"), closed_at=timezone.now() if "closed" in changed else None
    )
    space.parts = ["people"] if "off" in changed else space.parts
    assert found(space) == {}


def test_a_record_is_stale_where_the_space_shows_or_names_it(space: Community) -> None:
    shown, named, about, other, fresh = (
        make_record(title=title, review_due=timezone.localdate() + timedelta(days=days))
        for title, days in (("Shown", -40), ("Named", -30), ("About", -20), ("Elsewhere", -90), ("Fresh", 1))
    )
    member = old_member(space)
    things = [Thing(f"page:{page.pk}") for page in (shown, fresh)]
    Face.objects.create(community=space, published=stored([Section("records", things=things)]))
    topic = make_topic(space, member.user, about=about.identifier)
    post = say(topic, f"See {named.identifier}", member.user)
    assert Naming.objects.filter(code=named.identifier).exists()
    assert [title.partition(": ")[2] for title in found(space)["record"]] == ["Shown", "Named", "About"]
    assert other.identifier not in str(found(space))
    type(post).objects.filter(pk=post.pk).update(removed_at=timezone.now())
    assert len(found(space)["record"]) == 2


def test_a_record_that_a_steward_may_not_read_is_not_told_of(space: Community) -> None:
    hidden = make_record(title="Hidden", audience="group:editors", review_due=timezone.localdate() - timedelta(days=9))
    make_topic(space, old_member(space).user, about=hidden.identifier)
    assert found(space) == {}


def test_a_newcomer_waits_until_somebody_speaks_to_them(space: Community) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=4)):
        make_member(space, name="Nora")
    make_member(space, name="Of today")
    assert found(space) == {"newcomer": ["Nora"]}
    task = weekly.five(space, steward_of(space))[0]
    form = client_of(steward_of(space)).get(task.waiting.url).context["form"]
    assert form["text"].value().startswith("@Nora")
    make_topic(space, steward_of(space), text="Welcome, @Nora!")
    outbox.drain()
    assert found(space) == {}


def test_nobody_else_is_greeted_by_a_number(space: Community, secret: Community) -> None:
    other = make_member(secret)
    client = client_of(steward_of(space))
    for wrong in (str(other.pk), "x", "9" * 30, "²"):
        page = client.get("/communities/mentoring-after-release/forum/new/", {"welcome": wrong, "title": "What\x00"})
        assert page.status_code == 200
        assert "@member" not in str(page.context["form"]["text"].value())


def test_what_several_looked_for_in_vain(space: Community) -> None:
    week = week_of(timezone.localdate())
    for text, language, ago in (("bail hostel", "en", 0), ("wohnheim", "de", 0), ("old", "en", 3), ("", "en", 0)):
        Miss.objects.create(
            week=week - timedelta(weeks=ago), language=language, digest=f"{text}{ago}", text=text, readers=4
        )
    Community.objects.filter(pk=space.pk).update(languages=["en"])
    space.refresh_from_db()
    assert found(space) == {"search": ["“bail hostel”"]}
    task = weekly.five(space, steward_of(space))[0]
    assert client_of(steward_of(space)).get(task.waiting.url).context["form"]["title"].value() == "bail hostel"


def test_a_commitment_that_is_due(space: Community) -> None:
    own = old_member(space, name="Mia")
    for words, days in (("Soon", 3), ("Late", -3), ("Later", 20)):
        due_on = timezone.localdate() + timedelta(days=days)
        Commitment.objects.create(membership=own, words=words, due_on=due_on)
    assert found(space) == {"commitment": ["Late", "Soon"]}


def test_a_line_of_the_plan_that_is_to_be_looked_at_again(reviewed: PlanLine) -> None:
    line = decided(reviewed)
    here = reviewed.version.community
    PlanLine.objects.update(review_on=timezone.localdate() + timedelta(days=1))
    assert found(here) == {}
    PlanLine.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    (task,) = weekly.five(here, steward_of(here))
    assert (task.code, task.waiting.title) == ("plan", line.shown_need)
    assert client_of(steward_of(here)).get(task.waiting.url).status_code == 200


def fill(space: Community) -> None:
    """Many things of some sorts."""
    ana = old_member(space, name="Ana")
    for number in range(7):
        question(space, ana.user, f"Question {number}", days=20 + number)
    Commitment.objects.create(membership=ana, words="Due", due_on=timezone.localdate())


def test_five_at_most_and_one_of_each_sort_first(space: Community) -> None:
    fill(space)
    assert {code: len(titles) for code, titles in found(space).items()} == {"question": 4, "commitment": 1}
    assert found(space)["question"][0] == "Question 6"


def test_who_sees_them(space: Community) -> None:
    fill(space)
    for rung, sees in {"member": False, "facilitator": False, "steward": True, "administrator": True}.items():
        assert ("Question 6" in words_of(as_(rung, space), HERE)) is sees
    Community.objects.update(state="archived")
    assert "Question 6" not in words_of(as_("steward", space), HERE)


def test_who_sets_aside(space: Community, secret: Community) -> None:
    address = f"{HERE}five/"
    assert statuses(space, address, "post", {"thing": "question:1"}) == ladder(302, 403, 403, 403, 302, 302)
    assert as_("steward", space).get(address).status_code == 405
    gone = "/communities/a-quiet-matter/stewardship/five/"
    assert as_("outsider", secret).post(gone, {"thing": "question:1"}).status_code == 404


def test_what_is_set_aside_makes_room_and_comes_back(space: Community) -> None:
    fill(space)
    client = as_("steward", space)
    for number in (6, 5, 4, 3, 2, 1):
        topic = Topic.objects.get(title=f"Question {number}")
        client.post(f"{HERE}five/", {"thing": f"question:{topic.pk}"})
    assert found(space) == {"question": ["Question 0"], "commitment": ["Due"]}
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert len(found(space)["question"]) == 4
        client = as_("steward", space)
        client.post(f"{HERE}five/", {"thing": "question:1"})
    assert SetAside.objects.count() == 1  # what is over is forgotten


@pytest.mark.parametrize("thing", ["", "question", "question:", "other:1", "question:" + "x" * 41])
def test_nothing_else_is_set_aside(space: Community, thing: str) -> None:
    assert as_("steward", space).post(f"{HERE}five/", {"thing": thing}).status_code == 302
    assert not SetAside.objects.exists()


def mails_at(moment: datetime) -> list[Any]:
    """The mails that go out at a moment."""
    with time_machine.travel(moment, tick=False):
        look()
        outbox.drain()
        make_digests()
        return deliver()


def test_stewards_get_a_mail_on_monday_morning(space: Community) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        fill(space)
        make_member(space, "facilitator")
    outbox.drain()
    Notice.objects.all().delete()
    deliver()
    assert mails_at(SUNDAY - timedelta(hours=2)) == []
    assert mails_at(SUNDAY) == []
    (letter,) = mails_at(SUNDAY + timedelta(hours=20))
    assert letter.to == [steward_of(space).email]
    assert "Question 6" in letter.body
    assert "5 things wait for you" in letter.body
    assert mails_at(SUNDAY + timedelta(hours=21)) == []
    assert mails_at(SUNDAY + timedelta(days=2)) == []
    assert mails_at(SUNDAY + timedelta(days=7)) == []
    assert len(mails_at(SUNDAY + timedelta(days=7, hours=20))) == 1
    assert Notice.objects.filter(kind="weekly_five").count() == 1  # the week before is over


def test_nothing_waits_and_no_mail(space: Community) -> None:
    assert mails_at(SUNDAY) == []
    assert mails_at(SUNDAY + timedelta(hours=20)) == []
    assert not Notice.objects.exists()


def test_who_has_read_them_on_the_page_gets_no_mail(space: Community) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        fill(space)
        outbox.drain()
        Notice.objects.all().delete()
    assert mails_at(SUNDAY) == []
    with time_machine.travel(SUNDAY + timedelta(hours=2), tick=False):
        as_("steward", space).get(HERE)
    assert mails_at(SUNDAY + timedelta(hours=20)) == []


def test_only_stewards_are_asked_how_often(space: Community) -> None:
    label = "The weekly five of a community that you tend"
    assert label in words_of(as_("steward", space), "/notices/settings/")
    assert label not in words_of(as_("facilitator", space), "/notices/settings/")


def test_as_many_queries_however_much_waits(space: Community) -> None:
    client = as_("steward", space)
    question(space, old_member(space).user)
    few = warm_queries(client, HERE)
    fill(space)
    assert warm_queries(client, HERE) <= few + 1 <= 27
