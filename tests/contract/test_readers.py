"""Who finds what, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from search.engines.base import MOST_EXCLUDED, EngineUnavailableError, FacetRequest, SearchRequest
from tests.contract.conftest import NOW, Index, document

PUBLIC = frozenset({"public"})
MEMBER = frozenset({"public", "members"})
EDITOR = frozenset({"public", "members", "group:editors"})


@pytest.fixture
def house(index: Index) -> Index:
    index.fill(
        document(1, "Open work"),
        document(2, "Members' work", audience="members"),
        document(3, "Protected work", "secret", audience="group:editors", facets={"country": ["NL"]}),
        document("3:stub", "A local record", "Open to editors", hidden_from="group:editors"),
        document(4, "Brief work", expires=NOW + timedelta(hours=1)),
    )
    return index


def test_everybody_finds_what_is_theirs(house: Index) -> None:
    assert set(house.found("", audiences=PUBLIC)) == {"1", "3:stub", "4"}
    assert set(house.found("", audiences=MEMBER)) == {"1", "2", "3:stub", "4"}
    assert set(house.found("", audiences=EDITOR)) == {"1", "2", "3", "4"}


def test_counts_tell_nothing(house: Index) -> None:
    results = house.ask("secret", audiences=PUBLIC, facets=(FacetRequest("country"),))
    assert results.total == 0
    assert not any(value.count for value in results.facets["country"])
    assert house.ask(audiences=PUBLIC, facets=(FacetRequest("country"),)).facets["country"] == []


def test_excluded_records_are_gone_with_all_their_documents(house: Index) -> None:
    assert set(house.found(exclude_records=frozenset({"page:3", "page:1"}))) == {"4"}
    assert set(house.found(exclude_records=frozenset({"page:1"}), audiences=EDITOR)) == {"2", "3", "4"}


def test_as_many_as_an_engine_takes_are_left_out_and_with_more_it_tells_nothing(house: Index) -> None:
    """It would have to forget some of them: the database answers instead."""
    most = frozenset({"page:1", *(f"page:{number}" for number in range(1_000, 999 + MOST_EXCLUDED))})
    assert set(house.found("work", exclude_records=most)) == {"4"}
    asked = SearchRequest(text="work", now=NOW, exclude_records=most | {"page:4"}, facets=(FacetRequest("kind"),))
    results = house.engine.search(asked)
    assert (results.unavailable, results.total, results.hits, results.facets) == (True, 0, (), {})
    assert house.engine.count(asked) == 0
    assert not house.engine.suggest(asked)
    assert not house.engine.spellings(["wrok"], asked)
    for refused in (lambda: house.engine.ranking(asked), lambda: house.engine.explain(asked, "page:2")):
        with pytest.raises(EngineUnavailableError, match="wait"):
            refused()
    assert house.engine.status().available


def test_what_has_expired_is_gone_to_the_second_although_counted_before(house: Index) -> None:
    end = NOW + timedelta(hours=1)
    assert "4" in house.found(now=end - timedelta(seconds=1))
    assert "4" not in house.found(now=end)
    assert "4" in house.found(now=NOW)


def test_count_alone(house: Index) -> None:
    assert house.engine.count(SearchRequest(text="work", now=NOW, audiences=MEMBER)) == 3
