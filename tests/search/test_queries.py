"""What is typed is understood, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.queries import LONGEST_QUERY, MOST_WORDS, parse


def words(text: str) -> list[str]:
    return [word.closed for word in parse(text).words]


def test_words_phrases_exclusions_and_beginnings() -> None:
    query = parse('mentoring "after release" -drugs -"short stay" hous*')
    assert [word.closed for word in query.words] == ["mentoring", "hous"]
    assert query.phrases == (("after", "release"),)
    assert [word.closed for word in query.without] == ["drugs"]
    assert query.without_phrases == (("short", "stay"),)
    assert [word.beginning for word in query.words] == [False, True]


@pytest.mark.parametrize("quote", ["“{}”", "„{}“", "«{}»", '"{}"', '"{}'])
def test_quotes_of_every_country(quote: str) -> None:
    assert parse(quote.format("after release")).phrases == (("after", "release"),)


def test_a_phrase_of_one_word_is_a_word() -> None:
    assert words('"prison"') == ["prison"]


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    query = parse("re-offending - prison")
    assert [word.closed for word in query.words] == ["reoffending", "prison"]
    assert query.without == ()


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("prison -women", ["women"]), ("prison OR -women", ["women"]), ("prison no -women", ["women"]),
        ("Rettungsdiskette oder -CD", []), ("papierformaat of -oriëntatie", []), ("valg af sidehoveder og -fødder", []),
        ("Anwendungen in der Aktivitäten -Übersicht starten.", []), ("year:2005.. -women", ["women"]),
    ],
)  # fmt: skip
def test_a_hyphen_for_the_part_of_a_word_excludes_nothing(text: str, without: list[str]) -> None:
    assert [word.closed for word in parse(text).without] == without


@pytest.mark.parametrize(
    ("text", "at_least"), [("a1", 1), ("b1 b2", 2), ("c1 c2 c3", 2), ("d1 d2 d3 d4", 2), ("e e e e e e", 1)]
)
def test_how_many_words_are_required(text: str, at_least: int) -> None:
    assert parse(text).at_least == at_least


def test_function_words_are_those_of_the_reader_or_of_the_query_itself() -> None:
    assert [word.required for word in parse("the art of war").words] == [False, True, False, True]
    assert [word.required for word in parse("formation pour les détenus").words] == [True, False, False, True]
    assert all(word.required for word in parse("war").words), "a German function word, but nobody reads German here"
    assert all(word.required for word in parse("to be or not to be").words)


def test_neighbours_are_joined_both_ways() -> None:
    first, second, third = parse("car te sio").words
    assert "cartesio" in first.joins
    assert "cartesio" in second.joins
    assert "cartesio" in third.joins
    assert "carte" not in third.joins


def test_signs_are_no_words_and_nothing_is_everything() -> None:
    assert parse("?!* --").finds_nothing
    assert parse("  \t ").finds_all


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=3 * LONGEST_QUERY))
def test_any_text_is_understood_within_limits(text: str) -> None:
    query = parse(text)
    assert len(query.text) <= LONGEST_QUERY
    assert len(query.words) <= MOST_WORDS
    assert query.at_least <= len(query.required)
    query.text.encode()
