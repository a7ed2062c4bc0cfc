"""The HTML of an archive's posts, made by one process for each processor: it takes most of the time that moving in takes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from typing import Final, Self

import structlog

from communities.discussion.texts import html_of

log = structlog.get_logger(__name__)
WORTH_IT: Final = 200  # texts: processes take half a second to begin
AT_ONCE: Final = 20  # texts that are handed over together
FAILURES: Final = (OSError, NotImplementedError, BrokenProcessPool)  # no semaphores on this machine, or no memory


class Renderers:
    """Processes that are begun when there is enough to do, and end with the block; without them it only takes longer."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._alone = (os.cpu_count() or 1) < 2

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, texts: Sequence[str]) -> Callable[[], list[str]]:
        """Begins with some texts; what is returned waits for their HTML, in their order."""
        if self._alone or len(texts) < WORTH_IT:
            return lambda: list(map(html_of, texts))
        try:
            begun = self._processes().map(html_of, texts, chunksize=AT_ONCE)
        except FAILURES as error:
            return partial(self._made_here, texts, error)
        return partial(self._finished, texts, begun)

    def _finished(self, texts: Sequence[str], begun: Iterator[str]) -> list[str]:
        try:
            return list(begun)
        except FAILURES as error:
            return self._made_here(texts, error)

    def _made_here(self, texts: Sequence[str], error: Exception) -> list[str]:
        if not self._alone:
            log.warning("archives.alone", error=f"{type(error).__name__}: {error}")
            self._alone = True
        return list(map(html_of, texts))

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            fresh = multiprocessing.get_context("spawn")  # a copy of this one would share its database connection
            self._pool = ProcessPoolExecutor(os.cpu_count(), mp_context=fresh, initializer=_end_with_parent)
        return self._pool


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
