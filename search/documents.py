"""What an app hands over to be found: one flat, typed document per thing, whatever the thing is."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NotRequired, TypedDict

from django.utils.html import strip_tags

PUBLIC: Final = "public"
LONGEST_BODY: Final = 200_000
LONGEST_SPAN: Final = 60  # years; a longer period is a slip of the keyboard and would fill the facet


class Badge(TypedDict):
    """One mark on a result card. `text` is a message id: it is translated when the card is drawn."""

    text: str
    icon: NotRequired[str]  # a name of the icon sprite
    meter: NotRequired[int]  # 0 to 4 steps of the evidence meter, instead of an icon
    when: NotRequired[str]  # a year or date, as shown


class Belonging(TypedDict):
    """Where a result belongs: its partnership, its programme, its place."""

    text: str
    url: NotRequired[str]


class Card(TypedDict):
    """What a result shows beside its texts, as plain JSON, so that drawing it needs no query.

    Kind and countries are drawn from the document's facets `kind` and `country`, through the registered labels.
    """

    url: str
    urls: NotRequired[dict[str, str]]  # language: address of the text in that language, where it differs
    period: NotRequired[str]  # when it ran, as shown: "2005–2007"
    known_in: NotRequired[str]  # the year of the knowledge; empty: not known; left out: this is nothing that ages
    language: NotRequired[str]  # of the full text; the first text's where left out
    badges: NotRequired[list[Badge]]
    belongs: NotRequired[list[Belonging]]
    note: NotRequired[str]  # a message id: "Historical", "Open to registered editors"


@dataclass(frozen=True, slots=True)
class Text:
    """Title, summary and plain-text body in one language."""

    language: str
    title: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One thing as search sees it.

    A work is one document: its first text is the main one, further texts are translations of its title and summary.
    A restricted record that may be known of has a second document, its stub, with `hidden_from` the audience that
    finds the record itself.
    """

    id: str  # "page:12", "page:12:stub": unique in the index, beginning with the record
    record: str  # "page:12", source and key: what it stands for
    kind: str
    texts: Sequence[Text]
    names: Sequence[str] = ()  # aliases, acronyms, other spellings, identifier
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)  # language: labels of its concepts
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)  # facet: codes; `kind` and `span` are added
    audience: str = PUBLIC  # who finds it: "public", "members", "group:editors", "community:7"
    hidden_from: str = ""  # of a stub: the audience that finds the record instead
    background: bool = False  # explains words rather than telling what was done: comes after what does
    year_from: int | None = None
    year_to: int | None = None
    reviewed: date | None = None
    published: datetime | None = None
    expires: datetime | None = None
    card: Card = field(default_factory=lambda: Card(url=""))

    def __post_init__(self) -> None:
        """Raises ValueError for a document that could be found but not shown, or shown to the wrong people."""
        if not self.texts:
            raise ValueError(f"{self.id} has no text: give it at least one Text with its title.")
        if not self.record or self.id.split(":")[:2] != self.record.split(":")[:2]:
            raise ValueError(f"{self.id} must begin with its record, source:key, which is {self.record!r}.")
        if not self.audience:
            raise ValueError(f"{self.id} has no audience: say who may find it, such as {PUBLIC!r}.")

    @property
    def all_facets(self) -> dict[str, list[str]]:
        """The facets with `kind` and, where years are known, `span` (five-year spans such as 2005-2009)."""
        facets = {name: list(dict.fromkeys(codes)) for name, codes in self.facets.items() if codes}
        facets["kind"] = [self.kind]
        if spans := spans_of(self.year_from, self.year_to):
            facets["span"] = spans
        return facets


def spans_of(year_from: int | None, year_to: int | None) -> list[str]:
    """The five-year spans that a period touches; one known end stands for both."""
    first, last = year_from or year_to, year_to or year_from
    if first is None or last is None or not 0 < first <= last <= first + LONGEST_SPAN:
        return []
    return [f"{start}-{start + 4}" for start in range(first - first % 5, last + 1, 5)]


def plain(rich_text: Any) -> str:
    """Rich text as plain text: no tags, soft hyphens or runs of space; words of neighbouring blocks stay apart."""
    text = html.unescape(strip_tags(str(rich_text).replace("<", " <")))
    return " ".join(text.replace("\xad", "").replace("\u200b", "").split())
