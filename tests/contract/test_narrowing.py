"""Facets, years, sorting, paging."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from search.engines.base import DEEPEST, FacetRequest, SearchResults
from tests.contract.conftest import Index, document

FACETS = (FacetRequest("country"), FacetRequest("theme"), FacetRequest("kind"))


@pytest.fixture
def shelf(index: Index) -> Index:
    index.fill(
        document(1, "Alpha work", facets={"country": ["AT"], "theme": ["work"]}, year_from=2001, year_to=2005,
                 published=datetime(2026, 1, 1, tzinfo=UTC), reviewed=date(2026, 3, 1)),
        document(2, "Élan work", facets={"country": ["AT", "DE"], "theme": ["families"]}, year_from=2006,
                 published=datetime(2026, 3, 1, tzinfo=UTC), reviewed=date(2026, 1, 1)),
        document(3, "beta work", facets={"country": ["DE"], "theme": ["work"]}, kind="tool",
                 published=datetime(2026, 2, 1, tzinfo=UTC)),
        document(4, "Gamma work", facets={"country": ["IT"], "theme": ["work", "families"]}, year_to=2010),
    )  # fmt: skip
    return index


def counts(results: SearchResults, facet: str) -> dict[str, int]:
    return {value.code: value.count for value in results.facets[facet]}


def test_any_value_of_a_facet_and_all_facets(shelf: Index) -> None:
    assert set(shelf.found(filters={"country": ["AT", "IT"]})) == {"1", "2", "4"}
    assert set(shelf.found(filters={"country": ["AT", "IT"], "theme": ["work"]})) == {"1", "4"}
    assert shelf.found(filters={"country": ["XX"]}) == []
    assert shelf.found(filters={"unheard_of": ["XX"]}) == []


def test_counts_leave_out_their_own_filter(shelf: Index) -> None:
    results = shelf.ask(filters={"country": ["AT"]}, facets=FACETS)
    assert results.total == 2
    assert counts(results, "country") == {"AT": 2, "DE": 2, "IT": 1}
    assert counts(results, "theme") == {"work": 1, "families": 1}
    assert counts(results, "kind") == {"practice": 2}


def test_counts_with_text_and_two_filters(shelf: Index) -> None:
    results = shelf.ask("alpha", filters={"country": ["AT"], "theme": ["work"]}, facets=FACETS)
    assert counts(results, "country") == {"AT": 1}
    assert counts(results, "theme") == {"work": 1}


def test_the_most_frequent_values_come_first_and_no_more_than_asked_for(shelf: Index) -> None:
    values = shelf.ask(facets=(FacetRequest("theme", 1),)).facets["theme"]
    assert [(value.code, value.count) for value in values] == [("work", 3)]


def test_equally_frequent_values_stand_by_their_codes_and_all_are_counted(index: Index) -> None:
    """Over several parts of an index, with more values than are asked for: what each part would cut off is counted too."""
    chance, codes = random.Random(11), [f"{'é' if number % 7 == 0 else 'tag'}-{number}" for number in range(400)]
    tagged = {number: sorted(chance.sample(codes, chance.randint(1, 3))) for number in range(300)}
    index.fill(*(document(number, f"Work {number}", facets={"tag": tagged[number]}) for number in range(100)))
    for first in (100, 200):
        some = range(first, first + 100)
        index.change(
            [f"page:{number}" for number in some],
            *(document(number, f"Work {number}", facets={"tag": tagged[number]}) for number in some),
        )
    counted = Counter(code for tags in tagged.values() for code in tags)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    for size in (1, 5, 48):
        values = index.ask("work", facets=(FacetRequest("tag", size),)).facets["tag"]
        assert [(value.code, value.count) for value in values] == ranked[:size]


def test_a_facet_that_nothing_has(shelf: Index) -> None:
    assert list(shelf.ask(facets=(FacetRequest("unheard_of"),)).facets["unheard_of"]) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(2003, 2004, {"1"}), (2005, 2006, {"1", "2"}), (2007, None, {"4"}), (None, 2001, {"1"}), (2011, 2020, set())],
)
def test_years_are_those_that_a_period_touches(
    shelf: Index, first: int | None, last: int | None, expected: set[str]
) -> None:
    assert set(shelf.found(year_from=first, year_to=last)) == expected


def test_spans_of_years_are_a_facet(shelf: Index) -> None:
    assert counts(shelf.ask(facets=(FacetRequest("span"),)), "span") == {"2000-2004": 1, "2005-2009": 2, "2010-2014": 1}
    assert set(shelf.found(filters={"span": ["2005-2009"]})) == {"1", "2"}


def test_letters_are_a_facet_without_case_and_accents(shelf: Index) -> None:
    assert shelf.found(filters={"letter": ["E"]}) == ["2"]
    assert shelf.found(filters={"letter": ["B"]}) == ["3"]


def test_sorting(shelf: Index) -> None:
    assert shelf.found(sort="title") == ["1", "3", "2", "4"]
    assert shelf.found("work", sort="title") == ["1", "3", "2", "4"]
    assert shelf.found(sort="newest")[:3] == ["2", "3", "1"]
    assert shelf.found(sort="reviewed")[:2] == ["1", "2"]
    assert shelf.found() == ["1", "3", "2", "4"], "without words, the best match is the alphabet"


def test_pages(shelf: Index) -> None:
    first = shelf.ask(sort="title", limit=3)
    second = shelf.ask(sort="title", limit=3, offset=3)
    assert [hit.id for hit in (*first.hits, *second.hits)] == ["page:1", "page:3", "page:2", "page:4"]
    assert first.total == second.total == 4
    assert shelf.ask(offset=4).hits == []
    assert shelf.ask(offset=DEEPEST * 1000).total == 4
    assert list(shelf.ask(limit=0).hits) == []
