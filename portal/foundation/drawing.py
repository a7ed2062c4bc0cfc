"""Pictures drawn on the server: where the boxes, bars and words of an SVG stand (units are pixels at full size).

Templates in `templates/components/` turn these into SVG; the style sheet colours them. Nothing here knows of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

LETTER: Final = 7.2  # mean width of a letter at 14 px, rounded up
LINE: Final = 20


@dataclass(frozen=True)
class Line:
    """One line of text at its place; soft lines are the second voice."""

    text: str
    x: int
    y: int
    soft: bool = False


@dataclass(frozen=True)
class Node:
    """A box with its lines of text."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    centre: bool = False


@dataclass(frozen=True)
class Neighbour:
    """Something a record is related to: its name and the relation in words."""

    label: str
    relation: str = ""


@dataclass(frozen=True)
class Neighbourhood:
    """A record in the middle, what leads to it on the left, what follows from it on the right."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: str  # an SVG path


def lines_of(text: str, width: float) -> list[str]:
    """`text` broken into lines that fit `width`; words that are too long are broken, nothing is left out."""
    return wrap(text, max(4, int(width / LETTER)), break_long_words=True) or [""]


def _boxes(neighbours: Iterable[Neighbour], width: int) -> list[tuple[int, list[tuple[str, bool]]]]:
    """For each neighbour the height of its box and its lines, soft or not."""
    boxes = []
    for neighbour in neighbours:
        texts = [(line, False) for line in lines_of(neighbour.label, width - 28)]
        if neighbour.relation:
            texts += [(line, True) for line in lines_of(neighbour.relation, width - 28)]
        boxes.append((16 + LINE * len(texts), texts))
    return boxes


def _column(neighbours: Sequence[Neighbour], x: int, width: int, height: int, gap: int) -> list[Node]:
    """The boxes of one side, one below the other, the whole column in the middle of `height`."""
    boxes = _boxes(neighbours, width)
    y = (height - sum(tall for tall, _ in boxes) - gap * (len(boxes) - 1)) // 2
    nodes = []
    for tall, texts in boxes:
        lines = tuple(Line(text, x + 14, y + 8 + LINE * n + 14, soft) for n, (text, soft) in enumerate(texts))
        nodes.append(Node(x, y, width, tall, lines))
        y += tall + gap
    return nodes


def neighbourhood(centre: str, before: Sequence[Neighbour], after: Sequence[Neighbour]) -> Neighbourhood:
    """Lays out a record's relations in a picture 720 wide. Without neighbours it has no nodes: draw nothing then."""
    if not before and not after:
        return Neighbourhood(720, 0, (), "")
    side, middle, gap, edge = 210, 160, 22, 5
    words = lines_of(centre, middle - 20)
    tall = 28 + LINE * len(words)
    height = 2 * edge + max(
        tall, *(sum(box + gap for box, _ in _boxes(column, side)) - gap for column in (before, after) if column)
    )
    left = _column(before, 10, side, height, gap)
    right = _column(after, 500, side, height, gap)
    y = (height - tall) // 2
    lines = tuple(Line(word, 360, y + 14 + LINE * n + 14) for n, word in enumerate(words))
    hub = Node(280, y, middle, tall, lines, centre=True)
    return Neighbourhood(720, height, (*left, hub, *right), _edges(left, right, height // 2))


def _edges(left: Sequence[Node], right: Sequence[Node], middle: int) -> str:
    """Lines from the left boxes to the centre and from there, with an arrowhead, to the right ones."""
    parts = []
    for node in left:
        parts.append(f"M220 {node.y + node.height // 2}H250V{middle}H280")
    for node in right:
        y = node.y + node.height // 2
        parts.append(f"M440 {middle}H470V{y}H500M493 {y - 6}l7 6-7 6")
    return "".join(parts)


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: what it counts, the number, the number as written, whether it is the one to see."""

    label: str
    value: float
    written: str
    emphasis: bool = False


@dataclass(frozen=True)
class BarRow:
    """A bar at its place, with the lines of its label."""

    y: int
    length: int
    baseline: int
    value_x: int
    written: str
    emphasis: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class BarChart:
    """Bars beginning at one line, their numbers at their ends. `description` says the same in words."""

    width: int
    height: int
    zero: int
    thickness: int
    rows: tuple[BarRow, ...]
    description: str


def bar_chart(bars: Sequence[Bar]) -> BarChart:
    """Lays out a bar chart 700 wide; bars begin at nought, the longest fills the width, negative ones are left out."""
    zero, longest, thickness = 232, 380, 24
    most = max((bar.value for bar in bars), default=0)
    rows, y = [], 12
    for bar in bars:
        words = lines_of(bar.label, zero - 10)
        length = round(longest * max(0.0, bar.value) / most) if most > 0 else 0
        lines = tuple(Line(word, zero - 10, y + 17 + LINE * n) for n, word in enumerate(words))
        rows.append(BarRow(y, length, y + 17, zero + length + 10, bar.written, bar.emphasis, lines))
        y += max(40, LINE * len(words) + 14)
    said = "; ".join(f"{bar.label}: {bar.written}" for bar in bars)
    return BarChart(700, y, zero, thickness, tuple(rows), said)
