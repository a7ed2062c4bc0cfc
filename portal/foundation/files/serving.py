"""Which stored files there are, and for whom: rooms register what finds theirs, and nothing else is served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """A stored file that its reader may see."""

    name: str  # what it is called when it is saved
    media_type: str
    is_public: bool  # for everybody: caches on the way may keep it, to ask again


Finder = Callable[[str, Any], Found | None]
_finders: list[Finder] = []
_folders: dict[str, Finder] = {}


def serves(finder: Finder) -> Finder:
    """Registers a function from a stored name and a reader to the file; None for what it does not know or they may not see."""
    _finders.append(finder)
    return finder


def serves_folder(folder: str) -> Callable[[Finder], Finder]:
    """The same for a folder of its own: nobody else is asked about what lies there."""

    def register(finder: Finder) -> Finder:
        _folders[folder] = finder
        return finder

    return register


def find(path: str, user: Any) -> Found | None:
    """A stored file, if this person may see it."""
    if finder := _folders.get(path.partition("/")[0]):
        return finder(path, user)
    return next((found for finder in _finders if (found := finder(path, user))), None)
