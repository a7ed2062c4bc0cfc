"""Papers to print and to keep, as PDF: made by Typst (https://typst.app/docs) of headings, words, facts, tables and pictures.

What people wrote goes to it as JSON and is never read as markup. The file is tagged, so that it can be read aloud, and keeps PDF/UA-1
(ISO 14289-1) wherever the fonts at hand have all signs of its words; else it is made without that promise rather than not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import structlog
import typst

log = structlog.get_logger(__name__)
TEMPLATE: Final = Path(__file__).with_suffix(".typ")
STANDARD: Final = "ua-1"
# What has no shape of its own: control characters, marks that turn the direction of what follows, and what is no character at all.
SHAPELESS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

LONG: Final = re.compile(
    r"(?<!\S)(?!https?://)\S{40,}"
)  # words that no column holds; addresses stay whole, to be copied
BREAK: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 begins a section."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs, one a line."""

    kind: ClassVar = "words"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What it is, and how it is here."""

    kind: ClassVar = "terms"
    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as wide as the head; `widths` are shares."""

    kind: ClassVar = "table"
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of ours as SVG, with the words that stand for it."""

    kind: ClassVar = "picture"
    svg: str
    alt: str
    caption: str


Block = Heading | Words | Facts | Table | Picture


def pdf(title: str, about: str, blocks: Sequence[Block], *, language: str, foot: str) -> bytes:
    """The paper. `about` is the sentence below its title, `foot` stands at the foot of each page."""
    said = {"title": title, "about": about, "language": language.partition("-")[0], "foot": foot}
    shown = [_shaped({"kind": block.kind, **asdict(block)}) | _drawn(block) for block in blocks]
    inputs = {"paper": json.dumps(_shaped(said) | {"blocks": shown}, ensure_ascii=False)}
    try:
        return _made(inputs, [STANDARD])
    except typst.TypstError as error:  # a sign that no font has
        log.info("paper.below_standard", standard=STANDARD, why=str(error)[:80])
        return _made(inputs, [])


def _drawn(block: Block) -> dict[str, str]:
    return {"svg": block.svg} if isinstance(block, Picture) else {}  # as it is


def _made(inputs: dict[str, str], standards: Any) -> bytes:
    return typst.compile(str(TEMPLATE), format="pdf", sys_inputs=inputs, pdf_standards=standards)


def _shaped(value: Any) -> Any:
    """Without what has no shape, which could not be drawn, or turns what stands behind it; with words that are too long made to break."""
    if isinstance(value, str):
        return LONG.sub(lambda word: BREAK.join(word[0]), SHAPELESS.sub(" ", value.replace("\r\n", "\n")))
    if isinstance(value, Mapping):
        return {name: _shaped(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shaped(one) for one in value]
    return value
