"""The index follows the database through the outbox."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry
from search import engines, registry
from search.engines import engine
from search.engines.base import MOST_EXCLUDED, EngineBusyError, SearchRequest
from search.fallback import ranking
from search.indexing import BEHIND_AFTER, Pending, behind, changed, keep_usable, pending, pending_hidden, rebuild
from search.models import KeptDocument
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def found(text: str = "", **fields: Any) -> list[str]:
    request = SearchRequest(text=text, now=timezone.now(), exclude_records=pending_hidden(), limit=100, **fields)
    return [hit.record for hit in engine().search(request).hits]


def catch_up() -> None:
    outbox.drain(["index"])


def test_a_change_is_a_row_of_the_same_transaction(site_tree: None, search_index: None) -> None:
    with transaction.atomic():
        changed("page", ["1", "2"], hides=True)
        transaction.set_rollback(True)
    assert pending_hidden() == frozenset()
    changed("page", iter(["1", "1", "2"]), hides=True)
    changed("page", ["3"])
    assert pending_hidden() == {"page:1", "page:2"}
    assert OutboxEntry.objects.filter(kind="index").count() == 3
    changed("page", [])
    assert OutboxEntry.objects.filter(kind="index").count() == 3


def test_what_can_hide_is_gone_at_once_and_anything_else_stays_until_worked_off(
    site_tree: None, search_index: None
) -> None:
    record = make_record("practice", title="Mentors")
    catch_up()
    assert found("mentors") == [f"page:{record.pk}"]
    changed("page", [str(record.pk)])
    assert found("mentors") == [f"page:{record.pk}"]
    changed("page", [str(record.pk)], hides=True)
    assert found("mentors") == []
    catch_up()
    assert found("mentors") == [f"page:{record.pk}"]
    assert not OutboxEntry.objects.filter(kind="index").exists()


def test_however_much_can_hide_something_all_of_it_is_gone_from_hits_and_counts(
    site_tree: None, search_index: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    """More than an engine can leave out: the database answers until the worker has caught up."""
    shown, hidden = (
        make_record("practice", title="Mentors at the gate"),
        make_record("practice", title="Mentors inside"),
    )
    catch_up()
    client.get("/search/?q=mentors")
    changed("page", map(str, range(10**6, 10**6 + MOST_EXCLUDED)), hides=True)
    changed("page", [str(hidden.pk)] * 2, hides=True)
    with django_assert_max_num_queries(14):
        page = client.get("/search/?q=mentors&kind=practice&sort=newest")
    assert (page.status_code, "1 result<" in page.text, "Mentors inside" in page.text) == (200, True, False)
    listing = page.context["listing"]
    assert listing.results.by_database
    assert [value[2] for group in listing.facets for value in group.values if group.name == "kind"] == [1]
    assert "Mentors inside" not in client.get("/search/suggest/?q=mentors").text
    assert client.get("/api/v1/search?q=mentors").json()["total"] == 1
    exported: Any = client.get("/search/export.csv?q=mentors")
    assert len(exported.getvalue().decode().splitlines()) == 2
    assert ranking(SearchRequest(now=timezone.now(), exclude_records=pending_hidden(), limit=9)) == [f"page:{shown.pk}"]
    OutboxEntry.objects.filter(key__startswith="page:1000").delete()
    assert found("mentors") == [f"page:{shown.pk}"], "the engine answers again"


def test_a_row_about_nothing_known_does_no_harm(site_tree: None, search_index: None) -> None:
    changed("page", ["999999", "nonsense"])
    changed("unheard_of", ["1"])
    catch_up()
    assert not OutboxEntry.objects.exists()


def test_rows_wait_while_another_process_writes(
    site_tree: None, search_index: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.tantivy_store.LOCK_WAIT", 0.05)
    record = make_record("practice", title="Mentors")
    index: Any = engine()
    with index.store.writing():
        catch_up()
        assert found("mentors") == []
    waiting = OutboxEntry.objects.filter(key=f"page:{record.pk}")
    assert waiting
    assert EngineBusyError.__name__ in waiting[0].last_error
    waiting.retry()
    catch_up()
    assert found("mentors") == [f"page:{record.pk}"]


@pytest.mark.parametrize("stalls_in", ["reading", "writing"])
def test_a_worker_that_stalled_until_its_lease_ran_out_puts_nothing_older_in_place_of_the_newer(
    site_tree: None, search_index: None, monkeypatch: pytest.MonkeyPatch, stalls_in: str
) -> None:
    """What it read is stale by then: another worker has worked off the same record, and one that changed since."""
    record = make_record("practice", title="Mentors, as they were")
    stalled: list[str] = []

    def stall() -> None:
        if not stalled:
            stalled.append(stalls_in)
            OutboxEntry.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
            record.title = "Mentors, as they are"
            record.save_revision().publish()
            catch_up()  # of another worker
            assert found("as they are")

    source, index = type(registry.sources()["page"]), type(engine())
    read, write = source.documents, index.apply

    def reading(self: Any, keys: Any) -> Any:
        documents = list(read(self, keys))
        stall()
        return documents

    def writing(self: Any, changes: Any) -> None:
        stall()
        write(self, changes)

    if stalls_in == "reading":
        monkeypatch.setattr(source, "documents", reading)
    else:
        monkeypatch.setattr(index, "apply", writing)
    catch_up()
    assert stalled
    assert found() == [f"page:{record.pk}"]
    assert engine().search(SearchRequest(now=timezone.now())).hits[0].title.html == "Mentors, as they are"
    assert KeptDocument.objects.get().stored.count("as they are") == 1
    assert not OutboxEntry.objects.filter(kind="index").exists()


def test_without_an_index_the_first_change_builds_it(site_tree: None) -> None:
    record = make_record("practice", title="Mentors")
    assert not engine().status().available
    catch_up()
    assert engine().status().available
    assert found("mentors") == [f"page:{record.pk}"]


def test_the_worker_rebuilds_a_missing_or_broken_index_by_itself(site_tree: None, own_index: Path) -> None:
    record = make_record("practice", title="Mentors")
    keep_usable()
    assert found("mentors") == [f"page:{record.pk}"]
    live = engine().status().live
    keep_usable()
    assert engine().status().live == live, "a usable index is left alone"
    (own_index / live / "meta.json").write_text("{")
    keep_usable()
    assert engine().status().available
    assert found("mentors") == [f"page:{record.pk}"]


def test_an_index_that_breaks_again_at_once_is_not_built_in_a_loop(site_tree: None) -> None:
    make_record("practice", title="Mentors")
    keep_usable()
    index: Any = engine()
    live = index.status().live
    index.store.report_damage(live, "a query failed")
    assert not index.status().available
    keep_usable()
    assert index.status().live == live


def test_an_old_process_does_not_build_over_what_a_new_version_has_just_built(
    site_tree: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two would take it from each other until the old one is replaced."""
    record = make_record("practice", title="Mentors")
    rebuild()
    live = engine().status().live
    OutboxEntry.objects.all().delete()
    monkeypatch.setattr("search.engines.tantivy.VERSION", "older")
    engines._embedded.cache_clear()
    changed("page", [str(record.pk)])
    keep_usable()
    catch_up()
    assert engine().status().live == live
    row = OutboxEntry.objects.get(kind="index")
    assert "another version" in row.last_error
    monkeypatch.setattr("search.indexing.LOOK_AGAIN", timedelta())
    keep_usable()
    assert engine().status().available, "what is left of a newer version after going back to this one is replaced"
    assert found("mentors") == [f"page:{record.pk}"]


