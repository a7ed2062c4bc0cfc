"""The folder of the embedded index: one sub-folder per built index, a pointer to the live one, and the writers' locks.

Every process may read; whoever holds the lock may write. A lock dies with its process: a killed writer blocks nobody.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from search.engines.base import EngineBusyError, EngineUnreachableError

WRITTEN_ONCE: Final = (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm")
VERSION_FILE: Final = "passerelle-version"
BUILDING_FILE: Final = "passerelle-building"
GONE_ON_WITHIN: Final = timedelta(hours=12)  # a killed rebuild: later it is begun afresh
LOCK_WAIT: Final = 5.0  # seconds; a commit with a merge of segments may take one or two


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which index answers, and which one it replaced: names of sub-folders."""

    live: str = ""
    previous: str = ""


class IndexStore:
    """Names, swaps and locks; knows nothing of what is inside an index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer_file = folder / "live.json"
        self._journal = folder / "changed-meanwhile"
        self._damage = folder / "damaged"

    def pointer(self) -> Pointer:
        """The pointer; an empty one where nothing was built yet or the file can't be read."""
        try:
            known = json.loads(self._pointer_file.read_bytes())
            return Pointer(live=str(known["live"]), previous=str(known["previous"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Pointer()

    def path(self, name: str) -> Path:
        """The folder of one index."""
        return self.folder / name

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the pointer does."""
        return file_stamp(self._pointer_file)

    def new(self, version: str) -> str:
        """Makes the folder for another index; returns its name, which tells when it was begun."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
        self.path(name).mkdir(parents=True)
        (self.path(name) / BUILDING_FILE).write_text(version)
        return name

    def finished(self, name: str, version: str) -> None:
        """Says that an index is whole, and of which version."""
        (self.path(name) / VERSION_FILE).write_text(version)

    def version_of(self, name: str) -> str:
        """Which version made an index; "" where it is not whole or not there."""
        return _text(self.path(name) / VERSION_FILE) if name else ""

    def sizes_of(self, name: str) -> dict[str, int]:
        """The sizes in bytes of the files of an index that never change once they are written, by their paths."""
        with os.scandir(self.path(name)) as files:
            sizes = {file.path: size_of(file.path) for file in files if file.name.endswith(WRITTEN_ONCE)}
        return {path: size for path, size in sizes.items() if size is not None}

    def unfinished(self, version: str) -> str:
        """What a rebuild of this version has left that was killed lately; "" for none. What changed since is in the journal."""
        if not self._journal.exists():
            return ""
        pointer = self.pointer()
        for path in sorted(self.folder.iterdir(), reverse=True):
            begun_at = self.begun_at(path.name)
            if path.name in (pointer.live, pointer.previous) or begun_at is None:
                continue
            lately = timedelta() <= datetime.now(UTC) - begun_at < GONE_ON_WITHIN
            if lately and (path / "meta.json").exists() and _text(path / BUILDING_FILE) == version:
                return path.name
        return ""

    def begun_at(self, name: str) -> datetime | None:
        """When an index was begun; None where its name doesn't tell."""
        try:
            return datetime.strptime(name.split("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None

    def point_to(self, pointer: Pointer) -> None:
        """Swaps atomically; the new pointer is on the disk before this returns."""
        draft = self._pointer_file.with_suffix(".new")
        with draft.open("w") as file:
            json.dump(asdict(pointer), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._pointer_file)
        self._damage.unlink(missing_ok=True)

    def remove_all_but(self, keep: Iterable[str]) -> None:
        """Deletes every index that is not named. Processes that still read one keep its open files."""
        kept = set(keep)
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    # -- Changes that arrive while an index is being built --

    def start_journal(self) -> None:
        """From now on, changed records are noted."""
        self._journal.write_text("")

    def note_changed(self, records: Iterable[str]) -> None:
        """Notes records that change while an index is being built, before the change is acknowledged."""
        if self._journal.exists():
            with self._journal.open("a") as file:
                file.writelines(f"{json.dumps(record)}\n" for record in records)

    def forget_killed(self, version: str) -> None:
        """Ends the journal of a rebuild that was killed and is too old to be gone on with; what it has built goes too."""
        if not self._journal.exists() or self.unfinished(version):
            return
        try:
            with self.rebuilding():
                self.end_journal()
                pointer = self.pointer()
                self.remove_all_but([pointer.live, pointer.previous])
        except EngineBusyError:  # it is at work
            return

    def end_journal(self) -> frozenset[str]:
        """The records that changed meanwhile."""
        try:
            lines = self._journal.read_text().splitlines()
        except FileNotFoundError:
            return frozenset()
        self._journal.unlink()
        return frozenset(json.loads(line) for line in lines)

    # -- Damage --

    def report_damage(self, name: str, note: str) -> None:
        """Leaves word for whoever rebuilds. A folder that can't even be written to is noticed by the rebuild itself."""
        try:
            self._damage.write_text(json.dumps({"index": name, "note": note[:500]}))
        except OSError:
            return

    def damage_of(self, name: str) -> str:
        """What was reported about an index, "" for nothing."""
        try:
            known = json.loads(self._damage.read_text())
        except (OSError, ValueError):
            return ""
        return str(known["note"]) if known.get("index") == name else ""

    # -- Locks --

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the right to change the live index and the pointer. Raises EngineBusyError where it can't be had."""
        with self._locked("writer.lock", wait=LOCK_WAIT):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Holds the right to build another index; others may go on changing the live one."""
        with self._locked("rebuild.lock", wait=0):
            yield

    @contextmanager
    def _locked(self, name: str, wait: float) -> Iterator[None]:
        give_up = time.monotonic() + wait
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / name).open("w")
        except OSError as error:
            raise unwritable(self.folder, error) from error
        with lock as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= give_up:
                        raise EngineBusyError(
                            "Another process is writing the search index: try again in a moment."
                        ) from None
                    time.sleep(0.05)
            yield


def unwritable(folder: Path, error: Exception) -> EngineUnreachableError:
    """What to do where the disk takes nothing."""
    return EngineUnreachableError(
        f"Nothing can be written to {folder}: make room on its disk, or give the site the right to write there ({error})."
    )


def _text(path: Path) -> str:
    """A small file's text; "" where there is none."""
    try:
        return path.read_text()
    except OSError:
        return ""


def size_of(path: str) -> int | None:
    """A file's bytes; None for one that is gone, as a writer takes away what it has merged at any moment."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return None


def file_stamp(path: Path) -> tuple[int, int]:
    """Changes whenever a file is replaced; (0, 0) where there is none."""
    try:
        known = path.stat()
    except OSError:
        return (0, 0)
    return (known.st_mtime_ns, known.st_ino)
