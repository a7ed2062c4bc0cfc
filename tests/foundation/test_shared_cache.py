"""The cache that all processes share, in the database and in a real Redis: it counts for all, holds no addresses, and may be away."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine
from django.conf import settings as site_settings
from django.core.cache import cache, caches
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections
from django.test import Client, RequestFactory
from django.urls import reverse
from structlog.testing import capture_logs
from wagtail.models import Site

from portal.foundation import limits
from portal.foundation.shared_cache import SharedDatabaseCache, forget_expired_counts
from portal.settings import environment
from tests.databases import copy_of_database, other_database
from tests.factories import make_user

NOW = 1_800_000_000


class Redis:
    """A real server on this machine, for tests alone."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        until = time.monotonic() + 20
        while True:
            try:
                client.ping()
                return
            except redis.RedisError:
                assert time.monotonic() < until, "redis-server did not come up"
                time.sleep(0.02)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait()


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = Redis(tmp_path_factory.mktemp("redis"))
    yield server
    server.signal(signal.SIGKILL)


@pytest.fixture
def with_redis(redis_server: Redis, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """The site with REDIS_URL set, and nothing counted yet."""
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    settings.CACHES = {**site_settings.CACHES, "default": environment.shared_cache()}
    redis.Redis.from_url(redis_server.url).flushall()
    return redis_server


@pytest.fixture(params=["database", "redis"])
def shared(request: pytest.FixtureRequest, db: None) -> Any:
    """Each kind of shared cache, as another process opens it anew."""
    if request.param == "redis":
        request.getfixturevalue("with_redis")
    assert caches["default"].kind == request.param  # type: ignore[attr-defined]
    return caches["default"]


def test_it_counts_for_all_processes_together(shared: Any) -> None:
    another: Any = caches.create_connection("default")
    assert [shared.count("a", NOW), another.count("a", NOW), shared.count("a", NOW)] == [1, 2, 3]
    assert another.count("b", NOW) == 1
    assert another.count("a", NOW + 60) == 1, "a new minute"
    assert shared.count("a", NOW + 60) == 2


def test_values_are_kept(shared: Any) -> None:
    assert shared.add("key", [1], 60)
    assert not shared.add("key", [2], 60)
    assert shared.get("key") == [1]
    assert shared.has_key("key")
    assert shared.touch("key", 120)
    assert shared.delete("key")
    assert shared.get("key", "none") == "none"
    assert shared.set_many({"a": 1, "b": 2}) == []
    assert shared.get_many(["a", "b"]) == {"a": 1, "b": 2}
    shared.delete_many(["a", "b"])
    assert not shared.delete("a")


def stored_keys(shared: Any) -> list[Any]:
    if shared.kind == "redis":
        return list(redis.Redis.from_url(shared._servers[0], decode_responses=True).scan_iter())
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        return [key for (key,) in cursor.fetchall()]


def test_addresses_and_accounts_are_stored_as_hashes_only(shared: Any, client: Client) -> None:
    client.post(reverse("account_login"), {"login": "anna@example.org", "password": "x"}, REMOTE_ADDR="192.0.2.7")
    shared.count("limit:api:address:192.0.2.7", NOW)
    keys = stored_keys(shared)
    assert len(keys) >= 2
    assert all(len(key) == 64 and "." not in key and ":" not in key for key in keys)


def test_what_every_page_asks_for_stays_in_the_process(shared: Any) -> None:
    Site.clear_site_root_paths_cache()
    Site.get_site_root_paths()
    assert stored_keys(shared) == []
    Site.clear_site_root_paths_cache()


def test_expired_counts_are_forgotten(db: None) -> None:
    shared: Any = caches["default"]
    shared.count("old", int(time.time()) - 60)
    shared.count("new", int(time.time()) + 60)
    forget_expired_counts()
    assert stored_keys(shared) == [shared.make_key("new")]


@pytest.mark.postgresql  # SQLite's database in memory has no threads of its own; tests/operations asks a site of two processes
def test_no_count_is_lost_between_threads(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> None:
    """Outside of any test's transaction, and without emptying the database afterwards: others need what stands in it."""
    # Connections to one SQLite database in memory don't wait for each other; those to a file do, as at a running site.
    name = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        own = copy_of_database(tmp_path / "own.sqlite3") if connection.vendor == "sqlite" else name

    def ask() -> None:
        counted = 0
        while counted < 10:
            with suppress(DatabaseError):  # waited for another too long: not counted, and said so
                caches["default"].count("busy", NOW)  # type: ignore[attr-defined]
                counted += 1
        connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(4)]
    with django_db_blocker.unblock(), other_database(own):
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert caches["default"].count("busy", NOW) == 41  # type: ignore[attr-defined]
        finally:
            caches["default"].delete("busy")


def test_a_count_that_cannot_be_kept_lets_everybody_through(
    db: None, settings: Any, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_details: object) -> int:
        raise DatabaseError("database is locked")

    settings.REQUESTS_PER_MINUTE = {"api": 1, "forms": 0}
    monkeypatch.setattr(SharedDatabaseCache, "count", locked)
    request = rf.get("/api/v1/")
    request.user = make_user()
    with capture_logs() as logs:
        assert [limits.seconds_to_wait(request, "api") for _attempt in range(3)] == [0, 0, 0]
    assert {(line["event"], line["error"]) for line in logs} == {("limits.not_counted", "DatabaseError")}


def test_the_limits_of_api_and_log_in_are_kept_in_redis(
    with_redis: Redis, site_tree: None, settings: Any, client: Client
) -> None:
    settings.REQUESTS_PER_MINUTE = {"api": 0, "forms": 0}
    assert client.get("/api/v1/records").status_code == 200
    assert stored_keys(caches["default"]) == [], "no limit, no count"
    settings.REQUESTS_PER_MINUTE = {"api": 1_000_000, "forms": 0}
    client.get("/api/v1/records")
    assert len(stored_keys(caches["default"])) == 1
    wrong = {"login": "anna@example.org", "password": "wrong"}
    answers = [client.post(reverse("account_login"), wrong) for _attempt in range(12)]
    assert "Too many" not in answers[0].content.decode()
    assert "Too many" in answers[-1].content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSTOP])
