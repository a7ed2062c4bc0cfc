"""Health: alive without a database; ready only where everything needed is there; no secrets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.foundation import duties
from portal.foundation.duties import DutyRun
from portal.foundation.outbox import OutboxEntry, enqueue
from search.indexing import rebuild


def test_alive_asks_no_database(client: Client) -> None:
    answer = client.get("/health/live")  # without the mark django_db, any query would fail
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert "no-store" in answer["Cache-Control"]


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/health/live").status_code == 405
    assert client.post("/health/ready").status_code == 405


@pytest.fixture
def well(db: None, settings: Settings, tmp_path: Path) -> None:
    """A site with everything in its place."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    rebuild()
    duties.beat()


def test_ready(client: Client, well: None) -> None:
    answer = client.get("/health/ready")
    found = answer.json()
    assert answer.status_code == 200
    assert found["ok"]
    assert set(found) == {"ok", "database", "index", "worker", "backlog", "cache"}


def test_a_backlog_is_told_but_readers_are_not_sent_away(client: Client, well: None) -> None:
    enqueue("index", "record:1")
    enqueue("index", "record:2")
    OutboxEntry.objects.filter(key="record:2").update(dead=True, last_error="anna@example.org")
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["backlog"] == {"ok": True, "waiting": 1, "dead": 1, "search_behind_seconds": 0}
    assert b"anna" not in answer.content


def test_a_silent_worker_is_missed(client: Client, well: None) -> None:
    DutyRun.objects.update(started_at=timezone.now() - timedelta(minutes=2))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["worker"]["ok"] is False
    assert answer.json()["database"]["ok"] is True


def test_a_missing_index_is_missed(client: Client, db: None, settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"
    duties.beat()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["index"]["ok"] is False
    assert str(tmp_path) not in answer.content.decode()  # nobody's business where it lies


def test_a_database_that_does_not_answer_is_told(client: Client, well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError, connection

    def refuse(*_args: object) -> None:
        raise OperationalError("connection to server at 10.0.0.7, user passerelle, password secret")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"ok": False, "note": "no answer from the database"}
    assert b"secret" not in answer.content
