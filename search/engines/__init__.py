"""The engines that search can be answered by. `engine()` is the one that the settings choose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from search.engines.base import SearchEngine

ENGINES: Final = ("embedded",)  # by the names that commands know them by


def engine() -> SearchEngine:
    """The engine of this site; nothing is opened until it is asked something."""
    return _embedded(str(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _embedded(folder: str) -> SearchEngine:
    from search.engines.tantivy import TantivyEngine

    return TantivyEngine(Path(folder))


@contextmanager
def temporary_engine(name: str, folder: Path) -> Iterator[SearchEngine]:
    """An empty engine of its own, to measure with: never the site's index, and nothing of it stays behind.

    `folder` is an empty one for the engine's files; whoever made it removes it. Raises ValueError for an unknown name.
    """
    if name not in ENGINES:
        raise ValueError(f"There is no search engine called {name!r}: choose one of {', '.join(ENGINES)}.")
    from search.engines.tantivy import TantivyEngine

    yield TantivyEngine(folder)
