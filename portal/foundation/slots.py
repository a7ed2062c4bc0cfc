"""Places on a page that other rooms may fill: whoever draws the page knows nothing of who fills them, nor the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

RECORD: Final = "record"  # where a record is talked about
RECORD_STORIES: Final = "record stories"  # by those whom it helped
RECORD_WAYS: Final = "record ways"  # what can be done with a record


@dataclass(frozen=True, slots=True)
class Entry:
    """A link that stands in a slot."""

    label: Any
    url: str
    note: Any = ""
    language: str = ""


Filler = Callable[[str, Any], Iterable[Entry]]
_fillers: Final[dict[str, list[Filler]]] = {}


def fills(slot: str) -> Callable[[Filler], Filler]:
    """Declares the function that fills a slot for a thing, by its identifier, with what a person may see; at most one query."""

    def declare(filler: Filler) -> Filler:
        _fillers.setdefault(slot, []).append(filler)
        return filler

    return declare


def entries(slot: str, key: str, user: Any) -> list[Entry]:
    """What stands in a slot for this person."""
    return [entry for filler in _fillers.get(slot, ()) for entry in filler(key, user)]
