"""A vote: one transaction in which the poll's row is locked, so that sums are right however many vote at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from communities.polls import keys
from communities.polls.models import Ballot, Option, Poll
from communities.polls.terms import Method, State

Choices = Sequence[Any]  # as `Ballot.choices` has them


class PollClosedError(Exception):
    """The poll has ended, was taken away or back, before the vote came."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Who votes: a member, or a browser of the public by its paper's key."""

    user: Any = None
    paper: str = ""

    def of(self, poll: Poll) -> dict[str, Any]:
        """How their ballot is found. Raises KeyChangedError."""
        if self.user is None:
            return {"key": self.paper, "public": True}
        return {"user": self.user} if poll.named else {"key": keys.key_of(poll, self.user.pk), "public": False}


def locked(poll: Poll) -> Poll:
    """The poll as it is now; everybody else who changes it waits. To be called in a transaction."""
    found: Poll = Poll.objects.select_for_update(of=("self",)).select_related("community").get(pk=poll.pk)
    return found


def ballot_of(poll: Poll, voter: Voter) -> Ballot | None:
    """How somebody voted, as long as that can be found: in an anonymous poll until it ends. One query."""
    if poll.state == State.DRAFT or (not poll.secret and not poll.named and voter.user is not None):
        return None
    try:
        wanted = voter.of(poll)
    except keys.KeyChangedError:
        return None
    return Ballot.objects.filter(poll=poll.pk, **wanted).first()


def vote(poll: Poll, voter: Voter, choices: Choices) -> None:
    """Keeps a vote, in place of the one before. Raises PollClosedError, KeyChangedError."""
    with transaction.atomic():
        now = _votable(poll)
        whose = voter.of(now)
        before = Ballot.objects.filter(poll=now, **whose).first()
        if before and before.choices == choices:
            return
        if before:
            Ballot.objects.filter(pk=before.pk).update(choices=choices)
        else:
            Ballot.objects.create(poll=now, choices=choices, **whose)
        _move(now, before.choices if before else None, choices, public=voter.user is None)


def _votable(poll: Poll) -> Poll:
    """The poll, locked. Raises PollClosedError where it has ended, or is another one than its voter saw."""
    now = locked(poll)
    if now.state != State.OPEN or now.removed_at is not None or now.opened_at != poll.opened_at:
        raise PollClosedError
    return now


def take_out(poll: Poll, voter: Voter) -> bool:
    """Takes a vote out of an open poll; False where there was none. Raises PollClosedError, KeyChangedError."""
    with transaction.atomic():
        now = _votable(poll)
        return withdraw(now, voter)


def withdraw(poll: Poll, voter: Voter) -> bool:
    """The same for a poll that is locked and not yet counted, whatever state it is in."""
    before = Ballot.objects.filter(poll=poll, **voter.of(poll)).first()
    if before is None:
        return False
    before.delete()
    _move(poll, before.choices, None, public=voter.user is None)
    return True


def _move(poll: Poll, before: Choices | None, after: Choices | None, *, public: bool) -> None:
    """Brings the sums from one vote to another."""
    votes, points = Counter[int](), Counter[int]()
    for choices, sign in ((before, -1), (after, 1)):
        for key, score in counted(poll.method, choices or ()):
            votes[key] += sign
            points[key] += sign * score
    of = "public_" if public else ""
    for key in sorted({*votes, *points}):
        if votes[key] or points[key]:
            moved = {f"{of}votes": F(f"{of}votes") + votes[key], f"{of}points": F(f"{of}points") + points[key]}
            Option.objects.filter(poll=poll, pk=key).update(**moved)
    came = (after is not None) - (before is not None)
    people = {f"{of}voters": F(f"{of}voters") + came} if came else {}
    Poll.objects.filter(pk=poll.pk).update(changes=F("changes") + 1, **people)


def counted(method: str, choices: Choices) -> Iterable[tuple[int, int]]:
    """The options that a vote counts for, each with its score: of a ranking the first one."""
    if method == Method.SCORE:
        return [(key, score) for key, score in choices]
    return [(key, 0) for key in (choices[:1] if method == Method.RANKED else choices)]


def recount(poll: Poll) -> None:
    """Sets the sums by the ballots, which are the truth. The poll is locked."""
    sums: dict[bool, tuple[Counter[int], Counter[int]]] = {False: (Counter(), Counter()), True: (Counter(), Counter())}
    voters = Counter[bool]()
    for public, choices in Ballot.objects.filter(poll=poll).values_list("public", "choices").iterator():
        voters[public] += 1
        votes, points = sums[public]
        for key, score in counted(poll.method, choices):
            votes[key] += 1
            points[key] += score
    poll.voters, poll.public_voters = voters[False], voters[True]
    for option in Option.objects.filter(poll=poll):
        (option.votes, option.points), (option.public_votes, option.public_points) = (
            (votes[option.pk], points[option.pk]) for votes, points in (sums[False], sums[True])
        )
        option.save(update_fields=["votes", "points", "public_votes", "public_points"])


def said(poll: Poll, choices: Iterable[Any], texts: Mapping[int, str]) -> Iterator[str]:
    """A vote in words, by the texts of the options."""
    if poll.method == Method.SCORE:
        return (f"{texts.get(key, '')}: {score}" for key, score in choices)
    return (texts.get(key, "") for key in choices)
