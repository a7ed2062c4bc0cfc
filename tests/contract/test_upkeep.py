"""Changes, rebuilding beside the live index, and going back."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from search.documents import SearchDocument
from search.engines.base import Changes, DocumentsRefusedError, EngineUnavailableError, RebuildError
from search.engines.tantivy import TantivyEngine
from tests.contract.conftest import Index, document


def test_before_the_first_build_search_says_that_it_is_not_available(index: Index) -> None:
    results = index.ask("anything")
    assert results.unavailable
    assert results.total == 0
    assert not index.engine.status().available
    assert index.engine.status().note
    with pytest.raises(EngineUnavailableError):
        index.change(["page:1"], document(1, "One"))


def test_an_empty_index_is_available(index: Index) -> None:
    index.fill()
    assert not index.ask("anything").unavailable
    assert index.engine.status().available


def test_changes_replace_all_documents_of_a_record(index: Index) -> None:
    index.fill(document(1, "One"), document("1:stub", "One, briefly"), document(2, "Two"))
    index.change(["page:1"], document(1, "One, changed"))
    assert sorted(index.found()) == ["1", "2"]
    assert index.found("changed") == ["1"]
    index.change(["page:1", "page:2"])
    assert index.found() == []
    index.change(["page:3"], document(3, "Three"))
    assert index.found("three") == ["3"]


def test_changes_by_another_process_are_there_at_the_next_request(index: Index, another: Index) -> None:
    index.fill(document(1, "One"))
    assert index.found("one") == another.found("one") == ["1"]
    another.change(["page:2"], document(2, "Two"))
    assert index.found("two") == ["2"]
    another.fill(document(3, "Three"))
    assert index.found() == ["3"]


def test_a_rebuild_swaps_and_can_be_taken_back(index: Index) -> None:
    index.fill(document(1, "One"))
    first = index.engine.status().live
    index.fill(document(2, "Two"))
    assert index.found() == ["2"]
    assert index.engine.status().previous == first
    assert index.engine.rollback() == first
    assert index.found() == ["1"]


def test_without_an_earlier_index_there_is_nothing_to_go_back_to(index: Index) -> None:
    index.fill(document(1, "One"))
    with pytest.raises(RebuildError, match="rebuild"):
        index.engine.rollback()
    assert index.found() == ["1"]


def test_a_failed_rebuild_changes_nothing(index: Index) -> None:
    index.fill(document(1, "One"))
    with pytest.raises(RebuildError, match="page:2"):
        index.fill(document(2, "Two"), document(2, "Two again"))

    def broken() -> Iterator[SearchDocument]:
        yield document(3, "Three")
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        index.engine.rebuild(broken(), lambda records: Changes(records), lambda _done: None)
    assert index.found() == ["1"]
    index.fill(document(4, "Four"))
    assert index.found() == ["4"]


class KilledError(BaseException):
    """Ends a rebuild as a signal does: nothing of ours may tidy up."""


def test_a_killed_rebuild_is_gone_on_with(index: Index, another: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was built is not built again; what changed before, between and after is right; the old index answers meanwhile."""
    monkeypatch.setattr("search.engines.tantivy_building.COMMIT_EVERY", 0)
    monkeypatch.setattr("search.engines.elasticsearch.AT_ONCE", 10)
    now = {f"page:{number}": document(number, f"Work {number}") for number in range(60)}
    index.fill(*now.values())
    first = index.engine.status().live

    def changed(key: str, title: str) -> None:
        now[key] = document(key.removeprefix("page:"), title)

    def refresh(records: frozenset[str]) -> Changes:
        return Changes(records, [now[record] for record in sorted(records) if record in now])

    def killed() -> Iterator[SearchDocument]:
        for number, one in enumerate(list(now.values())):
            if number == 45:
                raise KilledError
            yield one

    with pytest.raises(KilledError):
        index.engine.rebuild(killed(), refresh, lambda _done: None)
    assert index.engine.status().live == first
    changed("page:3", "Applied between")
    index.change(["page:3"], now["page:3"])
    changed("page:4", "Waiting still")
    del now["page:5"]
    index.change(["page:5"])
    assert index.found("between") == ["3"], "the old index goes on being changed"
    made: list[int] = []
    monkeypatch.setattr(*_counting(index, made))
    assert another.engine.rebuild(iter(list(now.values())), refresh, lambda _done: None, unapplied={"page:4"}) == 60
    assert 15 <= len(made) <= 25, "only what was not committed, and what changed, is made again"
    assert sorted(index.found(limit=100), key=int) == [str(number) for number in range(60) if number != 5]
    assert index.found("between") == ["3"]
    assert index.found("still") == ["4"]
    assert index.engine.status().previous == first


