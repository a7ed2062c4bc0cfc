"""The engines that search can be answered by. `engine()` is the one that the settings choose."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import SearchEngine


def engine() -> SearchEngine:
    """The engine of this site; nothing is opened until it is asked something."""
    return _embedded(str(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _embedded(folder: str) -> SearchEngine:
    from search.engines.tantivy import TantivyEngine

    return TantivyEngine(Path(folder))
