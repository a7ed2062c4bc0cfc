"""What is past the day on which it was to be looked at again: the catalogue says which records are, other rooms to whom they matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that can be cited, and since when it is to be looked at again."""

    code: str  # its identifier
    page: int
    title: str
    url: str
    since: date


Finder = Callable[[Any], Iterable[Overdue]]
_finders: Final[list[Finder]] = []


def finds_overdue(finder: Finder) -> Finder:
    """Registers a function from a person to what of it they may see, the longest overdue first; one query."""
    _finders.append(finder)
    return finder


def overdue(user: Any) -> list[Overdue]:
    """All of it that this person may see."""
    return [found for finder in _finders for found in finder(user)]
