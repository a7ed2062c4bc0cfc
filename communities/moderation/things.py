"""What can be reported, held and taken away: posts and people now, pictures and documents as they come.

A kind is registered from `ready()`; the queue knows nothing of any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from communities.spaces.models import Community


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing, as who decides about it sees it."""

    title: str
    text: str  # what is to be judged, as written
    url: str  # where it stands; empty where it stands nowhere yet
    author: Any  # whose it is; None for somebody who has left
    community: Community | None  # whose people decide; None: the administrators
    files: Sequence[
        Any
    ] = ()  # that go with it, each with `url`, `name`, `kind`, `is_picture`, `alt`, `width` and `height`
    under: str = ""  # the role under which its author speaks: then nobody is shown who that is


@dataclass(frozen=True)
class Kind:
    """A kind of thing. All keys are primary keys."""

    code: str
    label: Any
    find: Callable[[Collection[int]], Mapping[int, Thing]]  # whoever may see them, and also when they were taken away
    seen_by: Callable[[int, Any], bool]  # whether this person sees it now: only then can they report it
    take_away: Callable[[int, str, Any], None]  # with the reason, and by whom
    bring_back: Callable[[int, Any], None]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Adds a kind."""
    _kinds[kind.code] = kind


def kinds() -> Mapping[str, Kind]:
    """All of them, by code."""
    return _kinds


def find(kind: str, key: int) -> Thing | None:
    """One thing; None where it is gone for good."""
    known = _kinds.get(kind)
    return known.find([key]).get(key) if known else None
