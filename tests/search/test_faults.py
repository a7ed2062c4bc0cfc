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
import tantivy

from search.documents import SearchDocument
from search.engines import tantivy as engine_module
from search.engines.base import EngineBusyError, EngineUnavailableError, EngineUnreachableError, SearchRequest
from search.engines.tantivy import TantivyEngine
from search.engines.tantivy_building import build
from tests.contract.conftest import NOW, Index, document

# Imports everything once, then makes one writer after another, each a process of its own that never stops by itself.
WRITERS = """
import os, sys
from pathlib import Path
from tests.contract.conftest import Index, document
from search.engines.tantivy import TantivyEngine
for line in sys.stdin:
    number = int(line)
    writer = os.fork()
    if not writer:
        index = Index(TantivyEngine(Path(sys.argv[1])))
        while True:
            number += 1
            index.change([f"page:{number}", "page:0"], document(number, f"Record {number}"), document(0, f"Latest {number}"))
            os.write(1, f"done {number}\\n".encode())
    os.write(1, f"writer {writer}\\n".encode())
    os.waitpid(writer, 0)
    os.write(1, b"gone\\n")
"""
KILLS = 100


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(TantivyEngine(tmp_path / "index"))


def live(index: Index) -> Path:
    engine = index.engine
    assert isinstance(engine, TantivyEngine)
    return engine.store.path(engine.status().live)


def test_killing_the_writer_a_hundred_times_loses_nothing_that_was_acknowledged(index: Index, tmp_path: Path) -> None:
    """At random moments, of commits that follow each other without a pause; the next writer goes on at once."""
    index.fill(document(0, "Latest 0"))
    acknowledged, chance = 0, random.Random(7)
    with subprocess.Popen(
        [sys.executable, "-c", WRITERS, str(tmp_path / "index")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for _kill in range(KILLS):
            print(acknowledged, file=writers.stdin, flush=True)
            writer, at_once = 0, chance.random() < 0.3
            for line in writers.stdout:
                said, _space, number = line.strip().partition(" ")
                if said == "writer":
                    writer = int(number)
                elif said == "done":
                    acknowledged = int(number)
                if writer and (at_once or said == "done"):  # it has begun, or has made its first change
                    time.sleep(chance.uniform(0, 0.25))
                    os.kill(writer, signal.SIGKILL)
                    writer = 0
                if said == "gone":
                    break  # all other lines are the log's: a leftover of the writer killed before was removed
            reader = TantivyEngine(tmp_path / "index")
            there = [int(key.removeprefix("page:")) for key, _score in reader.ranking(everything())]
            assert set(range(acknowledged + 1)) <= set(there)
            assert set(there) <= set(range(acknowledged + 2)), "at most the unacknowledged change is there as well"
            assert len(there) == len(set(there)), "no record stands there twice"
        writers.stdin.close()
    assert acknowledged >= KILLS / 2
    assert index.found("latest") == ["0"]
    index.change(["page:1"])
    assert "page:1" not in dict(index.engine.ranking(everything()))


def everything() -> SearchRequest:
    return SearchRequest(now=NOW, limit=10_000)


@pytest.mark.parametrize("victim", ["meta.json", "store", "idx", "term", "fast"])
def test_damage_is_an_honest_answer_and_is_reported(index: Index, victim: str) -> None:
    index.fill(*(document(number, f"Work {number}", facets={"country": ["AT"]}) for number in range(50)))
    for file in live(index).iterdir():
        if file.name == victim or file.suffix == f".{victim}":
            with file.open(
                "r+b"
            ) as opened:  # in place: a file that is cut short for a moment may be mapped by a thread of the engine
                opened.write(bytes(reversed(file.read_bytes())))
    fresh = Index(TantivyEngine(live(index).parent))
    results = fresh.ask("work")
    assert results.unavailable
    assert not fresh.engine.status().available
    fresh.fill(document(1, "Work again"))
    assert fresh.found("work") == ["1"]
    assert index.found("work") == ["1"], "a process that had the damaged index open sees the new one"


@pytest.mark.parametrize("share", [0, 0.5])
def test_files_that_are_cut_short_while_they_are_served_end_no_process(index: Index, share: float) -> None:
    """What is mapped into memory and is no longer there would be the end of whoever reads it."""
    index.fill(*(document(number, f"Work {number}", body="many words " * 50) for number in range(100)))
    assert index.ask("work").total == 100
    folder = live(index)
    for file in folder.iterdir():
        if file.suffix in (".store", ".idx", ".term", ".pos", ".fast"):
            os.truncate(file, int(file.stat().st_size * share))
    assert index.ask("words").unavailable
    assert not index.engine.status().available
    index.fill(document(1, "Work again"))
    assert index.found("work") == ["1"]


def test_files_that_vanish_while_they_are_served_are_read_on_until_the_index_is_built_anew(index: Index) -> None:
    index.fill(document(1, "Work"))
    assert index.found("work") == ["1"]
    for file in live(index).iterdir():
        if file.name not in ("meta.json", "passerelle-version"):
            file.unlink()
    assert index.found("work") == ["1"]
    with pytest.raises(EngineUnavailableError):
        index.change(["page:2"], document(2, "More work"))
    index.fill(document(2, "More work"))
    assert index.found("work") == ["2"]


def test_a_file_that_goes_while_files_are_counted_is_no_damage(index: Index) -> None:
    """A writer takes merged files away at any moment; here one that is listed is not there any more."""
    index.fill(document(1, "Work"))
    (live(index) / "merged.idx").symlink_to("nowhere")
    fresh = Index(TantivyEngine(live(index).parent))
    assert fresh.found("work") == ["1"]
    assert fresh.engine.status().available


def test_an_old_process_leaves_the_index_of_a_new_version_alone(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the upgrade and its replacement it has none, changes nothing and reports no damage."""
    index.fill(document(1, "One"))
    assert index.found("one") == ["1"]
    newer = Index(TantivyEngine(tmp_path / "index"))
    with monkeypatch.context() as upgraded:
        upgraded.setattr(engine_module, "VERSION", "another")
        newer.fill(document(1, "One"))
    assert index.ask("one").unavailable
    status = index.engine.status()
    assert (status.available, status.of_another_version) == (False, True)
    with pytest.raises(EngineUnavailableError, match="another version"):
        index.change(["page:2"], document(2, "Two"))
    monkeypatch.setattr(engine_module, "VERSION", "another")
    assert newer.engine.status().available
    assert newer.found("one") == ["1"]


def test_a_second_writer_of_the_library_is_told_to_wait_and_breaks_nothing(index: Index) -> None:
    """As of another installation with the same folder on a file system without locks of ours."""
    index.fill(document(1, "One"))
    writer = tantivy.Index.open(str(live(index))).writer()
    with pytest.raises(EngineBusyError):
        index.change(["page:2"], document(2, "Two"))
    assert index.engine.status().available
    del writer
    index.change(["page:2"], document(2, "Two"))
    assert index.found("two") == ["2"]


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


def test_a_rebuild_that_failed_has_no_thread_left_that_writes(tmp_path: Path) -> None:
    """Its folder can be removed at once, by whoever has made it; a thread that writes on would fill it again."""

    def broken() -> Iterator[SearchDocument]:
        yield document(1, "A record")
        raise ValueError("The source broke off.")

    for number in range(50):
        folder = tmp_path / f"index-{number}"
        folder.mkdir()
        with pytest.raises(ValueError, match="broke off"), _removed_at_once(folder):
            build(folder, broken(), lambda count: None)


@contextlib.contextmanager
def _removed_at_once(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder)  # while the error, which may keep the writer, is still about


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
