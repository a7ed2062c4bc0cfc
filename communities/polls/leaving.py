"""When somebody deletes their account, or takes a copy of what is theirs: votes in polls that are not counted yet are found by their keys.

Who leaves a space, or is put out of it, keeps the vote that they gave while they belonged to it, and can't change it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from communities.polls import voting
from communities.polls.keys import KeyChangedError
from communities.polls.models import Ballot, Option, Poll
from communities.polls.voting import Voter
from portal.foundation.erasure import also_erase, also_export


@also_erase
def take_votes_out(user: Any) -> None:
    """Out of all polls that are not counted yet; of counted ones a named vote loses its name, and anonymous ones are gone."""
    with transaction.atomic():
        for poll in _uncounted().order_by("pk"):
            now = voting.locked(poll)
            if now.closed_at is None:
                try:
                    voting.withdraw(now, Voter(user))
                except KeyChangedError:  # nobody can tell which it is, and at the end it is deleted
                    continue


@also_export("communities.ballot.user")
def votes(user: Any) -> Iterable[Mapping[str, Any]]:
    """How they voted: by name, and in anonymous polls that are not counted yet."""
    named = list(Ballot.objects.filter(user=user).select_related("poll"))
    anonymous = [(poll, voting.ballot_of(poll, Voter(user))) for poll in _uncounted().filter(named=False)]
    mine = [(ballot.poll, ballot) for ballot in named] + [(poll, ballot) for poll, ballot in anonymous if ballot]
    texts = dict(Option.objects.filter(poll__in={poll.pk for poll, _ballot in mine}).values_list("pk", "text"))
    return [
        {"question": poll.question, "named": poll.named, "vote": "; ".join(voting.said(poll, ballot.choices, texts))}
        for poll, ballot in mine
    ]


def _uncounted() -> Any:
    return Poll.objects.exclude(opened_at=None).filter(closed_at=None)
