"""Invented polls for invented spaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from communities.polls import actions, voting
from communities.polls.models import Poll
from communities.polls.terms import Method
from communities.polls.voting import Voter
from communities.spaces.models import Community

WORDS: Final = (
    "question",
    "language",
    "text",
    "method",
    "most",
    "named",
    "shown",
    "reach",
    "quorum",
    "suggestions",
    "opinion",
)


def load(community: Community, row: Mapping[str, Any], people: Mapping[str, Any]) -> None:
    """A poll with its votes: options by their places, from 1; scores by place and score."""
    poll = Poll(community=community, author=people[row["by"]], **{name: row[name] for name in WORDS if name in row})
    actions.save(poll, row["options"])
    actions.open_poll(poll)
    poll = Poll.objects.select_related("community").get(pk=poll.pk)
    keys = list(poll.options.values_list("pk", flat=True))
    for voter, chosen in row["votes"].items():
        scored = poll.method == Method.SCORE
        choices = (
            [[keys[place - 1], score] for place, score in chosen] if scored else [keys[place - 1] for place in chosen]
        )
        voting.vote(poll, Voter(people[voter]), choices)
    if row.get("ended"):
        actions.close(poll)
