"""The cache that all processes share: a table of the database, so that limits on attempts count once for the whole site."""

from __future__ import annotations

from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY

IN_PROCESS: Final = frozenset({SITE_ROOT_PATHS_CACHE_KEY})  # Wagtail asks for it on nearly every page


class SharedCache(DatabaseCache):
    """Django's cache in the database, but for what every page asks for: that stays in each process's memory."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """A value, or the default."""
        if key in IN_PROCESS:
            return caches["process"].get(key, default, version)
        return super().get(key, default, version)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        """Keeps a value."""
        if key in IN_PROCESS:
            caches["process"].set(key, value, *args, **options)
        else:
            super().set(key, value, *args, **options)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forgets a value; says whether there was one."""
        if key in IN_PROCESS:
            return bool(caches["process"].delete(key, version))
        return bool(super().delete(key, version))
