"""The two engines give the same answers where it matters: to the questions that editors expect of the starter catalogue."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from practices.expectations.reading import expectations
from search.engines.base import Changes, SearchEngine, SearchRequest
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import Server
from search.engines.tantivy import TantivyEngine
from search.evaluation.asking import request
from search.indexing import all_documents
from search.widening import widenings_of

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]
FEW = 5
LEAST = 0.98  # of the first hits, on average


@pytest.fixture
def engines(
    catalogue_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """Both, with the whole starter catalogue; the server may take its time."""
    for limit in ("SEARCH_SECONDS", "SLOW_SECONDS"):
        monkeypatch.setattr(f"search.engines.elasticsearch_client.{limit}", 30.0)
    server = Server(urls=tuple(os.environ["ELASTICSEARCH_URL"].split(",")), prefix=f"test-same-{os.getpid()}")
    embedded, other = TantivyEngine(tmp_path / "index"), ElasticsearchEngine(server)
    documents = list(all_documents())
    for engine in (embedded, other):
        engine.rebuild(documents, Changes, lambda _done: None)
    yield embedded, other
    other.remove()


def questions() -> list[SearchRequest]:
    """What a list of results asks, widened as it is there."""
    plain = [request(one.query, one.language) for one in expectations()]
    return [replace(one, limit=FEW, widenings=widenings_of(one.text, one.languages)) for one in plain]


def test_the_first_hits_are_nearly_and_all_counts_are_quite_the_same(
    engines: tuple[SearchEngine, SearchEngine], record_property: Callable[[str, Any], None]
) -> None:
    shares: list[float] = []
    for asked in questions():
        one, other = (engine.search(asked) for engine in engines)
        assert (one.unavailable, other.unavailable) == (False, False)
        assert (one.total, one.relaxed) == (other.total, other.relaxed), asked.text
        assert one.facets == other.facets, asked.text
        alike = [
            hit.score == pytest.approx(best.score, rel=0.01) for hit, best in zip(other.hits, one.hits, strict=True)
        ]
        assert all(alike), asked.text
        first, second = ({hit.id for hit in results.hits} for results in (one, other))
        assert len(first) == len(second) == min(one.total, FEW)
        shares.append(len(first & second) / len(first) if first else 1.0)
    same = sum(shares) / len(shares)
    record_property("engines", f"{same:.3f} of the first {FEW} hits are the same, for {len(shares)} questions")
    assert len(shares) >= 200
    assert same >= LEAST
