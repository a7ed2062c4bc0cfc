"""The parts of a translation, and whether each still goes with its original.

A part is a field that translations say in their own words. For each, a translation keeps what the original said when the part was made
(`Record.made_from`). Where nothing was kept, the part is as old as the translation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final

from practices.records.models import bare, stored, words_of

HEAD: Final = ("title", "summary")


class State(StrEnum):
    """How a part stands to its original."""

    DONE = "done"
    STALE = "stale"  # the original's words are newer
    MISSING = "missing"


def names_of(text: Any) -> tuple[str, ...]:
    """The parts that a kind of record has, in the order of its page."""
    return (*HEAD, *text.translatable())


def source_of(text: Any) -> Any:
    """The version of the original that is translated: what readers see; before that, its draft."""
    original = text.original
    return original if original.live else original.get_latest_revision_as_object()


def words(text: Any) -> dict[str, str]:
    """What each part says, to be compared; empty where it says nothing."""
    return {name: words_of(text, name) for name in names_of(text)}


def state_of(text: Any, source: Any, name: str) -> State | None:
    """The state of one part; None where there is nothing to translate."""
    said, now = words_of(text, name), words_of(source, name)
    if not said and not now:
        return None
    if name in text.made_from:
        return State.DONE if bare(text.made_from[name]) == now else State.STALE
    if not said or said == now:
        return State.MISSING
    return State.STALE if _is_older(text, source) else State.DONE


def _is_older(text: Any, source: Any) -> bool:
    made, changed = text.last_published_at, source.last_published_at
    return made is not None and changed is not None and made < changed


def states_of(text: Any, source: Any) -> dict[str, State]:
    """The states of all parts that there are."""
    found = ((name, state_of(text, source, name)) for name in names_of(text))
    return {name: state for name, state in found if state is not None}


def counted(text: Any, source: Any) -> tuple[int, int]:
    """How many parts are stale, and how many missing. Of a translation of title and summary nothing else is expected."""
    states = states_of(text, source)
    expected = HEAD if text.title_and_summary_only else states
    counts = Counter(state for name, state in states.items() if name in expected)
    return counts[State.STALE], counts[State.MISSING]


# -- Keeping what a part was made from: one rule for each way in which translations are written --


def note_compared(text: Any, source: Any, names: Collection[str], states: Mapping[str, State]) -> None:
    """These parts were written, or found right, beside this version of the original; of others that go with it that is kept, too."""
    others = {name for name, state in states.items() if state == State.DONE}
    text.made_from = text.made_from | {name: stored(source, name) for name in others.union(names)}


def note_written(text: Any, source: Any, before: Mapping[str, str], states: Mapping[str, State]) -> None:
    """The text was changed without its original beside it: new parts go with it, stale ones stay so until somebody compares them."""
    said = words(text)
    new = [
        name
        for name, now in said.items()
        if now not in ("", before.get(name, ""), words_of(source, name)) and states.get(name) != State.STALE
    ]
    note_compared(text, source, new, states)
    _forget_emptied(text, before, said)


def note_loaded(text: Any, source: Any, before: Mapping[str, str]) -> None:
    """The text came from a file together with its original: what the file has not changed since was made from what it was made from."""
    said = words(text)
    new = [name for name, now in said.items() if now and (now != before.get(name, "") or name not in text.made_from)]
    note_compared(text, source, new, {})
    _forget_emptied(text, before, said)


def _forget_emptied(text: Any, before: Mapping[str, str], said: Mapping[str, str]) -> None:
    gone = {name for name, now in said.items() if before.get(name) and not now}
    text.made_from = {name: then for name, then in text.made_from.items() if name not in gone}
