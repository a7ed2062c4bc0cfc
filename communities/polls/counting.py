"""Who wins a ranking: by instant run-off, round by round, in a way that people can follow with a pencil.

Each vote counts for the option that it ranks first among those still there. Whoever has more than half of the votes that still count
wins; else the option with the fewest drops out, and its votes go on to the next one that they rank. Where several have equally few, the
one goes that fewer voters rank above the others of them; where that is equal too, they go together, and where none would be left, it is a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Ranking = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """How many votes each option has, which drop out then, and how many votes rank none that is still there."""

    counts: Mapping[int, int]
    out: Sequence[int]
    spent: int


@dataclass(frozen=True, slots=True)
class Runoff:
    """All rounds, and who wins: several in a tie, none where nobody has voted."""

    rounds: Sequence[Round]
    winners: Sequence[int]

    def as_json(self) -> dict[str, Any]:
        """As a poll that has ended keeps it."""
        rounds = [[[[key, count] for key, count in one.counts.items()], [*one.out], one.spent] for one in self.rounds]
        return {"rounds": rounds, "winners": [*self.winners]}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Runoff:
        """What was kept."""
        rounds = [Round(dict(counts), out, spent) for counts, out, spent in kept["rounds"]]
        return cls(rounds, kept["winners"])


def runoff(options: Sequence[int], rankings: Iterable[Sequence[int]]) -> Runoff:
    """Counts rankings of some of the options; what they name else is passed over, and so is an option the second time."""
    known = set(options)
    ballots = Counter(tuple(dict.fromkeys(key for key in ranking if key in known)) for ranking in rankings)
    ballots.pop((), None)
    left, rounds = list(options), list[Round]()
    while ballots and left:
        firsts = Counter(dict.fromkeys(left, 0))
        there, spent = set(left), 0
        for ranking, count in ballots.items():
            first = next((key for key in ranking if key in there), None)
            if first is None:
                spent += count
            else:
                firsts[first] += count
        counts = {key: firsts[key] for key in left}
        best = max(counts.values())
        if best * 2 > sum(counts.values()):
            return Runoff([*rounds, Round(counts, (), spent)], [key for key in left if counts[key] == best])
        out = _fewest(counts, ballots)
        if len(out) == len(left):
            return Runoff([*rounds, Round(counts, (), spent)], left)
        rounds.append(Round(counts, out, spent))
        left = [key for key in left if key not in out]
    return Runoff(rounds, ())


def _fewest(counts: Mapping[int, int], ballots: Mapping[Ranking, int]) -> list[int]:
    """Those that drop out."""
    least = min(counts.values())
    fewest = [key for key, count in counts.items() if count == least]
    if len(fewest) == 1:
        return fewest
    above = _ranked_above(fewest, ballots)
    return [key for key in fewest if above[key] == min(above.values())]


def _ranked_above(tied: Collection[int], ballots: Mapping[Ranking, int]) -> Mapping[int, int]:
    """For each of them, how often a vote ranks it above another of them; those that a vote doesn't rank stand below."""
    among, above = set(tied), Counter(dict.fromkeys(tied, 0))
    for ranking, count in ballots.items():
        for below, key in enumerate(key for key in ranking if key in among):
            above[key] += count * (len(among) - 1 - below)
    return above
