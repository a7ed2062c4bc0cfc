"""The cache that all processes share: Redis where there is one, else a table of the database. What it counts, it counts for the whole site.

Names of visitors' counts hold network addresses, so every key is stored as a keyed hash only.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.utils import timezone
from redis import RedisError
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY

from portal.foundation.duties import duty

log = structlog.get_logger(__name__)
IN_PROCESS: Final = frozenset({SITE_ROOT_PATHS_CACHE_KEY})  # Wagtail asks for it on nearly every page
PATIENCE_MILLISECONDS: Final = 200  # for a count, while something long is written to SQLite
REST_SECONDS: Final = 5.0  # a Redis that did not answer is left alone for so long, lest every request wait for it
Answer = TypeVar("Answer")


def hashed_key(key: str, _prefix: str, version: int) -> str:
    """What a key is stored as: it says nothing about who is counted, and sites that share a Redis don't meet."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{version}:{key}".encode(), hashlib.sha256).hexdigest()


class InProcess(BaseCache):
    """What every page asks for stays in each process's memory."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """A value, or the default."""
        if key in IN_PROCESS:
            return caches["process"].get(key, default, version)
        return super().get(key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keeps a value."""
        if key in IN_PROCESS:
            caches["process"].set(key, value, timeout, version)
        else:
            super().set(key, value, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forgets a value; says whether there was one."""
        if key in IN_PROCESS:
            return bool(caches["process"].delete(key, version))
        return bool(super().delete(key, version))


class SharedDatabaseCache(InProcess, DatabaseCache):
    """Django's cache in the database, which also counts."""

    kind = "database"

    @property
    def table(self) -> str:
        """The name of the table, ready for a statement."""
        return connection.ops.quote_name(self.cache_model_class._meta.db_table)

    def count(self, key: str, until: int) -> int:
        """Adds one to a count that begins anew at a moment (seconds since 1970); returns the count.

        Raises DatabaseError where the database can't be written to for now.
        """
        ends = connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(until, tz=UTC))
        statement = (
            f"INSERT INTO {self.table} AS kept (cache_key, value, expires) VALUES (%s, '1', %s) "  # noqa: S608  (our own name)
            "ON CONFLICT (cache_key) DO UPDATE SET expires = excluded.expires, value = CASE "
            "WHEN kept.expires < excluded.expires THEN '1' ELSE CAST(CAST(kept.value AS bigint) + 1 AS text) END "
            "RETURNING value"
        )
        with impatient(), connection.cursor() as cursor:
            cursor.execute(statement, [self.make_and_validate_key(key), ends])
            return int(cursor.fetchone()[0])

    def forget_expired(self) -> None:
        """Deletes what is over; Django does so only when the table is full."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.table} WHERE expires < %s", [now])  # noqa: S608  (our own name)

    def answers(self) -> bool:
        """Whether it can be asked."""
        return True


@contextmanager
def impatient() -> Iterator[None]:
    """SQLite has one writer at a time: here it is waited for only shortly."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    connection.connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MILLISECONDS}")
    try:
        yield
    finally:
        usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
        connection.connection.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")


class SharedRedisCache(InProcess, RedisCache):
    """Django's cache in Redis, which also counts, and which does without Redis while that is away: limits let everybody through then."""

    kind = "redis"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.rests_until = 0.0

    def ask(self, otherwise: Answer, question: Callable[..., Answer], *arguments: Any) -> Answer:
        """The answer to a question to Redis, or what is taken instead of one."""
        if time.monotonic() < self.rests_until:
            return otherwise
        try:
            return question(*arguments)
        except RedisError as error:
            self.rests_until = time.monotonic() + REST_SECONDS
            log.warning("redis.away", error=type(error).__name__, again_in_seconds=REST_SECONDS)
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """A value, or the default."""
        return self.ask(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """The values that are there."""
        return self.ask({}, super().get_many, keys, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keeps a value."""
        self.ask(None, super().set, key, value, timeout, version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """Keeps values; returns the keys of those that were not."""
        return self.ask(list(data), super().set_many, data, timeout, version)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keeps a value unless there is one; django-allauth's locks are taken as got."""
        return self.ask(True, super().add, key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keeps a value longer; says whether there was one."""
        return self.ask(False, super().touch, key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forgets a value; says whether there was one."""
        return self.ask(False, super().delete, key, version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forgets values."""
        self.ask(None, super().delete_many, keys, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether there is a value."""
        return self.ask(False, super().has_key, key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Adds to a number that is there."""
        return self.ask(delta, super().incr, key, delta, version)

    def count(self, key: str, until: int) -> int:
        """Adds one to a count that begins anew at a moment (seconds since 1970); returns the count, 0 while Redis is away."""
        return self.ask(0, self._count, f"{key}:{until}", until)

    def _count(self, key: str, until: int) -> int:
        pipeline = self._cache.get_client(None, write=True).pipeline()
        stored = self.make_and_validate_key(key)
        pipeline.incr(stored)
        pipeline.expireat(stored, until + 1)
        return int(pipeline.execute()[0])

    def answers(self) -> bool:
        """Whether it can be asked."""
        return self.ask(False, self._cache.get_client(None).ping)


@duty("forget_expired_counts", every=timedelta(hours=1))
def forget_expired_counts() -> None:
    """Who was counted is forgotten soon; Redis does it by itself."""
    shared = caches["default"]
    if isinstance(shared, SharedDatabaseCache):
        shared.forget_expired()
