"""A space with polls, and one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from communities.polls import actions, voting
from communities.polls.models import Poll
from communities.polls.voting import Voter
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]
OPTIONS = ("Tuesday", "Thursday", "Saturday")


def make_draft(space: Community, author: Any = None, options: Sequence[str] = OPTIONS, **fields: Any) -> Poll:
    """A draft of a poll."""
    given = {"community": space, "question": "When shall we meet?", "language": "en", "reach": Reach.INSIDE, **fields}
    poll = Poll(author=author or make_member(space, name="Ana").user, **given)
    actions.save(poll, options)
    return poll


def make_poll(space: Community, author: Any = None, options: Sequence[str] = OPTIONS, **fields: Any) -> Poll:
    """A poll that is open."""
    poll = make_draft(space, author, options, **fields)
    actions.open_poll(poll)
    return fresh(poll)


def fresh(poll: Poll) -> Poll:
    """The poll as it is now."""
    return Poll.objects.select_related("community").get(pk=poll.pk)


def keys_of(poll: Poll, *texts: str) -> list[int]:
    """The keys of options by their texts, in this order."""
    known = dict(poll.options.values_list("text", "pk"))
    return [known[text] for text in texts]


def cast(poll: Poll, *texts: str, by: Any = None) -> Any:
    """A vote of a member for these options; returns who voted."""
    user = by or make_member(poll.community, name="Vera").user
    voting.vote(poll, Voter(user), keys_of(poll, *texts))
    return user


def sums(poll: Poll) -> dict[str, int]:
    """The votes of each option."""
    return dict(poll.options.values_list("text", "votes"))


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space with a public face, members' inside and polls, with a steward."""
    made = make_space(parts=["people", "polls"], joining="request")
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def poll(space: Community) -> Poll:
    """An anonymous poll by Ana, for those inside."""
    return make_poll(space)
