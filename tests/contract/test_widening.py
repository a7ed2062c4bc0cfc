"""Other words for what was typed find more on every engine, and count less than the typed ones."""

from __future__ import annotations

import pytest

from search.engines.base import FacetRequest
from search.widening import Label, Widening
from tests.contract.conftest import Index, document

HOUSING = Widening("topic:housing", ("lodging",), (Label("Wohnen", "de"), Label("halfway house", "en")))
PRISON = Widening("setting:prison", ("prison",), (Label("Gefängnisse", "de"),))


@pytest.fixture
def catalogue(index: Index) -> Index:
    index.fill(
        document(1, "A place to live", "Lodging for young people"),
        document(2, "Wohnen nach der Haft", language="de"),
        document(3, "A halfway house", "Close to the market"),
        document(4, "A house, halfway up the hill"),
        document(5, "Garden", "Nothing but flowers"),
        document(6, "Im Gefängnis wohnen", "Kurse", language="de"),
    )
    return index


def test_labels_find_what_the_word_does_not_and_stand_below_it(catalogue: Index) -> None:
    assert catalogue.found("lodging") == ["1"]
    found = catalogue.found("lodging", widenings=(HOUSING,))
    assert found[0] == "1"
    assert set(found) == {"1", "2", "3", "6"}, "a label of several words stands together"


def test_a_widened_word_counts_as_a_word(catalogue: Index) -> None:
    assert catalogue.ask("lodging prison").relaxed
    results = catalogue.ask("lodging prison", widenings=(HOUSING, PRISON))
    assert not results.relaxed
    assert [hit.id for hit in results.hits] == ["page:6"]


def test_what_must_not_be_there_is_taken_as_typed(catalogue: Index) -> None:
    assert "2" in catalogue.found("-lodging", widenings=(HOUSING,))
    assert catalogue.found('"lodging for"', widenings=(HOUSING,)) == ["1"]
    assert catalogue.found("title:lodging", widenings=(HOUSING,)) == []


def test_words_of_a_label_said_together_are_widened_together(index: Index) -> None:
    index.fill(document(1, "GOL", "Local work"), document(2, "Garden", "A local garden"))
    group = Widening("glossary:gol", ("local", "group"), (Label("GOL", ""),))
    assert index.ask("local group").relaxed
    assert index.found("local group", widenings=(group,)) == ["1"]
    assert index.ask("group local", widenings=(group,)).relaxed


def test_counts_are_those_of_the_widened_query(catalogue: Index) -> None:
    asked = {"facets": [FacetRequest("kind", 10)]}
    assert catalogue.ask("lodging", **asked).facets["kind"][0].count == 1
    assert catalogue.ask("lodging", widenings=(HOUSING,), **asked).facets["kind"][0].count == 4
    assert catalogue.ask("lodging", **asked).facets["kind"][0].count == 1


def test_a_hit_says_that_other_words_found_it(catalogue: Index) -> None:
    hits = {hit.id: hit for hit in catalogue.ask("lodging", widenings=(HOUSING,)).hits}
    assert hits["page:2"].title.html.startswith("<mark>Wohnen</mark>")
    assert [reason.where for reason in hits["page:3"].matched_in] == ["other"]


@pytest.mark.parametrize("text", ["", "???", "¶", "a" * 255, "\x00", "🏠 🏠", "of the and"])
def test_any_label_is_bearable(catalogue: Index, text: str) -> None:
    odd = Widening("topic:odd", ("lodging",), (Label(text, "xx"), Label(text, "")))
    assert catalogue.found("lodging", widenings=(odd,))[0] == "1"
