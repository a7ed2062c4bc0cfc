"""What changed from one version to the next, line by line and word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from communities.stewardship.plans.models import PlanLine, PlanVersion
from portal.texts import differences

COMPARED: Final = ("shown_need", "shown_tool", "why", "keeper", "cost", "review_on")
NAMED_BY: Final = {"shown_need": "need", "shown_tool": "tool"}


@dataclass(frozen=True, slots=True)
class Change:
    """One line: new, changed, taken out, or as it was."""

    line: PlanLine
    kind: str  # new, changed, gone, same
    words: Sequence[tuple[Any, SafeString]]  # what of it, and how it differs
    moved: bool = False


def words_of(line: PlanLine | None, name: str) -> str:
    """What a line says, as it is read."""
    value = getattr(line, name) if line else ""
    return date_format(value) if name == "review_on" and value else str(value or "")


def label_of(name: str) -> Any:
    """What it is called."""
    return PlanLine._meta.get_field(NAMED_BY.get(name, name)).verbose_name  # type: ignore[union-attr]


def changes(version: PlanVersion, before: PlanVersion) -> list[Change]:
    """All lines of a version in order, then those that are not in it any more. Two queries."""
    old = {line.thread: line for line in before.lines.all()}
    new = list(version.lines.all())
    stayed = [line.thread for line in new if line.thread in old]
    order = [thread for thread in old if thread in stayed]
    found = [_change(old.get(line.thread), line, _moved(line.thread, order, stayed)) for line in new]
    here = {line.thread for line in new}
    return found + [Change(line, "gone", _all(line)) for thread, line in old.items() if thread not in here]


def _moved(thread: Any, order: Sequence[Any], stayed: Sequence[Any]) -> bool:
    return thread in stayed and order.index(thread) != stayed.index(thread)


def _change(before: PlanLine | None, line: PlanLine, moved: bool) -> Change:
    if before is None:
        return Change(line, "new", _all(line))
    pairs = ((name, words_of(before, name), words_of(line, name)) for name in COMPARED)
    words = [(label_of(name), differences.words(was, now)) for name, was, now in pairs if was != now]
    return Change(line, "changed" if words else "same", words, moved)


def _all(line: PlanLine) -> list[tuple[Any, SafeString]]:
    said = ((name, words_of(line, name)) for name in COMPARED)
    return [(label_of(name), differences.words(words, words)) for name, words in said if words]
