"""Instant run-off: by hand-made examples, and for any rankings whatever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.polls.counting import Runoff, runoff

A, B, C, D = 1, 2, 3, 4


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """Nothing here needs a database, or its cache."""


def test_more_than_half_wins_at_once() -> None:
    found = runoff([A, B, C], [[A], [A, B], [B]])
    assert (found.winners, len(found.rounds)) == ([A], 1)


def test_votes_go_on_to_the_next_choice() -> None:
    """Tennessee's cities, as many textbooks have them: the smallest drop out, and Knoxville wins in the third round."""
    memphis, nashville, chattanooga, knoxville = A, B, C, D
    votes = [
        *[[memphis, nashville, chattanooga, knoxville]] * 42,
        *[[nashville, chattanooga, knoxville, memphis]] * 26,
        *[[chattanooga, knoxville, nashville, memphis]] * 15,
        *[[knoxville, chattanooga, nashville, memphis]] * 17,
    ]
    found = runoff([A, B, C, D], votes)
    assert [one.out for one in found.rounds] == [[chattanooga], [nashville], ()]
    assert found.rounds[-1].counts == {memphis: 42, knoxville: 58}
    assert found.winners == [knoxville]


def test_of_two_with_equally_few_the_one_goes_that_fewer_prefer() -> None:
    found = runoff([A, B, C], [*[[A, C, B]] * 4, *[[B, C, A]] * 3, *[[C, B, A]] * 3])
    assert found.rounds[0].out == [B]
    assert found.winners == [C]


def test_those_that_are_equal_in_all_go_together() -> None:
    found = runoff([A, B, C, D], [*[[A]] * 3, *[[B]] * 3, [C], [D]])
    assert found.rounds[0].out == [C, D]
    assert (found.rounds[1].spent, found.winners) == (2, [A, B])


def test_nobody_voted() -> None:
    assert runoff([A, B], []) == Runoff([], ())
    assert runoff([A, B], [[], [9]]) == Runoff([], ())


rankings = st.lists(st.lists(st.integers(1, 6), max_size=7), max_size=40)


@given(rankings)
def test_whatever_was_voted(votes: list[list[int]]) -> None:
    options = [1, 2, 3, 4, 5]
    found = runoff(options, votes)
    valid = sum(1 for vote in votes if set(vote) & set(options))
    assert bool(found.winners) is bool(valid)
    assert set(found.winners) <= set(options)
    left = set(options)
    for one in found.rounds:
        assert set(one.counts) == left
        assert sum(one.counts.values()) + one.spent == valid  # no vote is lost or doubled
        left -= set(one.out)
        assert left
    if found.rounds:
        last = found.rounds[-1].counts
        best = max(last.values())
        majority = best * 2 > sum(last.values())
        assert [key for key in last if last[key] == best] == list(found.winners) if majority else len(found.winners) > 1
    assert Runoff.of_json(found.as_json()).winners == list(found.winners)
    assert [one.counts for one in Runoff.of_json(found.as_json()).rounds] == [one.counts for one in found.rounds]


@given(rankings, st.randoms())
def test_the_order_of_votes_does_not_matter(votes: list[list[int]], chance: object) -> None:
    shuffled = sorted(votes, key=lambda _vote: chance.random())  # type: ignore[attr-defined]
    assert runoff([1, 2, 3, 4, 5], shuffled) == runoff([1, 2, 3, 4, 5], votes)
