"""Who finds what, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from search.engines.base import FacetRequest, SearchRequest
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


def test_what_has_expired_is_gone_to_the_second_although_counted_before(house: Index) -> None:
    end = NOW + timedelta(hours=1)
    assert "4" in house.found(now=end - timedelta(seconds=1))
    assert "4" not in house.found(now=end)
    assert "4" in house.found(now=NOW)


def test_count_alone(house: Index) -> None:
    assert house.engine.count(SearchRequest(text="work", now=NOW, audiences=MEMBER)) == 3
