"""Whatever is typed: it is understood within limits, and its tree written out again is understood as the same tree."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import registry
from search.queries import LONGEST_QUERY, MOST_WORDS, All, Any, Node, Not, Within, Words, parse, write
from search.queries.reading import DEEPEST, MOST_PARTS

PIECES = st.sampled_from(
    [
        *("prison", "work", "the", "of", "re-offending", "l’insertion", "Car.Te.S.I.O.", "3.2", "ALS5", "Rec(2006)2", "hous*"),
        *("Łódź", "ΠΡΌΓΡΑΜΜΑ", "тюрьма", "مرحبا", "刑務所", "👩‍👧", "½", "ǅ", "foo/bar", "_", "TITLE", "A", "B"),
        *("OR", "ODER", "OU", "O", "LUB", "AND", "UND", "NOT", "NICHT", "or", "AND/OR", "|", "&&"),
        *("-", "+", "(", ")", "((", "))", "-(", "+(", ")(", '"', '" "', "-\"", "*", ":", "::", "..", "“", "»"),
        *("kind:practice", "kind:nothing", "colour:", "colour:red", "colour:Rot OR green", 'colour:"red"', "colour:dark red"),
        *("title:", "title:work", "title:(a OR b", "titel:“a b”", "name:MABIS", "id:PR-0001", "id:none", "-colour:red", "NOT"),
        *("year:2005", "year:2008..2005", "year:..2005", "jahr:2005-2008", "from:2005", "to:abc", "2005..2008", "year:9999"),
    ]
)  # fmt: skip
TYPED = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", " ", "", "\t"])), max_size=25).map(
    lambda pieces: "".join(piece + space for piece, space in pieces)
)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=150)
LANGUAGES = st.sampled_from([("en",), ("de", "en"), ("fr",), ("it", "es", "pl"), ("nl", "xx")])
COLOURS = {"red": ("red", "rot"), "green": ("green", "grün"), "dark_red": ("dark red",)}


@pytest.fixture(scope="module", autouse=True)
def _facets() -> object:
    before = registry._facets
    registry._facets = {}
    registry.facet(
        "colour",
        "Colour",
        lambda codes, _language: {code: code for code in codes if code in COLOURS},
        names=("farbe",),
        codes_of=lambda written: [code for code, names in COLOURS.items() if written.lower() in names],
    )
    yield
    registry._facets = before


def depth(node: Node | None) -> int:
    match node:
        case All(nodes) | Any(nodes):
            return 1 + max(map(depth, nodes))
        case Not(inner):
            return depth(inner)
        case _:
            return 0


def shape(node: Node | None) -> object:
    """A tree without what is guessed of its words' language, of which operators and names of fields may be signs too."""
    match node:
        case All(nodes) | Any(nodes):
            return (type(node).__name__, *map(shape, nodes))
        case Not(inner):
            return ("Not", shape(inner))
        case Words(words) | Within(words=words):
            rest = (node.where, node.phrase) if isinstance(node, Within) else ()
            return (type(node).__name__, *rest, *((word.written, word.beginning, word.joins) for word in words))
        case _:
            return node


@given(text=st.one_of(TYPED, ANYTHING), languages=LANGUAGES)
@settings(max_examples=1_500, deadline=None)
@example(text="+( colour:red prison ) -( prison ", languages=("en",))
def test_a_tree_written_out_is_understood_as_the_same_tree(text: str, languages: tuple[str, ...]) -> None:
    tree = parse(text, languages).tree
    assert shape(parse(write(tree), languages).tree) == shape(tree)


@given(text=st.one_of(TYPED, ANYTHING), languages=LANGUAGES)
@settings(max_examples=500, deadline=None)
def test_any_text_is_understood_within_limits(text: str, languages: tuple[str, ...]) -> None:
    query = parse(text, languages)
    assert len(query.text) <= LONGEST_QUERY
    assert len(query.words) + len(query.without) <= MOST_WORDS
    assert len(query.parts) <= MOST_WORDS + MOST_PARTS
    assert query.at_least <= len(query.required)
    assert depth(query.tree) <= 2 * DEEPEST + 2
    assert query.finds_all + query.finds_nothing + (query.tree is not None) == 1
    query.text.encode()
    for part in query.parts:
        assert part.written.lstrip("+") in query.text


@given(text=TYPED, languages=LANGUAGES)
@settings(max_examples=500, deadline=None)
def test_all_parts_together_are_the_query(text: str, languages: tuple[str, ...]) -> None:
    query = parse(text, languages)
    if query.is_plain:
        assert query.parts == ()
        return
    again = parse(" ".join(part.written for part in query.parts), languages)
    assert sorted(word.closed for word in again.words) == sorted(word.closed for word in query.words)
    assert len(again.parts) == (0 if again.is_plain else len(query.parts))


@pytest.mark.parametrize(
    "bomb",
    [
        *(sign * 2_000 for sign in ("(", ")", "-", '"', "a ", "-(", "a OR ", "NOT ", "title:(", "colour:x ", "year:", "(a OR ")),
        "(" * 500 + "a" + ")" * 500,
        " ".join(f"w{number}*" for number in range(400)),
        " ".join(f"colour:no{number}" for number in range(150)),
        "title:" * 300,
    ],
)  # fmt: skip
def test_bombs_are_taken_apart_within_the_limits(bomb: str) -> None:
    query = parse(bomb)
    assert len(query.words) <= MOST_WORDS
    assert shape(parse(write(query.tree)).tree) == shape(query.tree)
