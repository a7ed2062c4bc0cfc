"""Hundreds of people who vote at the same moment, each by a connection of their own: nothing here is rolled back at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from communities.polls import actions, keys, voting
from communities.polls.models import Ballot, Option, Poll
from communities.polls.voting import PollClosedError, Voter
from communities.spaces.models import Membership
from portal.accounts.models import User
from tests.communities.conftest import make_space
from tests.communities.discussion.test_at_once import committed, nobody_was_here_before
from tests.communities.polls.conftest import fresh, keys_of, make_poll

__all__ = ["committed", "nobody_was_here_before"]
PEOPLE, THREADS = 500, 40


def at_once(work: Callable[[int], Any], numbers: range) -> list[Any]:
    """Does it for all numbers by many threads."""

    def one(number: int) -> Any:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, numbers))


@pytest.mark.parametrize("named", [True, False], ids=["named", "anonymous"])
def test_five_hundred_vote_none_is_lost_and_none_is_doubled(named: bool) -> None:
    space = make_space(parts=["polls"])
    poll = make_poll(space, named=named, shown="always")
    people = User.objects.bulk_create(User(email=f"voter-{number}@people.example") for number in range(PEOPLE))
    Membership.objects.bulk_create(Membership(community=space, user=user) for user in people)
    options = keys_of(poll, "Tuesday", "Thursday", "Saturday")

    def twice(number: int) -> None:
        """Each sends it two times, as who presses a button twice."""
        voting.vote(fresh(poll), Voter(people[number % PEOPLE]), [options[number % PEOPLE % 3]])

    at_once(twice, range(2 * PEOPLE))
    wanted = Counter(options[number % 3] for number in range(PEOPLE))
    assert fresh(poll).voters == Ballot.objects.filter(poll=poll).count() == PEOPLE
    assert dict(Option.objects.filter(poll=poll).values_list("pk", "votes")) == wanted

    def change(number: int) -> None:
        voting.vote(fresh(poll), Voter(people[number]), [options[0]])

    at_once(change, range(100))
    assert fresh(poll).voters == PEOPLE
    sums = dict(Option.objects.filter(poll=poll).values_list("pk", "votes"))
    assert sum(sums.values()) == PEOPLE
    actions.close(poll)
    assert dict(Option.objects.filter(poll=poll).values_list("pk", "votes")) == sums  # by the ballots themselves


def test_whoever_comes_when_it_is_being_ended_is_counted_or_told(settings: Any) -> None:
    space = make_space(parts=["polls"])
    poll = make_poll(space, closes_at=timezone.now() + timedelta(days=1))
    people = User.objects.bulk_create(User(email=f"late-{number}@people.example") for number in range(60))
    option = keys_of(poll, "Tuesday")[0]

    def vote(number: int) -> bool:
        if number == 30:
            actions.close(fresh(poll))
            return False
        try:
            voting.vote(poll, Voter(people[number]), [option])
        except PollClosedError:
            return False
        return True

    counted = sum(at_once(vote, range(60)))
    assert fresh(poll).voters == Option.objects.get(pk=option).votes == counted
    assert not Ballot.objects.filter(poll=poll).exists()


def test_a_browser_that_sends_the_same_paper_many_times_is_one() -> None:
    poll = make_poll(make_space(parts=["polls"]), reach="everybody", opinion=True)
    key, option = keys.paper_key(poll, keys.new_paper(poll)), keys_of(poll, "Tuesday")[0]
    at_once(lambda _number: voting.vote(fresh(poll), Voter(paper=key), [option]), range(50))
    assert (fresh(poll).public_voters, fresh(poll).voters) == (1, 0)
    assert Option.objects.get(pk=option).public_votes == 1


def test_the_same_option_is_added_once() -> None:
    poll = make_poll(make_space(parts=["polls"]), suggestions=True)
    added = at_once(lambda number: actions.suggest(fresh(poll), ["Sunday", "SUNDAY "][number % 2], None), range(40))
    assert len([one for one in added if one]) == 1
    assert Poll.objects.get().options.count() == 4
