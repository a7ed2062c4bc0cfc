"""What must not happen when things break: nothing acknowledged is lost, nothing is a 500, everything heals."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines import tantivy as engine_module
from search.engines.base import EngineBusyError, EngineUnavailableError, EngineUnreachableError
from search.engines.tantivy import TantivyEngine
from tests.contract.conftest import Index, document

WRITER = """
import sys
from pathlib import Path
from tests.contract.conftest import Index, document
from search.engines.tantivy import TantivyEngine
index = Index(TantivyEngine(Path(sys.argv[1])))
number = int(sys.argv[2])
while True:
    number += 1
    index.change([f"page:{number}", "page:0"], document(number, f"Record number {number}"), document(0, f"Latest {number}"))
    print(number, flush=True)
"""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(TantivyEngine(tmp_path / "index"))


def live(index: Index) -> Path:
    engine = index.engine
    assert isinstance(engine, TantivyEngine)
    return engine.store.path(engine.status().live)


def test_killing_the_writer_loses_nothing_that_was_acknowledged(index: Index, tmp_path: Path) -> None:
    """Kills it again and again in the middle of commits, which follow each other without a pause."""
    index.fill(document(0, "Latest 0"))
    acknowledged = 0
    chance = random.Random(7)
    for _kill in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(acknowledged)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )
        assert writer.stdout is not None
        first = writer.stdout.readline()
        assert first, "the writer could not start"
        time.sleep(chance.uniform(0.05, 0.4))
        writer.send_signal(signal.SIGKILL)
        rest, _errors = writer.communicate()
        lines = (
            first + rest
        ).splitlines()  # between the numbers, the log tells of leftovers of the writer killed before
        acknowledged = max((int(line) for line in lines if line.isdigit()), default=acknowledged)
        reader = Index(TantivyEngine(tmp_path / "index"))
        results = reader.ask(limit=10_000)
        there = {int(hit.id.removeprefix("page:")) for hit in results.hits}
        assert not results.unavailable
        assert set(range(acknowledged + 1)) <= there
        assert there <= set(range(acknowledged + 2)), "at most the unacknowledged change is there as well"
        assert len(results.hits) == results.total == len(there), "no record stands there twice"
    assert acknowledged >= 4
    index.change(["page:1"])
    assert "1" not in index.found(limit=10_000)


@pytest.mark.parametrize("victim", ["meta.json", "store", "idx", "term", "fast"])
def test_damage_is_an_honest_answer_and_is_reported(index: Index, victim: str) -> None:
    index.fill(*(document(number, f"Work {number}", facets={"country": ["AT"]}) for number in range(50)))
    for file in live(index).iterdir():
        if file.name == victim or file.suffix == f".{victim}":
            file.write_bytes(bytes(reversed(file.read_bytes())))
    fresh = Index(TantivyEngine(live(index).parent))
    results = fresh.ask("work")
    assert results.unavailable
    assert not fresh.engine.status().available
    fresh.fill(document(1, "Work again"))
    assert fresh.found("work") == ["1"]
    assert index.found("work") == ["1"], "a process that had the damaged index open sees the new one"


def test_a_missing_folder_is_an_honest_answer(index: Index, tmp_path: Path) -> None:
    index.fill(document(1, "One"))
    shutil.rmtree(tmp_path / "index")
    assert index.ask("one").unavailable
    with pytest.raises(EngineUnavailableError):
        index.change(["page:1"], document(1, "One"))
    index.fill(document(1, "One"))
    assert index.found("one") == ["1"]


def test_an_index_of_another_version_is_not_used(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index.fill(document(1, "One"))
    monkeypatch.setattr(engine_module, "VERSION", "another")
    newer = Index(TantivyEngine(tmp_path / "index"))
    assert newer.ask("one").unavailable
    assert "another version" in newer.engine.status().note
    newer.fill(document(1, "One"))
    assert newer.found("one") == ["1"]


def test_an_unreadable_pointer_is_as_good_as_none(index: Index, tmp_path: Path) -> None:
    index.fill(document(1, "One"))
    (tmp_path / "index" / "live.json").write_text('["nonsense"]')
    assert index.ask("one").unavailable
    index.fill(document(1, "One"))
    assert index.found("one") == ["1"]


def test_two_writers_take_turns_and_the_second_is_told(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.fill(document(1, "One"))
    monkeypatch.setattr("search.engines.tantivy_store.LOCK_WAIT", 0.1)
    other = TantivyEngine(tmp_path / "index")
    with other.store.writing(), pytest.raises(EngineBusyError):
        index.change(["page:2"], document(2, "Two"))
    with other.store.rebuilding(), pytest.raises(EngineBusyError):
        index.fill(document(3, "Three"))
    index.change(["page:2"], document(2, "Two"))
    assert index.found("two") == ["2"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("making a small disk needs the right to mount one")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_loses_nothing_and_is_no_reason_to_build_the_index_anew(small_disk: Path) -> None:
    index = Index(TantivyEngine(small_disk / "index"))
    index.fill(document(1, "One"), document(2, "Two"))
    live = index.engine.status().live
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(16_384))
    assert ballast.stat().st_size > 1_000_000
    for _attempt in range(3):
        with pytest.raises(EngineUnreachableError, match="make room on its disk"):
            index.change(["page:1", "page:2"], document(1, "One, changed", body="more " * 20_000))
        assert sorted(index.found()) == ["1", "2"], "what was there is found as before"
        with pytest.raises(EngineUnreachableError, match="make room on its disk"):
            index.fill(*(document(number, f"Work {number}") for number in range(50)))
    status = index.engine.status()
    assert (status.available, status.live) == (True, live)
    ballast.unlink()
    index.change(["page:1", "page:2"], document(1, "One, changed"))
    assert index.found() == index.found("changed") == ["1"]
    index.fill(document(3, "Three"))
    assert index.found() == ["3"]


def test_a_folder_that_takes_nothing_is_told_of_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    index = Index(TantivyEngine(tmp_path / "file" / "index"))
    assert index.ask("one").unavailable
    with pytest.raises(EngineUnreachableError, match="make room on its disk, or give the site the right"):
        index.change(["page:1"])
    with pytest.raises(EngineUnreachableError, match="make room on its disk, or give the site the right"):
        index.fill()


def test_a_rebuild_that_was_killed_leaves_nothing_behind(index: Index, tmp_path: Path) -> None:
    index.fill(document(1, "One"))
    engine = index.engine
    assert isinstance(engine, TantivyEngine)
    engine.store.start_journal()
    half = engine.store.new("another")
    index.change(["page:2"], document(2, "Two"))
    index.fill(document(1, "One"), document(2, "Two"))
    assert not engine.store.path(half).exists()
    assert sorted(index.found()) == ["1", "2"]


def _search_in_child(folder: str, answers: multiprocessing.SimpleQueue[list[str]]) -> None:
    answers.put(Index(_parent_engine).found("one"))


_parent_engine: TantivyEngine


def test_a_forked_process_opens_the_index_for_itself(index: Index, tmp_path: Path) -> None:
    global _parent_engine
    index.fill(document(1, "One"))
    assert index.found("one") == ["1"]
    assert isinstance(index.engine, TantivyEngine)
    _parent_engine = index.engine
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[list[str]] = context.SimpleQueue()
    child = context.Process(target=_search_in_child, args=(str(tmp_path), answers))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert answers.get() == ["1"]
