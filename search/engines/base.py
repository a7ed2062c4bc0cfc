"""What every engine can be asked, and what it answers. Pages know this module and no engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol

from django.utils.safestring import SafeString

from search.documents import PUBLIC, Card, SearchDocument
from search.explaining import Explanation
from search.queries import ParsedQuery
from search.widening import Widening

Sort = Literal["relevance", "newest", "title", "reviewed"]
SORTS: Final[tuple[Sort, ...]] = ("relevance", "newest", "title", "reviewed")
MOST_REFUSED: Final = 100  # documents that a new index may be without
DEEPEST: Final = 10_000  # results that can be paged through
MOST_EXCLUDED: Final = 10_000  # records; a request that leaves out more is not answered by an engine
MOST_VALUES: Final = 10_000  # of a facet, that each part of an index counts before the most frequent are chosen


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Count the values of a facet, the most frequent `size` of them; of equally frequent ones those whose codes come first."""

    name: str
    size: int = 50


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """One question to the engine. Text is what somebody typed: never engine syntax.

    Within a facet, any of the codes is enough; across facets, all must be met. Years: the record's period touches them.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    audiences: frozenset[str] = frozenset({PUBLIC})
    exclude_records: frozenset[str] = frozenset()  # of more than MOST_EXCLUDED perhaps only some: all are in the outbox
    now: datetime
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: Sequence[FacetRequest] = ()
    languages: Sequence[str] = ("en",)  # that the reader reads, the preferred one first
    widenings: tuple[Widening, ...] = ()  # other words for some of the text


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text as safe HTML, the found words in <mark>."""

    html: SafeString
    language: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Where a hit matched: in its title, a name, a concept's label or its text; `what` says which name or label.

    "other": only by other words for what was typed.
    """

    where: Literal["title", "name", "label", "text", "other"]
    what: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a hit shows of its texts, and why it was found."""

    title: Passage
    summary: Passage
    snippet: Passage | None  # the best place in the text; None where the summary says as much
    matched_in: Sequence[Reason]


@dataclass(slots=True, kw_only=True)
class Hit:
    """One result. Marking its words takes longer than finding it, so that is done once somebody wants to see it."""

    id: str
    record: str
    kind: str
    score: float
    facets: Mapping[str, Sequence[str]]
    card: Card
    texts: Shown | Callable[[], Shown]  # the document they are made of is held no longer than needed

    @property
    def shown(self) -> Shown:
        """Its texts, with the words found marked."""
        texts = self.texts
        if not isinstance(texts, Shown):
            self.texts = texts = texts()
        return texts

    @property
    def title(self) -> Passage:
        """In the language that the reader prefers."""
        return self.shown.title

    @property
    def summary(self) -> Passage:
        """In the language of the title."""
        return self.shown.summary

    @property
    def snippet(self) -> Passage | None:
        """The best place in the text."""
        return self.shown.snippet

    @property
    def matched_in(self) -> Sequence[Reason]:
        """Where it was found."""
        return self.shown.matched_in


@dataclass(slots=True)  # not frozen: hundreds are made for each answer, and that takes three times as long
class FacetCount:
    """How many results have a value."""

    code: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SearchResults:
    """The answer. Counts of a facet leave out the facet's own filter, so that a second value can be added."""

    total: int = 0
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Sequence[FacetCount]] = field(default_factory=dict)
    relaxed: bool = False  # nothing had enough of the words: these have some of them
    unavailable: bool = False  # there is no usable index now; it is being rebuilt
    by_database: bool = False  # the engine is not there: found by titles, summaries and names alone, not ranked


@dataclass(frozen=True, slots=True)
class Changes:
    """What some records have become: the documents replace everything that stood for the records before."""

    records: frozenset[str]
    documents: Sequence[SearchDocument] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """How the engine is."""

    available: bool
    documents: int = 0
    live: str = ""  # the name of the index that answers
    previous: str = ""  # the one that `rollback` would return to
    begun_at: datetime | None = None  # when the live index was begun
    note: str = ""  # why it is not available
    of_another_version: bool = False  # there is an index, but it is for processes of another version


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """One thing whose title or name begins as somebody types."""

    id: str
    kind: str
    title: str
    language: str  # of the title
    name: str  # the alias or acronym that was begun, "" where the title was
    url: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word, or two, that may have been meant, and how many documents have it as it is written."""

    term: str  # folded
    count: int
    own: int  # of them in the reader's languages


@dataclass(frozen=True, slots=True)
class Spellings:
    """How many documents are found by a word as it stands, and, of a rare one, what else may have been meant, the best first."""

    count: int
    nearest: Sequence[Spelling] = ()


Progress = Callable[[int], None]
Refresh = Callable[[frozenset[str]], Changes]


class EngineBusyError(Exception):
    """Another process is writing; try again a little later."""


class EngineUnavailableError(Exception):
    """There is no usable index to change; it has to be rebuilt first."""


class EngineUnreachableError(Exception):
    """The engine's server does not answer, its disk takes nothing, or it refuses all of us; says what to do. Nothing is wrong with
    what was asked."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that an engine can't hold, and why."""

    id: str
    reason: str

    @property
    def record(self) -> str:
        """The record that it stands for."""
        return ":".join(self.id.split(":")[:2])


