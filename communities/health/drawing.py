"""The weeks of a space as columns: where they stand in an SVG (units are pixels at full size)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from communities.health.reading import Week
from portal.foundation.numbers import grouped

WIDTH: Final = 700
LEFT: Final = 44  # where the columns begin, right of the highest number
TOP: Final = 14
BOTTOM: Final = 154  # the line on which they stand
LABELLED: Final = (
    5  # every fifth week bears its day; neither the first nor the last, where it would stand out of the drawing
)


@dataclass(frozen=True, slots=True)
class Column:
    """One week: where its column stands, and whether it bears its day."""

    week: Week
    x: int
    y: int
    width: int
    height: int
    middle: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """All of them, with the number that the highest stands for."""

    columns: Sequence[Column]
    most: int
    written: str
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP
    bottom: int = BOTTOM
    height: int = BOTTOM + 26


def columns(weeks: Sequence[Week]) -> Columns:
    """Columns for the posts of each week; the highest fills the height."""
    most = max((week.posts for week in weeks), default=0)
    step = (WIDTH - LEFT) // max(len(weeks), 1)
    drawn = [_column(number, week, most, step) for number, week in enumerate(weeks)]
    return Columns(drawn, most, grouped(most))


def _column(number: int, week: Week, most: int, step: int) -> Column:
    height = round((BOTTOM - TOP) * week.posts / most) if most else 0
    height = max(height, 2) if week.posts else 0  # so that it is seen
    x = LEFT + number * step
    labelled = number % LABELLED == LABELLED // 2
    return Column(week, x, BOTTOM - height, step - 6, height, x + (step - 6) // 2, labelled)
