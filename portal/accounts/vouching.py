"""For which organisations somebody speaks: told by the catalogue, which verifies that, to the directory of people, which knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Told = Callable[[Any], Iterable[str]]  # from a user to all names of the organisations
_told: list[Told] = []


def tells(source: Told) -> Told:
    """Registers a function from a user to the names, other names among them, of the organisations that they speak for."""
    _told.append(source)
    return source


def spoken_for(user: Any) -> dict[str, str]:
    """The names of those organisations, by what is compared of them; none for strangers."""
    if not user.is_authenticated:
        return {}
    return {bare(name): name for source in _told for name in source(user)}


def bare(name: str) -> str:
    """What is compared of a name: neither case nor spaces."""
    return "".join(name.casefold().split())
