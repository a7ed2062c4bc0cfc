"""What came of a needs profile: means by capacity, beside those of the round before, and the points of the spidergram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Final

from communities.stewardship.models import NeedsAnswer, NeedsProfile
from communities.stewardship.terms import EXPLAINED, FEWEST, HIGHEST, PLACES, POLARITIES, Capacity, Orientation

CENTRE: Final = 160.0  # of the drawing, in its own units
RADIUS: Final = 120.0
LABELS_AT: Final = 142.0


@dataclass(frozen=True, slots=True)
class Row:
    """One orientation: means of members and stewards, and the members' of the round before; None where too few answered."""

    number: int
    label: Any
    explained: Any
    members: float | None
    stewards: float | None
    before: float | None

    @property
    def apart(self) -> float | None:
        """How far stewards stand above members."""
        return None if self.members is None or self.stewards is None else self.stewards - self.members


@dataclass(frozen=True, slots=True)
class Spread:
    """How many stand where between the two ends of a polarity."""

    polarity: Any
    counts: Sequence[tuple[int, int]]  # place and number of answers
    mean: float | None


@dataclass(frozen=True, slots=True)
class Results:
    """All of it."""

    profile: NeedsProfile
    rows: Sequence[Row]
    spreads: Sequence[Spread]
    members: int  # how many answered
    stewards: int
    before: NeedsProfile | None

    @property
    def too_few(self) -> bool:
        """Whether members' means are not shown yet."""
        return self.members < FEWEST

    @property
    def strongest(self) -> Sequence[Row]:
        """The orientations that members gave most."""
        known = [row for row in self.rows if row.members is not None]
        return sorted(known, key=lambda row: -(row.members or 0))[:3]


def results(profile: NeedsProfile) -> Results:
    """Two queries, however many answered."""
    before = NeedsProfile.objects.filter(community=profile.community_id, number=profile.number - 1).first()
    wanted = [one.pk for one in (profile, before) if one]
    answers = NeedsAnswer.objects.filter(profile__in=wanted).only("profile", "capacity", "scores", "polarities")
    said: dict[tuple[int, str], list[NeedsAnswer]] = {}
    for one in answers:
        said.setdefault((one.profile_id, one.capacity), []).append(one)
    members = said.get((profile.pk, Capacity.MEMBER), [])
    stewards = said.get((profile.pk, Capacity.STEWARD), [])
    earlier = said.get((before.pk, Capacity.MEMBER), []) if before else []
    means = [mean_scores(members, FEWEST), mean_scores(stewards, 1), mean_scores(earlier, FEWEST)]
    rows = [
        Row(number, one.label, EXPLAINED[one], *(mean.get(one.value) for mean in means))
        for number, one in enumerate(Orientation, start=1)
    ]
    return Results(profile, rows, spreads([*members, *stewards]), len(members), len(stewards), before)


def mean_scores(answers: Sequence[NeedsAnswer], fewest: int) -> Mapping[str, float]:
    """The mean score of each orientation; nothing where fewer answered."""
    if len(answers) < fewest:
        return {}
    return {code: sum(one.scores[code] for one in answers) / len(answers) for code in Orientation.values}


def spreads(answers: Sequence[NeedsAnswer]) -> list[Spread]:
    """Where all who answered stand on each line; no counts where there are too few."""
    found = []
    for polarity in POLARITIES:
        places = [one.polarities[polarity.code] for one in answers] if len(answers) >= FEWEST else []
        counted = Counter(places)
        mean = sum(places) / len(places) if places else None
        found.append(Spread(polarity, [(place, counted[place]) for place in PLACES], mean))
    return found


def missing(profile: NeedsProfile) -> list[str]:
    """What people miss, in an order that tells nothing of who wrote when."""
    said = NeedsAnswer.objects.filter(profile=profile).exclude(missing="").values_list("missing", flat=True)
    return sorted(said, key=str.casefold)


@dataclass(frozen=True, slots=True)
class Axis:
    """A line of the spidergram, from its middle to where its number stands."""

    number: int
    x: float
    y: float
    label_x: float
    label_y: float


def axes() -> list[Axis]:
    """One for each orientation, clockwise from the top."""
    ends = ((number, *_point(number - 1, 1.0), *_point(number - 1, LABELS_AT / RADIUS)) for number in range(1, 10))
    return [Axis(*end) for end in ends]


def rings() -> list[str]:
    """The points of the lines that join equal scores, from 1 to 5."""
    return [outline([float(score)] * len(Orientation)) for score in range(1, HIGHEST + 1)]


def outline(scores: Iterable[float | None]) -> str:
    """The points of a polygon, for SVG; empty where a score is not known."""
    found = list(scores)
    if any(score is None for score in found):
        return ""
    points = (_point(number, (score or 0) / HIGHEST) for number, score in enumerate(found))
    return " ".join(f"{x},{y}" for x, y in points)


def drawing(found: Results) -> dict[str, Any]:
    """The shapes of the spidergram."""
    return {
        "axes": axes(),
        "rings": rings(),
        "members": outline(row.members for row in found.rows),
        "stewards": outline(row.stewards for row in found.rows),
        "before": outline(row.before for row in found.rows),
    }


def _point(number: int, share: float) -> tuple[float, float]:
    angle = 2 * pi * number / len(Orientation) - pi / 2
    return round(CENTRE + RADIUS * share * cos(angle), 1), round(CENTRE + RADIUS * share * sin(angle), 1)
