"""Every engine answers the same questions. A further engine is one more entry of `ENGINES`; no test changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from search.documents import Card, SearchDocument, Text
from search.engines.base import Changes, SearchEngine, SearchRequest, SearchResults
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import Server
from search.engines.tantivy import TantivyEngine

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = os.environ.get("ELASTICSEARCH_URL", "")
_opened: dict[str, ElasticsearchEngine] = {}


def on_server(folder: Path) -> ElasticsearchEngine:
    """Elasticsearch with indexes of its own: the folder only tells them apart."""
    prefix = f"test-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    opened = ElasticsearchEngine(Server(urls=tuple(URL.split(",")), prefix=prefix))
    _opened[prefix] = opened
    return opened


def remove_opened() -> None:
    """Deletes what the tests made on the server."""
    while _opened:
        _opened.popitem()[1].remove()


ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"tantivy": TantivyEngine}
if URL:
    ENGINES["elasticsearch"] = on_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the engine that needs a server are marked, so that `make test` needs none."""
    for item in items:
        if "elasticsearch" in getattr(getattr(item, "callspec", None), "params", {}).values():
            item.add_marker(pytest.mark.elasticsearch)


@pytest.fixture(scope="package", autouse=True)
def _nothing_left_on_the_server() -> Iterator[None]:
    yield
    remove_opened()


def document(key: int | str, title: str, summary: str = "", body: str = "", **fields: Any) -> SearchDocument:
    """A small public English document of a practice."""
    language = fields.pop("language", "en")
    translations = fields.pop("translations", ())
    fields.setdefault("kind", "practice")
    record = f"page:{str(key).split(':')[0]}"
    return SearchDocument(
        id=f"page:{key}",
        record=record,
        texts=(Text(language, title, summary, body), *translations),
        card=Card(url=f"/{key}/"),
        **fields,
    )


class Index:
    """An engine with documents, asked in few words."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine

    def fill(self, *documents: SearchDocument) -> None:
        """Builds the index of these documents."""
        self.engine.rebuild(documents, lambda records: Changes(records), lambda _done: None)

    def change(self, records: Iterable[str], *documents: SearchDocument) -> None:
        """Replaces records."""
        self.engine.apply(Changes(frozenset(records), documents))

    def ask(self, text: str = "", **fields: Any) -> SearchResults:
        """Searches."""
        return self.engine.search(SearchRequest(text=text, **{"now": NOW, **fields}))

    def found(self, text: str = "", **fields: Any) -> list[str]:
        """The ids of the hits, best first; the total must be as many."""
        results = self.ask(text, **fields)
        ids = [hit.id.removeprefix("page:") for hit in results.hits]
        assert results.total == len(ids)
        return ids


@pytest.fixture(params=sorted(ENGINES))
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Index]:
    """Opens the same empty index of each engine, as every process does for itself."""
    return lambda: Index(ENGINES[request.param](tmp_path / "index"))


@pytest.fixture(autouse=True)
def _few_indexes_on_the_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """A server holds so many indexes and no more: each test's go with it, but for those that a whole module shares."""
    shared = "filled" in request.fixturenames
    yield
    if not shared:
        remove_opened()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is what a server answers, not how fast it is while other tests run."""
    for limit in ("SEARCH_SECONDS", "SLOW_SECONDS"):
        monkeypatch.setattr(f"search.engines.elasticsearch_client.{limit}", 30.0)


@pytest.fixture
def index(connect: Callable[[], Index]) -> Index:
    """Each engine, to be filled."""
    return connect()


@pytest.fixture
def another(connect: Callable[[], Index]) -> Index:
    """The same index as another process sees it."""
    return connect()
