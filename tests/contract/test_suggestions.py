"""What somebody may mean: what their words may become, and other spellings, never of what they may not find."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from search.documents import Text
from search.engines.base import SearchRequest, Spellings
from tests.contract.conftest import NOW, Index, document

EDITOR = frozenset({"public", "members", "group:editors"})


def suggested(index: Index, text: str, **fields: Any) -> list[str]:
    """The ids of what is suggested."""
    asked = SearchRequest(text=text, **{"now": NOW, "limit": 8, **fields})
    return [one.id.removeprefix("page:") for one in index.engine.suggest(asked)]


def spelled(index: Index, word: str, **fields: Any) -> Spellings:
    """What is known of one word."""
    return index.engine.spellings([word], SearchRequest(**{"now": NOW, **fields}))[word]


def terms(index: Index, word: str, **fields: Any) -> list[str]:
    """What may have been meant by a word."""
    return [one.term for one in spelled(index, word, **fields).nearest]


@pytest.fixture
def house(index: Index) -> Index:
    index.fill(
        document(1, "Car.Te.S.I.O.", "Local operative groups", names=("CarTeSIO", "DP-0004"), language="it",
                 facets={"language": ["it"]}),
        document(2, "Mentoring after release", "Mentors accompany people who leave prison", facets={"language": ["en"]}),
        document(3, "Réinsertion des détenus", "Un emploi", language="fr", facets={"language": ["fr"]},
                 translations=(Text("de", "Wiedereingliederung von Gefangenen"),)),
        document(4, "Sealed mentorship", "zebrafinch", audience="group:editors", facets={"language": ["en"]}),
        document(5, "Brief mentorate", expires=NOW + timedelta(hours=1), facets={"language": ["en"]}),
        document(6, "Learning at a distance", "prison prison prison", names=("Telfi", "PRILEARESNET"),
                 facets={"language": ["en"]}),
        document(7, "Learning", "Lessons in prison", facets={"language": ["en"]}),
    )  # fmt: skip
    return index


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ment", ["2", "5"]), ("Mentoring aft", ["2"]), ("after mento", ["2"]), ("release", ["2"]), ("mentorign", ["2"]),
        ("mnetoring relese", ["2"]), ("reins", ["3"]), ("RÉINSERTION det", ["3"]), ("reinsertion des dét", ["3"]),
        ("wiedereingl", ["3"]), ("car te si", ["1"]), ("cartesio", ["1"]), ("Car.Te", ["1"]), ("dp-00", ["1"]),
        ("dp 0004", ["1"]), ("prilear", ["6"]), ("prlearesnet", ["6"]), ("telfi", ["6"]), ("learning", ["7", "6"]),
        ("l", []), ("le", ["7", "6"]), ("dp", []), ("operative", []), ("", []), ("!!!", []), ("zebrafinch", []), ("\x00\ud800", []),
        ("x" * 5000, []), (". . .", []), ("learning a", ["6"]), ("mentoring r", ["2"]), ("learning d", ["6"]),
        ("wiedereingliederung g", ["3"]), ("learnign a", ["6"]), ("learning t", ["6"]), ("release x", []),
        ("Wiedereingliederung vom Gefang", ["3"]),
    ],
)  # fmt: skip
def test_what_words_may_become(house: Index, text: str, expected: list[str]) -> None:
    assert suggested(house, text) == expected


@pytest.mark.parametrize("length", [*range(15, 66, 5), 90, 150])
def test_a_long_beginning_with_a_slip_in_it(index: Index, length: int) -> None:
    """A slip in one of its words is forgiven however much has been typed."""
    title = "Mentoring after release of people from prisons in the whole of Europe and of those who wait for them at home, from Lisbon to Helsinki and back again"
    index.fill(document(1, title), document(2, "Learning"))
    assert suggested(index, title[:length].replace("after", "aftre")) == ["1"]
    assert suggested(index, title[:length]) == ["1"]


def test_only_what_the_reader_may_find(house: Index) -> None:
    assert suggested(house, "sealed") == []
    assert suggested(house, "sealde") == []
    assert suggested(house, "sealed", audiences=EDITOR) == ["4"]
    assert suggested(house, "mentor", exclude_records=frozenset({"page:2"})) == ["5"]
    assert suggested(house, "mentor", now=NOW + timedelta(hours=1)) == ["2"]


def test_the_title_that_was_begun_in_the_readers_language_or_the_name_that_was(house: Index) -> None:
    def first(text: str, *languages: str) -> Any:
        return house.engine.suggest(SearchRequest(text=text, now=NOW, languages=languages))[0]

    assert (first("gefangenen", "fr", "de").title, first("gefangenen", "fr", "de").language) == (
        "Wiedereingliederung von Gefangenen", "de",
    )  # fmt: skip
    assert first("détenus", "de").title == "Réinsertion des détenus"
    found = first("prilear", "en")
    assert (found.title, found.name, found.url, found.kind) == (
        "Learning at a distance", "PRILEARESNET", "/6/", "practice",
    )  # fmt: skip
    assert first("learning at", "en").name == ""


def test_no_more_than_asked_for(house: Index) -> None:
    assert suggested(house, "learning", limit=1) == ["7"]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("mentoirng", "mentoring"), ("mnetors", "mentors"), ("prisn", "prison"), ("prilearsnet", "prilearesnet"),
        ("reinsertoin", "reinsertion"), ("wiedereingliederug", "wiedereingliederung"), ("leraning", "learning"),
        ("wiedereinglederng", "wiedereingliederung"), ("leaveprison", "leave prison"),
    ],
)  # fmt: skip
def test_what_may_have_been_meant(house: Index, word: str, first: str) -> None:
    found = spelled(house, word)
    assert found.count == 0
    assert found.nearest[0].term == first
    assert found.nearest[0].count > 0


def test_a_word_that_is_found_has_its_count(house: Index) -> None:
    assert spelled(house, "prison").count == 3
    assert spelled(house, "operative").count == 1


def test_short_words_are_what_they_are_and_far_ones_too(house: Index) -> None:
    assert terms(house, "pri") == []
    assert terms(house, "unheardof") == []


def test_no_spelling_of_what_the_reader_may_not_find(house: Index) -> None:
    assert terms(house, "zebrafinhc") == []
    assert spelled(house, "zebrafinch").count == 0
    assert terms(house, "zebrafinhc", audiences=EDITOR) == ["zebrafinch"]
    assert "mentorate" not in terms(house, "mentorates", now=NOW + timedelta(hours=2))
    assert "mentorate" in terms(house, "mentoratee")
    assert "mentorate" not in terms(house, "mentoratee", exclude_records=frozenset({"page:5"}))


def test_words_of_the_readers_languages_come_first(index: Index) -> None:
    index.fill(
        document(1, "Arbeit", "arbeid arbeid", language="nl", facets={"language": ["nl"]}),
        document(2, "Werk", "arbeid", language="nl", facets={"language": ["nl"]}),
        document(3, "Stelle", "arbeiz", language="de", facets={"language": ["de"]}),
    )
    assert terms(index, "arbeix", languages=("de",))[0] == "arbeiz"
    assert terms(index, "arbeix", languages=("nl",))[0] == "arbeid"


def test_without_an_index_there_is_nothing(index: Index) -> None:
    asked = SearchRequest(text="mentor", now=NOW)
    assert list(index.engine.suggest(asked)) == []
    assert index.engine.spellings(["mentor"], asked) == {}


def test_slips_are_forgiven_only_where_nothing_begins_as_it_was_typed(index: Index) -> None:
    index.fill(
        document(1, "MABIS.Net"),
        document(2, "Mainstreaming"),
        document(3, "Regional agencies", names=("MABIS agencies",)),
    )
    assert suggested(index, "mabi") == ["1", "3"]
    assert suggested(index, "mabis") == ["1", "3"]
    assert suggested(index, "mainn") == ["2"]
