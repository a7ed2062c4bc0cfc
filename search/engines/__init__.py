"""The engines that search can be answered by. `engine()` is the one that the settings choose."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from search.engines.base import SearchEngine

EMBEDDED: Final = "embedded"
ELASTICSEARCH: Final = "elasticsearch"
ENGINES: Final = (EMBEDDED, ELASTICSEARCH)  # by the names that commands know them by
NO_SERVER: Final = "Set ELASTICSEARCH_URL, such as http://localhost:9200, to use the engine elasticsearch."


def engine() -> SearchEngine:
    """The engine of this site; nothing is opened until it is asked something."""
    if settings.ELASTICSEARCH["urls"]:
        return _elasticsearch(**settings.ELASTICSEARCH)
    return _embedded(str(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _embedded(folder: str) -> SearchEngine:
    from search.engines.tantivy import TantivyEngine

    return TantivyEngine(Path(folder))


@lru_cache(maxsize=8)
def _elasticsearch(**server: Any) -> SearchEngine:
    from search.engines.elasticsearch import ElasticsearchEngine
    from search.engines.elasticsearch_client import Server

    return ElasticsearchEngine(Server(**server))


@contextmanager
def temporary_engine(name: str, folder: Path) -> Iterator[SearchEngine]:
    """An empty engine of its own, to measure with: never the site's index, and nothing of it stays behind.

    `folder` is an empty one for the engine's files; whoever made it removes it. Raises ValueError for an unknown name.
    """
    if name not in ENGINES:
        raise ValueError(f"There is no search engine called {name!r}: choose one of {', '.join(ENGINES)}.")
    if name == EMBEDDED:
        from search.engines.tantivy import TantivyEngine

        yield TantivyEngine(folder)
        return
    if not settings.ELASTICSEARCH["urls"]:
        raise ValueError(NO_SERVER)
    from search.engines.elasticsearch import ElasticsearchEngine
    from search.engines.elasticsearch_client import Server

    own = {**settings.ELASTICSEARCH, "prefix": f"{settings.ELASTICSEARCH['prefix']}-measured-{secrets.token_hex(4)}"}
    engine = ElasticsearchEngine(Server(**own))
    try:
        yield engine
    finally:
        engine.remove()
