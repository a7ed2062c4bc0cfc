"""What the two columns show: the parts of the original, what has changed in them, their terms, and the translation's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.safestring import SafeString
from wagtail.fields import StreamField
from wagtail.rich_text import expand_db_html

from portal.texts import differences
from portal.texts.from_html import to_markdown
from portal.vocabularies.occurring import Occurrence, occurring
from practices.articles.comparing import block_changes
from practices.articles.comparing import words as words_of_block
from practices.contributions.editable import TEXT, Editable, editable, label_of, read
from practices.records.models import words_of
from practices.translating.parts import State, names_of, states_of

ROW: Final = 48  # letters
MOST_ROWS: Final = 24


@dataclass
class Side:
    """One part, in both languages."""

    name: str
    label: str
    state: State
    original: str
    kept: str  # what the newest version says
    terms: list[Occurrence]
    written_as: Editable | None  # None: in the form of the page
    changes: list[tuple[str, SafeString]] = field(default_factory=list)  # what, as marked words
    then_known: bool = True
    said: str = ""  # what stands in the field: what is kept, or what somebody has typed
    confirmed: bool = False
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.said = self.said or self.kept

    @property
    def rows(self) -> int:
        """How high the field is."""
        longest = max(self.original, self.said, key=len)
        return min(MOST_ROWS, max(2, sum(1 + len(line) // ROW for line in longest.splitlines())))

    @property
    def is_marked(self) -> bool:
        """Whether the text has marks such as those of lists and links."""
        return self.written_as is not None and self.written_as.style == TEXT


def sides(text: Any, source: Any) -> list[Side]:
    """All parts that either text has."""
    states = states_of(text, source)
    return [_side(text, source, name, states[name]) for name in names_of(text) if name in states]


def _side(text: Any, source: Any, name: str, state: State) -> Side:
    original = plain(source, name)
    same = words_of(text, name) == words_of(source, name)
    return Side(
        name=name,
        label=label_of(text, name),
        state=state,
        original=original,
        kept="" if state == State.MISSING and same else plain(text, name),
        terms=occurring(original, source.content_language, text.content_language),
        written_as=editable(text, name),
        changes=list(_changes(text, source, name)) if state == State.STALE else [],
        then_known=name in text.made_from,
    )


def plain(text: Any, name: str) -> str:
    """What a part says, as text that everybody can write."""
    one = editable(text, name)
    if one is not None:
        return read(text, one)
    return "\n\n".join(words_of_block(block) for block in getattr(text, name))


def _changes(text: Any, source: Any, name: str) -> Iterator[tuple[str, SafeString]]:
    """How the original differs from what it said when the part was translated, where that is known."""
    if name not in text.made_from:
        return
    then, column = text.made_from[name], source._meta.get_field(name)
    if isinstance(column, StreamField):
        yield from block_changes(column.to_python(then), getattr(source, name))
        return
    one = editable(source, name)
    before = to_markdown(expand_db_html(then)) if one and one.style == TEXT and then else then
    yield "", differences.paragraphs(before, plain(source, name))
