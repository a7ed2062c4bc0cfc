"""What people say in one room may begin a draft in another: whoever offers it knows nothing of how drafts are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Offered:
    """A text that its author lets others work on."""

    title: str
    html: str  # safe, of `portal.texts`
    language: str
    credit: str  # the author's name as they want it; may be empty
    where: str  # the address where it was said


Begin = Callable[[Offered, Any], str]
_begin: Final[list[Begin]] = []


def begins(begin: Begin) -> Begin:
    """Declares the function that makes a draft, owned by somebody, and returns its identifier."""
    _begin[:] = [begin]
    return begin


def begin(offered: Offered, owner: Any) -> str:
    """A new draft; nothing of it is public until an editor publishes it."""
    return _begin[0](offered, owner)
