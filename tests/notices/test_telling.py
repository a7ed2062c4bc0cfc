"""From an event to rows: one for each person whom it concerns, however often it is tried, and by how many workers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from communities.discussion import actions
from communities.discussion.models import Reading, Topic
from communities.spaces.models import Ban, Community, Membership
from portal.accounts.models import User
from portal.foundation import erasure, outbox
from portal.foundation.models import OutboxEntry
from portal.notices.models import Choice, Notice
from portal.notices.telling import happened, unread
from tests.communities.conftest import make_member, make_person
from tests.communities.discussion.conftest import make_topic, say
from tests.notices.conftest import deliver, wants

pytestmark = pytest.mark.django_db


def told(event: str = "post") -> dict[str, str]:
    """Who was told of something, and by which kind."""
    return dict(Notice.objects.filter(event__startswith=f"{event}:").values_list("user__name", "kind"))


def test_nothing_is_made_in_the_request_and_nothing_of_what_is_rolled_back(space: Community) -> None:
    make_topic(space)
    assert not Notice.objects.exists()
    with transaction.atomic():
        happened("post", 1)
        transaction.set_rollback(True)
    assert OutboxEntry.objects.filter(kind="event").count() == 1


def test_members_are_told_of_a_new_topic_but_not_its_author(space: Community) -> None:
    make_member(space, name="Mia")
    make_topic(space)
    deliver()
    assert told() == {"Stella": "topic", "Mia": "topic"}


def test_who_takes_part_or_follows_is_told_of_an_answer(space: Community, topic: Topic) -> None:
    follower, away = make_member(space, name="Fay").user, make_member(space, name="Away").user
    make_member(space, name="Silent")
    say(topic, author=away)
    wants(follower, "usual", "", f"topic:{topic.pk}")
    wants(away, "none", "", f"topic:{topic.pk}")
    deliver()
    Notice.objects.all().delete()
    say(topic, "We do, too.")
    deliver()
    assert told() == {"Ana": "answer", "Fay": "answer"}


def test_whoever_may_not_see_it_is_not_told(space: Community, topic: Topic) -> None:
    left, banned = make_member(space, name="Left"), make_member(space, name="Bruno")
    stranger = make_person(name="Stranger")
    for person in (left.user, banned.user):
        say(topic, author=person)
    wants(stranger, "usual", "", f"topic:{topic.pk}")
    left.delete()
    banned.delete()
    Ban.objects.create(community=space, user=banned.user, reason="Rude")
    deliver()
    Notice.objects.all().delete()
    say(topic, "Nobody else reads this.")
    deliver()
    assert told() == {"Ana": "answer"}
    Community.objects.update(visibility="public")  # then those outside who follow are told, the banned one is not
    say(topic, "Everybody reads this.")
    Notice.objects.all().delete()
    deliver()
    assert set(told()) == {"Ana", "Ben", "Left", "Stranger"}


def test_whoever_read_it_already_is_not_told(space: Community, topic: Topic) -> None:
    deliver()
    Notice.objects.all().delete()
    post = say(topic)
    Reading.objects.filter(user=topic.author).update(number=post.number)
    deliver()
    assert told() == {}


def test_a_second_time_adds_nothing(space: Community) -> None:
    member = make_member(space, name="Mia").user
    wants(member, "now", "topic")
    post = make_topic(space).posts.get()
    assert len(deliver()) == 1
    happened("post", post.pk)
    assert deliver() == []
    assert Notice.objects.filter(user=member).count() == 1


def test_what_was_removed_or_never_was_tells_nobody(space: Community, topic: Topic) -> None:
    post = say(topic)
    actions.remove(post, "A name", topic.author)
    for wrong in ("999999", str(post.pk)):
        happened("post", wrong)
    happened("unknown", "1")
    deliver()
    assert Notice.objects.filter(event=f"post:{post.pk}").count() == 0
    assert not OutboxEntry.objects.filter(kind="event").exists()


@pytest.mark.parametrize("take_away", ["remove", "undo"])
def test_what_is_taken_away_is_not_counted_any_more(topic: Topic, take_away: str) -> None:
    post = say(topic)
    deliver()
    assert unread(topic.author) == 1
    if take_away == "remove":
        actions.remove(post, "A name", post.author)
    else:
        assert actions.undo(post)
    assert unread(topic.author) == 0


def test_the_suspended_are_not_told(space: Community) -> None:
    make_member(space, name="Gone", is_active=False)
    make_topic(space)
    deliver()
    assert "Gone" not in told()


def test_many_people_cost_few_queries(space: Community, django_assert_max_num_queries: Any) -> None:
    people = User.objects.bulk_create(User(email=f"many{number}@example.org") for number in range(1200))
    Membership.objects.bulk_create(Membership(community=space, user=user) for user in people)
    make_topic(space)
    with django_assert_max_num_queries(40):
        outbox.drain(["event"])
    assert Notice.objects.count() == 1201


def test_leaving_takes_all_of_it_along(space: Community, topic: Topic) -> None:
    wants(topic.author, "now")
    say(topic)
    deliver()
    own = erasure.export(topic.author)
    assert own["notices.notice.user"][0]["kind"] == "answer"
    assert own["notices.choice.user"] == [{"scope": "", "kind": "answer", "often": "now"}]
    erasure.erase(topic.author)
    assert not Notice.objects.filter(kind="answer").exists()
    assert not Choice.objects.exists()