def test_how_far_search_is_behind(site_tree: None, search_index: None) -> None:
    catch_up()
    assert behind() == timedelta()
    changed("page", ["1"])
    OutboxEntry.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert timedelta(minutes=5) <= behind() < timedelta(minutes=6)


def test_readers_are_told_while_search_is_catching_up(
    site_tree: None, search_index: None, client: Client, django_assert_num_queries: Any
) -> None:
    make_record("practice", title="Mentors")
    catch_up()
    told = "Search is catching up"
    client.get("/search/?q=mentors")
    with CaptureQueriesContext(connection) as asked:
        assert told not in client.get("/search/?q=mentors&sort=title").text
    changed("page", ["1"])
    assert not pending().behind, "what has just changed is no reason to say anything"
    OutboxEntry.objects.update(created_at=timezone.now() - 2 * BEHIND_AFTER)
    with django_assert_num_queries(len(asked)):
        assert told in client.get("/search/?q=mentors&sort=newest").text
    OutboxEntry.objects.update(dead=True)
    assert (pending().behind, behind()) == (False, timedelta()), "what was given up is told of elsewhere"
    OutboxEntry.objects.update(dead=False)
    changed("page", ["7"], hides=True)
    assert pending() == Pending(frozenset({"page:7"}), behind=True)
    catch_up()
    assert told not in client.get("/search/?q=mentors&sort=newest").text


def test_indexing_many_records_asks_no_more_queries_than_few(
    site_tree: None, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    from search.indexing import documents_of

    few = [f"page:{make_record('practice').pk}" for _record in range(2)]
    many = few + [f"page:{make_record('practice').pk}" for _record in range(8)]
    list(documents_of(few))
    with django_assert_max_num_queries(15) as asked:
        list(documents_of(few))
    with django_assert_num_queries(len(asked)):
        list(documents_of(many))


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("search", *arguments, stdout=output, no_color=True)
    return output.getvalue()


def test_the_command_rebuilds_tells_and_returns(site_tree: None) -> None:
    with pytest.raises(CommandError, match="search rebuild"):
        run("status")
    make_record("practice", title="Mentors")
    assert "1 documents indexed and counted" in run("rebuild")
    first = engine().status().live
    make_record("practice", title="More mentors")
    assert "2 documents" in run("rebuild")
    assert "available: yes" in run("status")
    assert len(found("mentors")) == 2
    assert first in run("rollback")
    assert len(found("mentors")) == 1


def test_what_waited_when_a_rebuild_began_is_done_by_it(site_tree: None, search_index: None) -> None:
    record = make_record("practice", title="Mentors")
    OutboxEntry.objects.update(dead=True)
    assert found("mentors") == []
    rebuild()
    assert found("mentors") == [f"page:{record.pk}"]
    assert not OutboxEntry.objects.filter(kind="index").exists()


def test_rebuilding_brings_in_what_changed_meanwhile(site_tree: None, search_index: None) -> None:
    made: list[Any] = []

    def progress(_done: int) -> None:
        if not made:
            made.append(make_record("practice", title="Latecomer"))
            catch_up()

    make_record("practice", title="First")
    rebuild(progress)
    assert found("latecomer") == [f"page:{made[0].pk}"]
