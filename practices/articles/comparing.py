"""How two versions of a text made of blocks differ: block by block, each found again by its key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from typing import Any, Final

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.texts import differences
from practices.articles.blocks import table_html

LINE_ENDS: Final = re.compile(r"</(?:p|li|h\d|tr|dt|dd|caption)>|<br\s*/?>")
CELL_ENDS: Final = re.compile(r"</t[dh]>")


@dataclass(frozen=True)
class Block:
    """A block as words, with its number on the page."""

    key: str
    number: int
    label: str
    words: str


def block_changes(before: Any, after: Any) -> Iterator[tuple[str, SafeString]]:
    """What came, what went, what moved and what was written anew, in the order of the page; each as a label and safe HTML."""
    old, new = _blocks(before), _blocks(after)
    earlier = _pairs(old, new)
    moved = _moved([earlier[one.number].number for one in new if one.number in earlier])
    kept = {one.number for one in earlier.values()}
    gone = [one for one in old if one.number not in kept]
    for one in new:
        was = earlier.get(one.number)
        while gone and (was is not None and gone[0].number < was.number and was.number not in moved):
            yield _gone(gone.pop(0))
        if was is None:
            yield _named(one, _("added")), format_html("<ins>{}</ins>", one.words)
        elif was.words != one.words or was.number in moved:
            yield _rewritten(was, one, moved=was.number in moved)
    yield from map(_gone, gone)


def _blocks(stream: Any) -> list[Block]:
    return [Block(str(one.id or ""), number, str(one.block.label), words(one)) for number, one in enumerate(stream, 1)]


def words(block: Any) -> str:
    """A block's text: a line for each paragraph, item or row."""
    if block.block_type not in ("text", "table"):
        return str(block.value or "")
    html = block.value.source if block.block_type == "text" else table_html(block.value)
    lines = strip_tags(LINE_ENDS.sub("\n", CELL_ENDS.sub(" | ", html))).splitlines()
    return unescape("\n".join(line for line in (" ".join(one.split()).rstrip(" |") for one in lines) if line))


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> dict[int, Block]:
    """For the numbers of new blocks, what they were: by their keys; where a file gave them new keys, by their words."""
    by_key = {one.key: one for one in old if one.key}
    found = {one.number: by_key[one.key] for one in new if one.key in by_key}
    taken = {one.number for one in found.values()}
    for one in new:
        same = (was for was in old if was.number not in taken and (was.label, was.words) == (one.label, one.words))
        if one.number not in found and (was := next(same, None)):
            found[one.number] = was
            taken.add(was.number)
    return found


def _moved(numbers: Sequence[int]) -> set[int]:
    """Of blocks in their new order, those that left their place: as few as explain it."""
    stayed = SequenceMatcher(None, sorted(numbers), numbers, autojunk=False).get_matching_blocks()
    return set(numbers) - {number for match in stayed for number in numbers[match.b : match.b + match.size]}


def _rewritten(was: Block, one: Block, *, moved: bool) -> tuple[str, SafeString]:
    told = _("moved, and changed") if moved and was.words != one.words else _("moved") if moved else _("changed")
    place = _("It was block %(number)s.") % {"number": was.number} if moved else ""
    html = differences.paragraphs(was.words, one.words) if was.words != one.words else format_html("{}", one.words)
    return _named(one, told), format_html("{} {}", place, html) if place else html


def _gone(one: Block) -> tuple[str, SafeString]:
    return _named(one, _("taken out")), format_html("<del>{}</del>", one.words)


def _named(one: Block, told: str) -> str:
    return _("block %(number)s, %(kind)s: %(told)s") % {"number": one.number, "kind": one.label, "told": told}
