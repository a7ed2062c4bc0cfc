"""What reaches people of polls beside their pages: search, notices, what is new, the space's copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.polls import actions, part, told
from communities.polls.models import Poll
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.standing import standing_of
from portal.foundation import outbox
from portal.notices import registry
from portal.notices.models import Notice
from tests.communities.conftest import as_, client_of, make_member
from tests.communities.polls.conftest import cast, fresh, make_draft, make_poll
from tests.practices.pages import words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]


def test_polls_are_found_by_who_may_see_them(space: Community, found: Found) -> None:  # noqa: F811
    poll = make_poll(space, question="Woodpeckers or nightingales?", text="About **birds**.")
    make_draft(space, question="Woodpeckers in draft")
    catch_up()
    member = as_("member", space)
    for words in ("woodpeckers", "birds", "Saturday"):
        assert found(words, member) == [poll.get_absolute_url()]
    assert found("woodpeckers") == found("woodpeckers", as_("outsider", space)) == []
    actions.suggest(poll, "Kingfisher", None)
    catch_up()
    assert found("kingfisher", member) == [poll.get_absolute_url()]
    actions.remove(poll, None)
    assert found("woodpeckers", member) == []
    actions.restore(fresh(poll))
    catch_up()
    assert found("woodpeckers", member) == [poll.get_absolute_url()]


def test_a_part_that_is_switched_off_is_not_found(space: Community, found: Found) -> None:  # noqa: F811
    poll = make_poll(space, question="Woodpeckers or nightingales?", reach="everybody")
    catch_up()
    assert found("woodpeckers") == [poll.get_absolute_url()]
    space.parts = ["people"]
    space.save()
    assert found("woodpeckers") == []
    catch_up()
    assert found("woodpeckers") == []
    space.parts = ["people", "polls"]
    space.save()
    catch_up()
    assert found("woodpeckers") == [poll.get_absolute_url()]


def test_members_are_told_of_a_new_one(space: Community) -> None:
    member, outsider = make_member(space, name="Mia"), make_member(space, name="Otto")
    poll = make_poll(space)
    outbox.drain(["event"])
    assert set(Notice.objects.values_list("user__name", flat=True)) == {"Stella", "Mia", "Otto"}
    story = registry.stories(member.user, [f"poll_opened:{poll.pk}"])[f"poll_opened:{poll.pk}"]
    assert (story.title, story.said) == ("When shall we meet?", "Ana asks:")
    outsider.delete()
    assert not registry.stories(type(outsider.user).objects.get(pk=outsider.user_id), [f"poll_opened:{poll.pk}"])
    client_of(member.user).get(poll.get_absolute_url())
    assert Notice.objects.get(user=member.user).read_at is not None
    actions.remove(poll, None)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("named", [True, False])
def test_who_has_not_voted_is_told_of_the_end_once(space: Community, named: bool) -> None:
    poll = make_poll(space, named=named, closes_at=timezone.now() + timedelta(hours=20))
    voter, idle = cast(poll, "Tuesday"), make_member(space, name="Ida").user
    actions.remind()
    assert fresh(poll).reminded_at is None  # it was opened only just now
    Poll.objects.update(opened_at=timezone.now() - timedelta(days=3))
    actions.remind()
    actions.remind()
    outbox.drain(["event"])
    ends = Notice.objects.filter(event=f"poll_ends:{poll.pk}")
    assert set(ends.values_list("user__name", flat=True)) == {"Ana", "Stella", "Ida"}
    key = str(poll.pk)
    assert "You have not voted yet." in told.ends(idle, [key])[key].said
    cast(fresh(poll), "Tuesday", by=idle)
    assert told.ends(idle, [key]) == {}
    assert told.ends(voter, [key]) == {}
    actions.close(fresh(poll))
    assert not ends.exists()


def test_the_result_is_told(space: Community) -> None:
    poll = make_poll(space, closes_at=timezone.now() + timedelta(hours=1))
    voter = cast(poll, "Tuesday")
    Poll.objects.update(closes_at=timezone.now())
    actions.close_polls()
    actions.close_polls()
    outbox.drain(["event"])
    key = str(poll.pk)
    assert Notice.objects.filter(event=f"poll_result:{key}", user=voter).count() == 1
    assert told.ended(voter, [key])[key].said == "The poll has ended. “Tuesday” has come first."


def test_what_is_new(space: Community) -> None:
    poll, since = make_poll(space), timezone.now() - timedelta(hours=1)
    make_poll(space, reach="facilitators", question="Who pays?")
    member = standing_of(make_member(space).user, space)
    assert [(one.text, one.note) for one in parts.news(member, since) if one.symbol == "poll"] == [
        ("When shall we meet?", "a new poll")
    ]
    actions.close(poll)
    assert [one.note for one in parts.news(member, since) if one.symbol == "poll"] == ["a poll has ended"]
    assert [tab.count for tab in parts.tabs(member) if tab.code == "polls"] == [1]


def test_strangers_find_the_tab_where_something_is_for_them(space: Community) -> None:
    make_poll(space)
    assert "/polls/" not in Client().get(space.get_absolute_url()).content.decode()
    make_poll(space, reach="everybody")
    assert "Polls" in words_of(Client(), space.get_absolute_url())


def test_the_copy_of_a_space(space: Community) -> None:
    ended, named, under_way = (
        make_poll(space, method="ranked"),
        make_poll(space, named=True),
        make_poll(space, shown="closed"),
    )
    make_draft(space, question="Secret draft")
    for poll in (ended, named, under_way):
        cast(poll, "Tuesday")
    for poll in (ended, named):
        actions.close(poll)
    rows: list[Any] = list(part._export(space))
    assert [row.get("voters") for row in rows] == [1, 1, None]  # nobody sees more of an open one than its page shows
    assert [row.get("votes") for row in rows] == [None, [{"name": "Vera", "vote": ["Tuesday"]}], None]
    assert rows[0]["rounds"] == [{"round": 1, "votes": {"Tuesday": 1, "Thursday": 0, "Saturday": 0}, "spent": 0}]
    (page,) = part._pages(space)
    assert "“Tuesday” has come first." in page.html
    assert "Secret draft" not in page.html
