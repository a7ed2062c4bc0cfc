"""The search engine is not there: pages answer from the database, changes wait and are worked off later, in order."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry
from search import fallback
from search.documents import SearchDocument, Text
from search.engines import elasticsearch_client, engine
from search.engines.base import Changes, EngineBusyError, EngineUnreachableError, FacetRequest, SearchRequest
from search.engines.elasticsearch import ElasticsearchEngine
from search.indexing import all_documents, keep_usable, pending_hidden, rebuild
from search.models import KeptDocument
from tests.factories import make_record

pytestmark = pytest.mark.django_db
PAGE_SECONDS = 1.5  # within which pages answer
NOBODY_THERE = "http://127.0.0.1:9"  # the discard port: nothing listens


@pytest.fixture
def outage(settings: Any) -> None:
    """A site whose Elasticsearch server can't be reached."""
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": (NOBODY_THERE,), "prefix": "outage"}


def found(text: str = "", **fields: Any) -> list[str]:
    results = fallback.search(SearchRequest(text=text, now=timezone.now(), **fields))
    assert results.by_database
    assert results.total == len(results.hits)
    return [hit.record for hit in results.hits]


def test_changes_wait_without_dying_and_are_worked_off_when_the_server_is_back(
    site_tree: None, settings: Any, outage: None
) -> None:
    there = settings.ELASTICSEARCH
    record = make_record("practice", title="Mentors")
    for _attempt in range(settings.OUTBOX_MAX_ATTEMPTS + 3):
        outbox.drain(["index"])
        OutboxEntry.objects.update(available_at=timezone.now())
    assert outbox.backlog()["dead"] == 0
    rows = OutboxEntry.objects.filter(kind="index", key=f"page:{record.pk}")
    assert rows
    assert all("can't be reached" in row.last_error for row in rows)
    rows.retry()
    settings.ELASTICSEARCH = {**there, "urls": ()}
    outbox.drain(["index"])
    assert not OutboxEntry.objects.filter(kind="index").exists()


def test_lists_are_answered_from_the_database_with_a_note_and_their_filters(
    site_tree: None, search_index: None, settings: Any, client: Client
) -> None:
    make_record("practice", title="Mentors at the gate")
    make_record("tool", title="Mentors' handbook")
    outbox.drain(["index"])
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": (NOBODY_THERE,), "prefix": "outage"}
    page = client.get("/search/?q=mentor")
    assert page.status_code == 200
    assert "2 results" in page.text
    assert "Search is being repaired" in page.text
    page = client.get("/search/?q=mentor&kind=tool")
    assert "1 result" in page.text
    assert "Mentors at the gate" not in page.text


def test_the_database_tells_nobody_of_what_is_not_theirs(site_tree: None, outage: None) -> None:
    record = make_record("practice", title="Secret mentors", audience="group:editors")
    outbox.drain(["index"])
    editors = frozenset({"public", "members", "group:editors"})
    assert found("secret") == []
    assert f"page:{record.pk}" in found("secret", audiences=editors)
    assert found("secret", audiences=editors, exclude_records=frozenset({f"page:{record.pk}"})) == []


def test_facets_leave_out_their_own_filter(site_tree: None, outage: None) -> None:
    make_record("practice", title="One")
    make_record("tool", title="Two")
    outbox.drain(["index"])
    request = SearchRequest(now=timezone.now(), filters={"kind": ["tool"]}, facets=(FacetRequest("kind"),))
    results = fallback.from_database(request)
    assert results.total == 1
    assert {value.code: value.count for value in results.facets["kind"]} == {"practice": 1, "tool": 1}


def test_a_whole_list_can_be_taken_away_meanwhile(
    site_tree: None, search_index: None, settings: Any, client: Client
) -> None:
    for title in ("Mentors at the gate", "Mentors' handbook"):
        make_record("practice", title=title)
    make_record("practice", title="Secret mentors", audience="group:editors")
    outbox.drain(["index"])
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": (NOBODY_THERE,), "prefix": "outage"}
    answer: Any = client.get("/search/export.csv?q=mentor")
    lines = answer.getvalue().decode().splitlines()
    assert (answer.status_code, len(lines)) == (200, 3)
    assert not any("Secret" in line for line in lines)


@pytest.mark.parametrize("text", ["!!!", "-mentors", '"at the gate"', "%", "_", "\\", "a OR (b", "year:1999"])
def test_any_text_is_answered(site_tree: None, outage: None, text: str) -> None:
    make_record("practice", title="Mentors at the gate")
    outbox.drain(["index"])
    assert len(found(text)) == (1 if text == '"at the gate"' else 0)