def test_a_redis_that_is_away_breaks_nothing(
    with_redis: Redis, site_tree: None, settings: Any, client: Client, harm: signal.Signals
) -> None:
    settings.REQUESTS_PER_MINUTE = {"api": 1, "forms": 0}
    shared: Any = caches["default"]
    assert client.get("/api/v1/records").status_code == 200
    with_redis.signal(harm)
    try:
        with capture_logs() as logs:
            assert client.get("/api/v1/records").status_code == 200
            assert client.get("/api/v1/records").status_code == 200
            assert client.get("/").status_code == 200
            assert client.post(reverse("account_login"), {"login": "a@example.org", "password": "x"}).status_code == 200
        away = [line for line in logs if line["event"] == "redis.away"]
        assert len(away) == 1, "said once, and left alone for a while"
        assert "192.0.2" not in str(away)
        assert client.get("/health/ready").json()["cache"] == {"ok": True, "kind": "redis", "answers": False}
        assert shared.get("key", "default") == "default"
        assert shared.get_many(["key"]) == {}
        assert shared.add("key", 1)
        assert shared.incr("key") == 1
        assert not shared.has_key("key")
    finally:
        with_redis.start() if harm == signal.SIGKILL else with_redis.signal(signal.SIGCONT)
    shared.rests_until = 0.0
    assert client.get("/health/ready").json()["cache"]["answers"] is True


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis"])
def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        environment.shared_cache()


def test_without_a_redis_the_database_counts() -> None:
    assert isinstance(caches["default"], SharedDatabaseCache)
    assert cache.key_func("ip:192.0.2.7", "", 1).isalnum()


@pytest.mark.parametrize(("proxies", "second"), [(0, 429), (1, 200)])
def test_behind_a_proxy_its_readers_are_counted(
    site_tree: None, client: Client, settings: Any, proxies: int, second: int
) -> None:
    settings.REQUESTS_PER_MINUTE = {"api": 1, "forms": 0}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies  # PASSERELLE_BEHIND_PROXY
    with time_machine.travel("2026-11-24T12:00:10Z", tick=False):
        asked = [
            client.get("/api/v1/records", headers={"x-forwarded-for": f"203.0.113.9, 192.0.2.{n}"}) for n in (1, 2)
        ]
    assert [answer.status_code for answer in asked] == [200, second]