def test_a_rebuild_that_was_killed_and_never_repeated_is_forgotten(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes is not noted for it for ever, and what it has built takes no room for ever."""
    monkeypatch.setattr("search.engines.tantivy_building.COMMIT_EVERY", 0)
    monkeypatch.setattr("search.engines.elasticsearch.AT_ONCE", 1)
    index.fill(document(1, "One"))
    first = index.engine.status().live

    def killed() -> Iterator[SearchDocument]:
        yield document(1, "One")
        yield document(2, "Two")
        raise KilledError

    with pytest.raises(KilledError):
        index.engine.rebuild(killed(), lambda records: Changes(records), lambda _done: None)
    index.change(["page:3"], document(3, "Three"))
    assert "page:3" in _noted(index)
    for store in ("tantivy_store", "elasticsearch_store"):
        monkeypatch.setattr(f"search.engines.{store}.GONE_ON_WITHIN", timedelta(hours=-1))
    assert len(_built(index)) == 2
    index.change(["page:4"], document(4, "Four"))
    index.change(["page:5"], document(5, "Five"))
    assert _noted(index) == ""
    assert _built(index) == [first]
    assert sorted(index.found()) == ["1", "3", "4", "5"]
    index.fill(document(6, "Six"))
    assert index.found() == ["6"]


def _noted(index: Index) -> str:
    """What is noted for a rebuild that may come, as it stands there."""
    engine: Any = index.engine
    if isinstance(engine, TantivyEngine):
        return engine.store._journal.read_text() if engine.store._journal.exists() else ""
    return " ".join(sorted(engine.store.noted())) if engine.store.building() else ""


def _built(index: Index) -> list[str]:
    """The indexes that take room."""
    engine: Any = index.engine
    if isinstance(engine, TantivyEngine):
        return sorted(path.name for path in engine.store.folder.iterdir() if path.is_dir())
    found = engine.connection.tell(lambda client: client.indices.get_alias(index=f"{engine.server.prefix}-v*"))
    return sorted(found)


def _counting(index: Index, made: list[int]) -> tuple[str, Any]:
    """What to put in place of the function that makes entries, so that each is counted."""
    name = "tantivy_building" if isinstance(index.engine, TantivyEngine) else "elasticsearch"
    entry = importlib.import_module(f"search.engines.{name}").entry

    def counted(one: SearchDocument) -> Any:
        made.append(1)
        return entry(one)

    return f"search.engines.{name}.entry", counted


def test_a_rebuild_that_is_not_to_go_on_begins_afresh(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.tantivy_building.COMMIT_EVERY", 0)
    monkeypatch.setattr("search.engines.elasticsearch.AT_ONCE", 1)

    def killed() -> Iterator[SearchDocument]:
        yield document(1, "One, by an older rule")
        yield document(2, "Two, by an older rule")
        raise KilledError

    with pytest.raises(KilledError):
        index.engine.rebuild(killed(), lambda records: Changes(records), lambda _done: None)
    index.fill(document(1, "One"), document(3, "Three"))
    assert sorted(index.found()) == ["1", "3"]
    assert index.found("older rule") == []


def test_a_document_that_can_not_be_held_is_named_and_holds_up_nothing(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year that no number of the index can hold, say."""
    poisoned = document("2:stub", "Poisoned", year_from=10**30)
    index.fill(document(1, "One"))
    with pytest.raises(DocumentsRefusedError) as refusal:
        index.change(["page:1", "page:2"], document(1, "One, changed"), poisoned)
    assert [(one.id, one.record) for one in refusal.value.refused] == [("page:2:stub", "page:2")]
    assert index.found() == index.found("changed") == ["1"]
    with pytest.raises(DocumentsRefusedError, match="page:2:stub") as refusal:
        index.fill(document(1, "One, built"), poisoned, document(3, "Three"))
    assert refusal.value.held == 2
    assert sorted(index.found()) == ["1", "3"]
    assert index.engine.status().documents == 2


def test_what_changes_during_a_rebuild_is_in_the_new_index(index: Index) -> None:
    index.fill(document(1, "One"), document(2, "Two"))
    now = {"page:1": document(1, "One"), "page:2": document(2, "Two")}

    def slowly() -> Iterator[SearchDocument]:
        yield now["page:1"]
        now["page:1"] = document(1, "One, changed meanwhile")
        index.change(["page:1"], now["page:1"])
        assert index.found("meanwhile") == ["1"], "the live index goes on being changed"
        del now["page:2"]
        index.change(["page:2"])
        yield document(3, "Three")

    progress: list[int] = []
    count = index.engine.rebuild(
        slowly(), lambda records: Changes(records, [now[r] for r in sorted(records) if r in now]), progress.append
    )
    assert count == 2
    assert progress[-1] == 2
    assert sorted(index.found()) == ["1", "3"]
    assert index.found("meanwhile") == ["1"]