def test_what_is_kept_is_filled_where_it_is_missing(site_tree: None, own_index: Path, monkeypatch: Any) -> None:
    make_record("practice", title="Mentors")
    OutboxEntry.objects.all().delete()
    monkeypatch.setattr(fallback, "_looked_at", -fallback.LOOK_AGAIN)
    keep_usable()
    assert KeptDocument.objects.count() == len(list(all_documents()))
    KeptDocument.objects.create(
        id="page:0", record="page:0", audience="public", year_from=0, year_to=0, expires=9e9, published=0, reviewed=0
    )
    fallback.fill()
    assert not KeptDocument.objects.filter(pk="page:0").exists()


def test_a_record_that_can_not_be_made_a_document_is_left_to_the_dead_letters(
    site_tree: None, own_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search import registry

    good, bad = make_record("practice", title="Good"), make_record("practice", title="Bad")
    OutboxEntry.objects.all().delete()
    source = registry.sources()["page"]
    ask = type(source).documents

    def documents(self: Any, keys: Sequence[str]) -> Any:
        if str(bad.pk) in keys:
            raise ValueError("it has no title")
        return ask(self, keys)

    monkeypatch.setattr(type(source), "documents", documents)
    assert f"page:{good.pk}" in {document.record for document in all_documents()}
    row = OutboxEntry.objects.get(key=f"page:{bad.pk}")
    assert (row.dead, row.last_error) == (True, "ValueError: it has no title")


def test_what_the_engine_can_not_hold_is_left_to_the_dead_letters_and_holds_up_nothing(
    site_tree: None, search_index: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search import registry

    good, bad = make_record("practice", title="Good"), make_record("practice", title="Bad")
    source = registry.sources()["page"]
    ask = type(source).documents

    def documents(self: Any, keys: Sequence[str]) -> Any:
        for one in ask(self, keys):
            yield replace(one, year_from=10**30) if one.record == f"page:{bad.pk}" else one

    monkeypatch.setattr(type(source), "documents", documents)
    for _attempt in range(settings.OUTBOX_MAX_ATTEMPTS):
        outbox.drain(["index"])
        OutboxEntry.objects.update(available_at=timezone.now())
    assert [hit.record for hit in engine().search(SearchRequest(now=timezone.now())).hits] == [f"page:{good.pk}"]
    rows = OutboxEntry.objects.filter(kind="index")
    assert {(row.key, row.dead) for row in rows} == {(f"page:{bad.pk}", True)}
    assert all("Error: " in row.last_error for row in rows), "the reason is told"
    assert rebuild() == 1
    row = OutboxEntry.objects.get(kind="index")
    assert (row.key, row.dead) == (f"page:{bad.pk}", True)
    assert row.last_error.startswith(f"DocumentsRefusedError: page:{bad.pk}")


def test_what_is_given_up_again_goes_on_hiding(site_tree: None) -> None:
    OutboxEntry.objects.all().delete()
    outbox.enqueue("index", "page:1", hides=True)
    OutboxEntry.objects.update(dead=True)
    outbox.give_up("index", "page:1", ValueError("it has no title"))
    outbox.give_up("index", "page:2", ValueError("neither"))
    assert pending_hidden() == {"page:1"}


def test_after_a_pause_one_reader_finds_out_whether_the_server_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told at once; nobody waits with the one who asks."""
    clock = [100.0]
    monkeypatch.setattr("search.engines.elasticsearch_client.time.monotonic", lambda: clock[0])
    connection = elasticsearch_client.Connection(elasticsearch_client.Server(urls=(NOBODY_THERE,)))
    told = []

    def asked(answer: Any) -> str:
        try:
            return connection.ask(answer)
        except EngineUnreachableError as error:
            return str(error)

    def inside(_client: Any) -> str:
        told.append(asked(lambda _client: "two ask at a time"))
        return "back"

    assert "can't be reached" in asked(lambda client: client.info())
    assert "a moment ago" in asked(lambda _client: "never asked")
    clock[0] += elasticsearch_client.PAUSE_SECONDS
    assert asked(inside) == "back"
    assert "a moment ago" in told[0]
    assert asked(lambda _client: "answered") == "answered"


class Paused:
    """A node that takes connections and never answers, until the test is over or a page would have given up long ago."""

    def __enter__(self) -> Paused:
        self.gave_up = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._timer = threading.Timer(2 * PAGE_SECONDS, self._give_up)
        self._timer.start()
        return self

    def _give_up(self) -> None:
        self.gave_up = True
        self._socket.close()

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._socket.close()


@pytest.mark.parametrize("nodes", [1, 3])
def test_a_paused_server_does_not_hold_up_who_asks_how_the_site_is(
    site_tree: None, settings: Any, client: Client, nodes: int
) -> None:
    with ExitStack() as stack:
        paused = [stack.enter_context(Paused()) for _node in range(nodes)]
        urls = tuple(node.url for node in paused)
        settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": urls, "prefix": "outage"}
        answer = client.get("/health/ready")
        assert not any(node.gave_up for node in paused)
    assert answer.status_code == 503
    assert (answer.json()["index"]["ok"], answer.json()["database"]["ok"]) == (False, True)
    assert "does not answer in time" in answer.json()["index"]["note"]


def test_two_paused_nodes_are_waited_for_once(site_tree: None, settings: Any, client: Client) -> None:
    make_record("practice", title="Mentors at the gate")
    fallback.fill()
    with Paused() as one, Paused() as other, Paused() as third:
        urls = (one.url, other.url, third.url)
        settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": urls, "prefix": "outage"}
        page = client.get("/search/?q=nothing+of+the+kind")  # asks for hits, spellings and ways on
        assert not any(node.gave_up for node in (one, other, third))
        assert "Search is being repaired" in page.text


@pytest.mark.elasticsearch
def test_one_paused_node_of_several_is_left_alone_and_the_others_answer(settings: Any) -> None:
    with Paused() as paused:
        urls = (paused.url, *os.environ["ELASTICSEARCH_URL"].split(","))
        nodes = ElasticsearchEngine(elasticsearch_client.Server(urls=urls, prefix=f"test-paused-{os.getpid()}"))
        healthy = ElasticsearchEngine(elasticsearch_client.Server(urls=urls[1:], prefix=nodes.server.prefix))
        try:
            healthy.rebuild([], lambda records: Changes(records), lambda _done: None)
            asked = [nodes.search(SearchRequest(now=timezone.now())) for _time in range(6)]
            assert not any(results.unavailable for results in asked)
            assert nodes.status(1.0).available
            assert not paused.gave_up
        finally:
            healthy.remove()


@pytest.mark.elasticsearch
def test_a_rebuild_that_stalled_while_it_swapped_loses_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is thought to be dead by then, and changes go on without it."""
    server = elasticsearch_client.Server(
        urls=tuple(os.environ["ELASTICSEARCH_URL"].split(",")), prefix=f"test-stalled-{os.getpid()}"
    )
    index, other = ElasticsearchEngine(server), ElasticsearchEngine(server)

    def changed(number: int) -> Changes:
        one = SearchDocument(id=f"page:{number}", record=f"page:{number}", kind="tool", texts=(Text("en", "One"),))
        return Changes(frozenset({one.record}), (one,))

    def slowly() -> Iterator[SearchDocument]:
        other.apply(changed(1))
        yield from ()

    def stalling(records: frozenset[str]) -> Changes:
        time.sleep(1.5)
        other.apply(changed(2))
        return changed(1)

    try:
        index.rebuild([], lambda records: Changes(records), lambda _done: None)
        monkeypatch.setattr("search.engines.elasticsearch_store.LOCK_SECONDS", 1.0)
        with pytest.raises(EngineBusyError, match="stalled"):
            index.rebuild(slowly(), stalling, lambda _done: None)
        assert index.count(SearchRequest(now=timezone.now())) == 2
    finally:
        index.remove()


def test_rows_about_one_record_are_never_with_two_workers(site_tree: None) -> None:
    OutboxEntry.objects.all().delete()
    first = outbox.enqueue("index", "page:1")
    outbox.enqueue("index", "page:1")
    now = timezone.now()
    OutboxEntry.objects.filter(pk=first.pk).update(lease="other", leased_until=now + timedelta(seconds=60))
    assert outbox.drain(["index"]) == 0
    OutboxEntry.objects.filter(pk=first.pk).update(leased_until=now - timedelta(seconds=1))
    assert outbox.drain(["index"]) == 2


def test_a_clock_that_was_moved_back_holds_up_nothing(site_tree: None) -> None:
    OutboxEntry.objects.all().delete()
    ahead = timezone.now() + timedelta(days=2)
    outbox.enqueue("index", "page:1")
    OutboxEntry.objects.update(created_at=ahead, available_at=ahead, leased_until=ahead, attempts=2)
    assert outbox.drain(["index"]) == 1
