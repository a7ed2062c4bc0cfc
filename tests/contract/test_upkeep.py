"""Changes, rebuilding beside the live index, and going back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.documents import SearchDocument
from search.engines.base import Changes, EngineUnavailableError, RebuildError
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
