"""`stewardship/health/`: counts and times that are right, point at nobody, and cost the same however large the space is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.discussion.models import Post, Topic
from communities.health.reading import FEWEST, Health, Waits, shown_together
from communities.health.views import lasting
from communities.spaces.models import Community, Membership
from tests.communities.conftest import as_, ladder, make_member, nobody_was_here_before, secret, space, statuses
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.pages import warm_queries, words_of

__all__ = ["nobody_was_here_before", "secret", "space"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
HERE = "/communities/mentoring-after-release/stewardship/health/"


def ago(days: float) -> datetime:
    """A moment in the past."""
    return datetime.now(UTC) - timedelta(days=days)


def member(space: Community, days: float = 500, visited: float | None = None) -> Membership:
    """Somebody who came so many days ago, and was here last so many days ago."""
    made = make_member(space)
    Membership.objects.filter(pk=made.pk).update(
        joined_at=ago(days), visited_at=ago(visited) if visited is not None else None
    )
    return made


def asked(
    space: Community, author: Any, days: float, answered_after: float | None = None, by: Any = None, **fields: Any
) -> Topic:
    """A question, and perhaps an answer."""
    topic = make_topic(space, author, **fields)
    last = days - (answered_after or 0)
    Topic.objects.filter(pk=topic.pk).update(created_at=ago(days), last_post_at=ago(last))
    Post.objects.filter(topic=topic).update(created_at=ago(days))
    if answered_after is not None:
        answer = say(topic, author=by or member(space).user)
        Post.objects.filter(pk=answer.pk).update(created_at=ago(last))
        Topic.objects.filter(pk=topic.pk).update(last_post_at=ago(last))
    return topic


def test_who_sees_it(space: Community) -> None:
    assert statuses(space, HERE) == ladder(302, 403, 403, 200, 200, 200)
    Community.objects.update(state="archived")
    assert as_("facilitator", space).get(HERE).status_code == 200


def test_a_private_space_is_not_there(secret: Community) -> None:
    assert as_("outsider", secret).get("/communities/a-quiet-matter/stewardship/health/").status_code == 404


def test_an_empty_space_says_so(space: Community) -> None:
    words = words_of(as_("steward", space), HERE)
    assert "Nothing was said in the last half year." in words
    assert "1 person belongs to the community." in words


def test_answers_are_timed(space: Community) -> None:
    ana = member(space).user
    for wait in (0.5, 1.0, 5.0, None):
        asked(space, ana, 20, wait)
    asked(space, ana, 150, 1.0)
    asked(space, ana, 1)  # has time yet
    asked(space, ana, 20, 1.0, kind="discussion")
    asked(space, ana, 20, 1.0, imported_number=2)
    talks_alone = asked(space, ana, 20, 0.1, by=ana)
    found = Health.of(space).answers
    assert (found.now.number, found.now.soon) == (5, 40)
    assert found.now.median == pytest.approx(5.0, abs=0.01)
    assert (found.before.number, found.before.median, found.before.soon) == (1, None, None)
    say(talks_alone, author=member(space).user)
    words = words_of(as_("facilitator", space), HERE)
    assert "A question the last 13 weeks 5 5 days 40 %" in words
    assert "A question the 13 weeks before too few too few too few" in words


def test_first_answers_to_newcomers(space: Community) -> None:
    old = member(space).user
    for wait in (0.5, 0.5, None):
        new = member(space, days=30).user
        asked(space, new, 20, wait, by=old)
        asked(space, new, 10, None)  # not the first any more
    asked(space, old, 20, 3.0)
    found = Health.of(space).first_answers.now
    assert (found.number, found.soon) == (3, 67)
    assert found.median == pytest.approx(0.5, abs=0.01)
    assert "The first post of somebody new the last 13 weeks 3 12 hours 67 %" in words_of(as_("steward", space), HERE)


def test_weeks_are_counted_and_one_or_two_people_are_not_shown(space: Community) -> None:
    for people, weeks_ago in ((2, 3), (4, 5)):
        for _one in range(people):
            asked(space, member(space).user, 7 * weeks_ago)
    removed = asked(space, member(space).user, 7 * 5)
    Post.objects.filter(topic=removed).update(removed_at=ago(1))
    asked(space, member(space).user, 400)
    weeks = Health.of(space).weeks
    assert len(weeks) == 26
    assert [(week.posts, week.people) for week in weeks if week.posts] == [(4, 4), (2, None)]
    page = as_("steward", space).get(HERE).content.decode()
    assert page.count('<rect class="bar') == 2


def test_who_wrote_read_and_was_away(space: Community) -> None:
    Membership.objects.all().delete()
    for _one in range(4):
        asked(space, member(space, visited=5).user, 5)
    for _one in range(3):
        member(space, visited=10)
    for _one in range(5):
        member(space, visited=200)
    found = Health.of(space).members
    assert (found.number, found.wrote, found.read, found.away) == (12, 4, 3, 5)
    member(space, days=3, visited=1)
    assert Health.of(space).members.came is None  # it is one person


def test_one_silent_member_can_not_be_worked_out(space: Community) -> None:
    Membership.objects.all().delete()
    for _one in range(4):
        asked(space, member(space, visited=5).user, 5)
    member(space, visited=10)
    found = Health.of(space).members
    assert (found.number, found.wrote, found.read, found.away) == (5, None, None, 0)


def test_languages_that_few_write_stand_together(space: Community) -> None:
    for language, count in (("en", 4), ("de", 3), ("fi", 1), ("pt", 1)):
        for _one in range(count):
            asked(space, None, 5, language=language)
    assert Health.of(space).languages == [("en", 4), ("de", 3), ("", 2)]
    assert "English 4 Deutsch 3 others 2" in words_of(as_("steward", space), HERE)


def test_nothing_of_other_spaces_is_counted(space: Community, secret: Community) -> None:
    for _one in range(4):
        asked(secret, member(secret, days=5).user, 5, 1.0)
    found = Health.of(space)
    assert not any(week.posts for week in found.weeks)
    assert (found.answers.now.number, found.first_answers.now.number, found.languages) == (0, 0, [])


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.01, "less than an hour"), (0.05, "1 hour"), (1.5, "36 hours"), (2.2, "2 days"), (1200, "1,200 days")],
)
def test_how_long_something_took(days: float, said: str) -> None:
    assert lasting(days) == said


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_no_count_of_one_or_two_can_be_worked_out(counts: list[int]) -> None:
    found = shown_together(counts)
    hidden = [count for count, shows in zip(counts, found, strict=True) if shows is None]
    assert all(shows in (None, count) for count, shows in zip(counts, found, strict=True))
    assert not [shows for shows in found if shows is not None and 0 < shows < FEWEST]
    assert len(hidden) != 1 or not any(count >= FEWEST for count in counts)


@given(st.lists(st.floats(0, 400) | st.just(float("inf")), max_size=30))
def test_of_few_waits_nothing_is_said(waits: list[float]) -> None:
    found = Waits.of(waits)
    assert (found.soon is None) is (len(waits) < FEWEST)
    assert found.median is None or any(wait >= found.median for wait in waits)


def test_as_many_queries_however_large(space: Community) -> None:
    client = as_("steward", space)
    few = warm_queries(client, HERE)
    for _one in range(6):
        asked(space, member(space, days=20).user, 10, 1.0)
    assert warm_queries(client, HERE) == few <= 14
