"""What speaks before something is posted in a protected case: checks for persons who could be recognised.

A room registers its check from `ready()`. As long as there is none, no case can be begun and none answered: that nobody can be
recognised would be promised, and not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, Final

Check = Callable[[str, str], Iterable[Any]]  # of words and their language: what is to be thought about, a sentence each


class Blocking(str):
    """An objection that reading it does not settle: the words change, or somebody else overrules it with a reason."""

    __slots__ = ()


_checks: Final[list[Check]] = []


def register(check: Check) -> None:
    """Adds a check, once."""
    if check not in _checks:
        _checks.append(check)


def unregister(check: Check) -> None:
    """Takes it away again."""
    _checks.remove(check)


def are_there() -> bool:
    """Whether cases can be written in."""
    return bool(_checks)


def objections(words: str, language: str) -> list[str]:
    """What all checks have to say about words that somebody wants to post; each sentence once."""
    said = (one for check in _checks for one in check(words, language))
    return list(dict.fromkeys(one if isinstance(one, str) else str(one) for one in said))


def is_blocked(said: Iterable[str]) -> bool:
    """Whether one of the objections has to be settled first."""
    return any(isinstance(one, Blocking) for one in said)


def seal(said: Iterable[str]) -> str:
    """What a form says by which somebody has read just these objections, and no others."""
    return sha256("\n".join(said).encode()).hexdigest()[:16]
