"""What can be reported, held and taken away: posts, their pictures and files, and people now, others as they come.

A kind is registered from `ready()`; the queue knows nothing of any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from communities.spaces.models import Community
from portal.foundation.prepared import PK


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing, as who decides about it sees it."""

    title: str
    text: str  # what is to be judged, as written
    url: str  # where it stands; empty where it stands nowhere yet
    author: Any  # whose it is; None for somebody who has left
    community: Community | None  # whose people decide; None: the administrators
    files: Sequence[Any] = ()  # of it, as `discussion.attachments.Attachment` has them
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


def name_of(kind: str) -> str:
    """What a kind of thing is called at the beginning of a line; empty where there is none of that name any more."""
    known = kinds().get(kind)
    return capfirst(str(known.label)) if known else ""


def kinds() -> Mapping[str, Kind]:
    """All of them, by code."""
    return _kinds


def seen(kind: str, key: int, user: Any) -> Thing | None:
    """One thing of somebody else that this person sees now; None for what they can't see, or what is theirs."""
    known = _kinds.get(kind)
    if known is None or key > PK or not known.seen_by(key, user):
        return None
    thing = known.find([key]).get(key)
    return None if thing is None or thing.author == user else thing


def find(kind: str, key: int) -> Thing | None:
    """One thing; None where it is gone for good."""
    known = _kinds.get(kind)
    return known.find([key]).get(key) if known else None


def with_things(cases: Iterable[Any]) -> list[tuple[Any, Thing | None]]:
    """Each case with what it is about: one look for each kind."""
    rows = list(cases)
    found = {code: kind.find([one.key for one in rows if one.kind == code]) for code, kind in _kinds.items()}
    return [(one, found.get(one.kind, {}).get(one.key)) for one in rows]