class DocumentsRefusedError(Exception):
    """The engine can't hold some documents, and which; `held` others it has taken, in what was changed or built."""

    def __init__(self, refused: Sequence[Refusal], held: int) -> None:
        super().__init__("; ".join(f"{one.id}: {one.reason}" for one in refused)[:2_000])
        self.refused = refused
        self.held = held


class RebuildError(Exception):
    """The new index was not taken into use, and why; the old one goes on answering."""


class SearchEngine(Protocol):
    """A searchable index of documents."""

    def search(self, request: SearchRequest) -> SearchResults:
        """Answers any request. Never raises for what somebody typed, nor for a missing or broken index."""
        ...

    def count(self, request: SearchRequest) -> int:
        """Only the number of results."""
        ...

    def ranking(self, request: SearchRequest) -> Sequence[tuple[str, float]]:
        """Only the ids and scores of the hits, best first: for looking deep without drawing anything. What has fewer of the
        words follows (`goes_on_after`). Raises EngineUnavailableError where there is no usable index."""
        ...

    def suggest(self, request: SearchRequest) -> Sequence[Suggested]:
        """What the text may become: documents with a title or name that has its words, the last one only begun, one slip in each
        forgiven. Nothing but what the request's reader may find; nothing where there is no usable index."""
        ...

    def spellings(self, words: Sequence[str], request: SearchRequest) -> Mapping[str, Spellings]:
        """Of some folded words, what this reader finds by each, and where that is little, words near it that are written in
        something they may find. Filters and years don't count. Empty where there is no usable index."""
        ...

    def explain(self, request: SearchRequest, key: str) -> Explanation | None:
        """Why the document of this id stands where it stands: what each word of the request brings it. None where the
        reader finds no such document. Raises EngineUnavailableError where there is no usable index."""
        ...

    def apply(self, changes: Changes) -> None:
        """Makes changes durable and visible. Raises EngineBusyError while another process writes, and
        EngineUnavailableError where there is no usable index. Documents that can't be held don't hold up the others:
        DocumentsRefusedError names them in the end."""
        ...

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        refresh: Refresh,
        progress: Progress,
        unapplied: Collection[str] | None = None,
    ) -> int:
        """Builds a new index beside the live one, verifies and swaps, keeps the old one; returns how many.

        Changes applied while it is built are asked for again through `refresh`. Given the records whose changes still wait to be
        applied, perhaps none, it goes on with what a rebuild has left that was killed; else it begins afresh.
        Raises RebuildError where the new index is not what it should be, EngineBusyError while another process rebuilds, and
        after the swap DocumentsRefusedError with the few documents that the new index is without.
        """
        ...

    def rollback(self) -> str:
        """Returns to the previous index; returns its name. Raises RebuildError where there is none."""
        ...

    def status(self, within: float = ...) -> EngineStatus:
        """How the engine is, without searching; a server that does not say so `within` so many seconds is not available."""
        ...


def unless_too_many_excluded(request: SearchRequest) -> None:
    """Raises EngineUnavailableError for a request that leaves out more records than an engine takes: the database is asked instead."""
    if len(request.exclude_records) > MOST_EXCLUDED:
        raise EngineUnavailableError(
            f"More than {MOST_EXCLUDED:,} records wait to be taken out of the search index: wait for the worker."
        )


def order_of(request: SearchRequest, query: ParsedQuery) -> Sort:
    """The order of the results: without words that could match better or worse, by title instead."""
    by_relevance = request.sort == "relevance"
    return "title" if by_relevance and not query.words and not query.phrases else request.sort


def goes_on_after(count: int, request: SearchRequest, query: ParsedQuery) -> bool:
    """Whether a ranking goes on with what has fewer of the words: nothing else was asked for, and there is room."""
    return (
        count < request.limit
        and not request.offset
        and request.sort == "relevance"
        and query.is_plain
        and query.at_least > 1
    )
