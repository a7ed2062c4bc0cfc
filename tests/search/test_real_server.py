"""A real Elasticsearch server that hangs, crashes and comes back: pages answer, nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry
from search import fallback
from search.documents import SearchDocument
from search.engines import engine
from search.engines.base import EngineUnreachableError, SearchRequest
from search.engines.elasticsearch import ElasticsearchEngine
from search.indexing import keep_usable, rebuild
from tests.factories import make_record

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch, pytest.mark.faults]
TOOL = os.environ.get("PASSERELLE_ELASTICSEARCH_TOOL", "")
WAIT = 120  # seconds for a server to come back


class RealServer:
    """The server at ELASTICSEARCH_URL, and the tool that looks after it."""

    def __init__(self, url: str, version: str) -> None:
        self.url = url
        self._options = ["--version", version, "--port", url.rsplit(":", 1)[1].strip("/")]

    def told(self, command: str) -> str:
        """Does something to it."""
        done = subprocess.run(
            [TOOL, command, *self._options], capture_output=True, text=True, check=False, timeout=WAIT
        )
        return done.stdout.strip() if done.returncode == 0 else ""


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealServer]:
    """The server, filled by the site; it runs again afterwards, whatever was done to it."""
    if not TOOL:
        pytest.skip("PASSERELLE_ELASTICSEARCH_TOOL names no tool that pauses and kills the server")
    url = os.environ["ELASTICSEARCH_URL"]
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": (url,), "prefix": f"test-faults-{os.getpid()}"}
    monkeypatch.setattr("search.engines.elasticsearch_client.WRITE_SECONDS", 5.0)
    monkeypatch.setattr("search.engines.elasticsearch_client.PAUSE_SECONDS", 0.5)
    version = str(_elasticsearch().connection.look(lambda client: client.info())["version"]["number"]).split(".")[0]
    real = RealServer(url, version)
    if real.told("url") != url:
        pytest.skip(f"the tool doesn't look after the server at {url}")
    yield real
    real.told("resume")
    real.told("start")
    eventually(lambda: engine().status().available)
    _elasticsearch().remove()


def _elasticsearch() -> ElasticsearchEngine:
    found = engine()
    assert isinstance(found, ElasticsearchEngine)
    return found


def eventually(ask: Any) -> None:
    """Waits until something is so; what fails because the server is not there yet is asked again."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        try:
            if ask():
                return
        except EngineUnreachableError:
            pass
        time.sleep(0.5)
    raise AssertionError("it did not come to be in time")


def caught_up() -> bool:
    """What the worker does again and again; back-off is cut short here."""
    OutboxEntry.objects.update(available_at=timezone.now())
    keep_usable()
    outbox.drain(["index"])
    return not OutboxEntry.objects.filter(kind="index").exists()


def found(text: str = "") -> list[str]:
    results = engine().search(SearchRequest(text=text, now=timezone.now(), limit=100))
    assert not results.unavailable
    return sorted(hit.title.html.replace("<mark>", "").replace("</mark>", "") for hit in results.hits)


@pytest.mark.parametrize(("end", "begin"), [("pause", "resume"), ("kill", "start")])
def test_pages_answer_changes_wait_and_all_is_well_afterwards(
    site_tree: None, client: Client, server: RealServer, end: str, begin: str
) -> None:
    practice, tool = make_record("practice", title="Mentors at the gate"), make_record("tool", title="Mentors handbook")
    make_record("practice", title="Secret mentors", audience="group:editors")
    rebuild()
    fallback.fill()
    assert "Search is being repaired" not in client.get("/search/?q=mentors").text
    server.told(end)
    for query, count in (("q=mentors", "2 results"), ("q=mentors&kind=tool", "1 result"), ("q=secret", "0 results")):
        page = client.get(f"/search/?{query}")
        assert (page.status_code, "Search is being repaired" in page.text) == (200, True), query
        assert count in page.text, query
    assert client.get("/api/v1/search?q=mentors").json()["by_database"]
    for number in range(3):
        practice.title = f"Mentors at the gate, {number}"
        practice.save()
    late = make_record("practice", title="Mentors who came late")
    tool.delete()
    outbox.drain(["index"])
    waiting = OutboxEntry.objects.filter(kind="index")
    assert f"page:{late.pk}" in {row.key for row in waiting}
    assert not waiting.filter(dead=True).exists()
    assert waiting.exclude(last_error="").exists(), "why they wait is told"
    server.told(begin)
    eventually(caught_up)
    eventually(lambda: not engine().search(SearchRequest(now=timezone.now())).unavailable)
    assert found("mentors") == ["Mentors at the gate, 2", "Mentors who came late"]
    assert engine().status().documents == 3, "none is lost, none is there twice"


def test_a_rebuild_is_gone_on_with_after_the_server_was_killed(
    site_tree: None, server: RealServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.elasticsearch.AT_ONCE", 5)
    monkeypatch.setattr("search.engines.elasticsearch_store.LOCK_SECONDS", 0.5)
    for number in range(20):
        make_record("practice", title=f"Practice {number:02}")
    rebuild()
    live = engine().status().live

    def crash(done: int) -> None:
        if done == 10:
            server.told("kill")

    with pytest.raises(EngineUnreachableError):
        rebuild(crash)
    server.told("start")
    eventually(lambda: engine().status().available)
    assert engine().status().live == live, "the old index answers again"
    sent: list[int] = []
    send = ElasticsearchEngine._send

    def counted(self: ElasticsearchEngine, name: str, batch: Sequence[SearchDocument], held: Any) -> Any:
        sent.append(len(batch))
        return send(self, name, batch, held)

    monkeypatch.setattr(ElasticsearchEngine, "_send", counted)
    eventually(rebuild)
    assert sum(sent) == 10, "what had been taken before the crash is not sent again"
    assert engine().status().documents == 20
    assert engine().status().live != live
