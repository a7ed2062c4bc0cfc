"""The result of a poll as a table: what each option got, in whose order, and one sentence that says how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import caches
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.polls.counting import Runoff, runoff
from communities.polls.models import Ballot, Option, Poll
from communities.polls.terms import HIGHEST_SCORE, Method, QuorumUnit, State


@dataclass(frozen=True, slots=True)
class Row:
    """An option with what it got."""

    option: Option
    votes: int
    value: float  # what the bar shows
    figure: str  # what stands beside it
    leads: bool


@dataclass(frozen=True, slots=True)
class RoundRow:
    """An option in one round of a ranking."""

    text: str
    votes: int
    note: str


@dataclass(frozen=True, slots=True)
class RoundTable:
    """A round of a ranking."""

    number: int
    rows: Sequence[RoundRow]
    most: int
    spent: int


class Result:
    """What members said, or (`public`) what others said, apart from them."""

    def __init__(self, poll: Poll, options: Sequence[Option], *, public: bool = False) -> None:
        self.poll, self.options, self.public = poll, options, public
        self.voters = poll.public_voters if public else poll.voters

    @cached_property
    def runoff(self) -> Runoff | None:
        """The rounds of a ranking."""
        return current_runoff(self.poll, public=self.public) if self.poll.method == Method.RANKED else None

    @property
    def maximum(self) -> float:
        """How long the longest possible bar is."""
        return HIGHEST_SCORE if self.poll.method == Method.SCORE else 100

    @cached_property
    def leaders(self) -> set[int]:
        """The options that lead: several in a tie, none without votes."""
        if self.runoff:
            return set(self.runoff.winners)
        values = {one.pk: self._worth(one) for one in self.options if self._votes(one)}
        best = max(values.values(), default=0)
        return {key for key, value in values.items() if value == best and best > 0}

    @cached_property
    def rows(self) -> list[Row]:
        """The options, the best first; equal ones as they stand in the poll."""
        order = sorted(self.options, key=lambda one: (one.pk not in self.leaders, -self._worth(one)))
        return [
            Row(one, self._votes(one), self._worth(one), self._figure(one), one.pk in self.leaders) for one in order
        ]

    @property
    def rounds(self) -> list[RoundTable]:
        """The rounds of a ranking, as people read them."""
        names = {one.pk: one.text for one in self.options}
        return [
            RoundTable(
                number,
                [
                    RoundRow(names.get(key, ""), count, self._note(key, one.out))
                    for key, count in sorted(one.counts.items(), key=lambda item: -item[1])
                ],
                max(one.counts.values(), default=0),
                one.spent,
            )
            for number, one in enumerate(self.runoff.rounds if self.runoff else (), start=1)
        ]

    @property
    def sentence(self) -> str:
        """How it stands, or came out."""
        if not self.voters:
            return _("Nobody has voted yet.") if self.poll.state == State.OPEN else _("Nobody voted.")
        names = [f"“{one.text}”" for one in self.options if one.pk in self.leaders]
        if not names:
            return _("No option is ahead: nobody gave any of them a point.")
        if len(names) > 1:
            return _("A tie: %(options)s are equal.") % {"options": _(" and ").join(names)}
        if self.poll.state == State.OPEN:
            return _("%(option)s is ahead so far.") % {"option": names[0]}
        return _("%(option)s has come first.") % {"option": names[0]}

    def _note(self, key: int, out: Sequence[int]) -> str:
        if key in out:
            return _("drops out, with another that is equal") if len(out) > 1 else _("drops out")
        return ""

    def _votes(self, option: Option) -> int:
        return option.public_votes if self.public else option.votes

    def _points(self, option: Option) -> int:
        return option.public_points if self.public else option.points

    def _worth(self, option: Option) -> float:
        votes = self._votes(option)
        if self.poll.method == Method.SCORE:
            return self._points(option) / votes if votes else 0
        return 100 * votes / self.voters if self.voters else 0

    def _figure(self, option: Option) -> str:
        if self.poll.method == Method.SCORE:
            return str(localize(round(self._worth(option), 2))) if self._votes(option) else "–"
        return _("%(number)s %%") % {"number": localize(round(self._worth(option), 1))}


def runoff_of(poll: Poll, *, public: bool = False) -> Runoff:
    """The rounds by the ballots. Two queries."""
    options = list(Option.objects.filter(poll=poll.pk).values_list("pk", flat=True))
    return runoff(options, Ballot.objects.filter(poll=poll.pk, public=public).values_list("choices", flat=True))


def current_runoff(poll: Poll, *, public: bool = False) -> Runoff:
    """The rounds as they are now: of a poll that has ended they are kept; else each process counts once after a vote."""
    if poll.result:
        return Runoff.of_json(poll.result["public" if public else "members"])
    place = f"runoff:{poll.pk}:{poll.opened_at and poll.opened_at.timestamp()}:{public}"
    kept = caches["process"].get(place)
    if kept is None or kept[0] != poll.changes:
        kept = (poll.changes, runoff_of(poll, public=public))
        caches["process"].set(place, kept)
    known: Runoff = kept[1]
    return known


def quorum_said(poll: Poll, electorate: int) -> str:
    """Whether enough have voted; empty where no number was set. `electorate`: how many may vote."""
    if poll.quorum is None:
        return ""
    needed = poll.quorum
    if poll.quorum_unit == QuorumUnit.PERCENT:
        needed = -(-electorate * poll.quorum // 100)
    said: dict[str, Any] = {
        "voters": localize(poll.voters),
        "needed": localize(needed),
        "members": localize(electorate),
    }
    if poll.voters >= needed:
        return _("The quorum is met: %(voters)s of %(members)s members voted, %(needed)s are needed.") % said
    if poll.state == State.CLOSED:
        return _("The quorum is not met: %(voters)s of %(members)s members voted, %(needed)s were needed.") % said
    missing = needed - poll.voters
    said["missing"] = localize(missing)
    return (
        ngettext(
            "The quorum is not met yet: %(missing)s more vote is needed (%(voters)s of %(needed)s).",
            "The quorum is not met yet: %(missing)s more votes are needed (%(voters)s of %(needed)s).",
            missing,
        )
        % said
    )
