"""Where boxes, bars and words stand in the pictures drawn on the server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.drawing import LETTER, Bar, Neighbour, Node, bar_chart, lines_of, neighbourhood

labels = st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=120)
sides = st.lists(st.builds(Neighbour, labels, labels), max_size=6)


@given(labels)
def test_lines_fit_and_lose_nothing(text: str) -> None:
    lines = lines_of(text, 180)
    assert all(len(line) * LETTER <= 180 + LETTER for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def overlap(one: Node, other: Node) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@given(labels, sides, sides)
def test_boxes_hold_their_words_and_never_touch(centre: str, before: list[Neighbour], after: list[Neighbour]) -> None:
    picture = neighbourhood(centre, before, after)
    if not before and not after:
        assert picture.nodes == ()
        return
    assert len(picture.nodes) == len(before) + len(after) + 1
    assert [node.centre for node in picture.nodes].count(True) == 1
    for number, node in enumerate(picture.nodes):
        assert node.x >= 0
        assert node.x + node.width <= picture.width
        assert node.y >= 0
        assert node.y + node.height <= picture.height
        assert all(node.y < line.y < node.y + node.height for line in node.lines)
        assert not any(overlap(node, other) for other in picture.nodes[number + 1 :])
    assert picture.edges.count("M") == len(before) + 2 * len(after)


def test_the_longest_bar_fills_the_chart_and_the_others_keep_their_share() -> None:
    chart = bar_chart([Bar("Before", 80, "80 %"), Bar("After", 40, "40 %", emphasis=True), Bar("Lost", -3, "-3")])
    longest, half, none = chart.rows
    assert (longest.length, half.length, none.length) == (380, 190, 0)
    assert half.emphasis
    assert not longest.emphasis
    assert chart.description == "Before: 80 %; After: 40 %; Lost: -3"
    assert all(row.y + chart.thickness <= chart.height for row in chart.rows)


def test_nothing_to_count_is_an_empty_chart() -> None:
    assert bar_chart([Bar("None", 0, "0")]).rows[0].length == 0
    assert bar_chart([]).rows == ()
