"""What the API is asked and what it answers, as types: the OpenAPI description is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from django.conf import settings
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from practices.kinds import KINDS
from practices.records.models import Record
from search.engines.base import Sort
from search.parameters import FIRST_YEAR, LAST_YEAR, LONGEST_CODE, MOST_CODES
from search.queries import LONGEST_QUERY

Code = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_CODE)]
Codes = Annotated[list[Code], Field(max_length=MOST_CODES)]
Span = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}-[12][0-9]{3}$")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
MOST_AT_ONCE: Final = 100

# A parameter: the facet of the search that it is. `language` chooses the texts, so the facet has another name here.
FACETS: Final[dict[str, str]] = {
    "kind": "kind", "country": "country", "theme": "theme", "target_group": "target_group", "setting": "setting", "stage": "stage",
    "need": "need", "topic": "topic", "programme_round": "programme_round", "evidence": "evidence", "text_language": "language",
    "tag": "tag", "span": "span",
}  # fmt: skip
CLOSED: Final[dict[str, frozenset[str]]] = {
    "evidence": frozenset(Record.Evidence.values),
    "text_language": frozenset(dict(settings.CONTENT_LANGUAGES)),
}
RECORD_KINDS: Final = frozenset(KINDS)


class Filters(Schema):
    """Narrows down: within one parameter any value is enough, across parameters all must be met."""

    model_config = ConfigDict(extra="forbid")

    kind: Codes = Field([], description="Kind of record, such as practice; may be repeated, as all filters.")
    country: Codes = Field([], description="Two-letter code of a country, such as AT.")
    theme: Codes = Field([], description="Code of a theme.")
    target_group: Codes = Field([], description="Code of a group of people.")
    setting: Codes = Field([], description="Code of a setting.")
    stage: Codes = Field([], description="Code of a stage on the way back.")
    need: Codes = Field([], description="Code of a need.")
    topic: Codes = Field([], description="Code of a topic.")
    programme_round: Codes = Field([], description="Code of a round of a programme.")
    evidence: Codes = Field([], description="Strength of the evidence: strong, moderate, promising, weak, unrated.")
    text_language: Codes = Field([], description="Language in which there is a text, such as de.")
    tag: Codes = Field([], description="A free word on a record.")
    span: list[Span] = Field(
        [], max_length=MOST_CODES, description="Five years that the period touches, such as 2005-2009."
    )
    first_year: Year | None = Field(None, alias="from", description="The period touches this year or a later one.")
    last_year: Year | None = Field(None, alias="to", description="The period touches this year or an earlier one.")
    language: str = Field(
        settings.LANGUAGE_CODE,
        max_length=10,
        description="Language of titles, summaries and labels, where there is one.",
    )
    limit: int = Field(20, ge=1, le=MOST_AT_ONCE, description="How many at once.")
    cursor: str = Field("", max_length=200, description="Where the last answer left off: its next_cursor.")

    def chosen(self) -> dict[str, list[str]]:
        """The filters by facet."""
        return {facet: values for name, facet in FACETS.items() if (values := getattr(self, name))}


class RecordFilters(Filters):
    """All records, in the order in which they came."""

    changed_since: date | None = Field(None, description="Only records that changed on this day or later: 2026-11-24.")


class SearchFilters(Filters):
    """Words and filters."""

    q: str = Field("", max_length=4 * LONGEST_QUERY, description="What to look for, in any language.")
    sort: Sort | None = Field(None, description="Order; the best match first where there are words, else by title.")
    facets: list[Code] = Field([], max_length=len(FACETS), description="Facets whose values are to be counted.")


class One(Schema):
    """`language` for one record."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field("", max_length=10, description="Language of title, summary and labels, where there is one.")


class Labelled(Schema):
    """A code with its label in the language asked for."""

    code: str
    label: str


class ConceptOut(Labelled):
    """A concept of a vocabulary."""

    scheme: str


class Brief(Schema):
    """A record in short."""

    identifier: str = Field(
        description="Short and never reused; the same for all languages of a work. Empty for glossary terms."
    )
    kind: str
    kind_label: str
    title: str
    summary: str
    language: str = Field(description="Of title and summary.")
    languages: list[str] = Field(description="In which there is at least title and summary.")
    restricted: bool = Field(description="Only the public face of a record that is not open to everyone.")
    countries: list[Labelled]
    concepts: list[ConceptOut]
    period: str | None = Field(description="EDTF (ISO 8601-2), such as 2002/2005.")
    known_in: int | None = Field(description="The year of the source's knowledge.")
    historical: bool
    evidence: str | None = Field(description="None for kinds that are not rated.")
    peer_reviewed: bool | None
    self_reported: bool | None
    reviewed_on: date | None
    published_at: datetime | None
    changed_at: datetime | None
    url: str = Field(description="The page to read.")
    stable_url: str = Field(description="The address to cite: it survives renaming and moving.")
    api_url: str | None = Field(None, description="The whole record here; none for what is not a record.")


class SectionOut(Schema):
    """A written part of a record: in the language asked for where it is translated, otherwise in the original's."""

    name: str
    heading: str
    language: str
    html: str = Field(description="Paragraphs, lists and links; links to this site begin with /.")
    text: str


class EvidenceOut(Schema):
    """How strong the evidence is."""

    strength: str
    because: str
    on: str | None


class PeerReviewOut(Schema):
    """Whether others of the field have reviewed it."""

    reviewed: bool
    note: str
    on: str | None


class SelfReportOut(Schema):
    """Whether its own people report results."""

    reported: bool
    note: str
    on: str | None


class BadgesOut(Schema):
    """Three questions, never one score."""

    evidence: EvidenceOut
    peer_review: PeerReviewOut
    self_report: SelfReportOut


class ClaimOut(Schema):
    """One figure or finding."""

    indicator: str
    label: str
    value: str | None = Field(description="A decimal number as text, so that no digit is lost.")
    unit: str
    value_in_words: str
    compared_with: str
    population: str
    period: str | None
    on_whose_word: str = Field(description="self_reported, measured, estimated, stated or computed.")
    caveat: str = Field(description="What it doesn't show.")
    source: str | None
    at: str


class RelationOut(Schema):
    """A relation, read from this record's end."""

    type: str
    incoming: bool = Field(description="It was entered at the other record.")
    label: str
    identifier: str
    kind: str
    title: str
    language: str
    role: str
    note: str
    period: str | None
    editors_judgement: bool = Field(description="The link is the editors': no document makes it.")
    stable_url: str
    api_url: str


class SourceOut(Schema):
    """A source, and where in it something is said."""

    identifier: str
    type: str
    title: str
    author: str
    year: str | None
    url: str
    archive_url: str
    at: str
    supports: str
    stable_url: str


class ConflictValueOut(Schema):
    """One of the answers."""

    value: str
    says: str
    on_whose_word: str
    source: str
    at: str


class ConflictOut(Schema):
    """A question that sources answer differently."""

    identifier: str
    question: str
    note: str
    values: list[ConflictValueOut]
    stable_url: str


class Whole(Brief):
    """A record with all that its page tells. Of a restricted one only what everybody may know."""

    names: list[str] = []
    places: list[Labelled] = []
    tags: list[str] = []
    website: str = ""
    funding_credit: str = ""
    texts_in: str = Field("", description="Language of the original: of everything that is not translated.")
    sections: list[SectionOut] = []
    badges: BadgesOut | None = None
    results: list[ClaimOut] = []
    relations: list[RelationOut] = []
    sources: list[SourceOut] = []
    conflicts: list[ConflictOut] = []
    licence: str = ""


class Page(Schema):
    """A part of a list."""

    total: int
    next_cursor: str | None = Field(description="Ask again with it for what follows; none at the end.")
    next: str | None = Field(description="The same as an address.")


class RecordPage(Page):
    """Records."""

    records: list[Brief]


class Marked(Schema):
    """Plain text, and where the words that were looked for stand in it."""

    text: str
    marks: list[tuple[int, int]] = Field(description="Start and end of each found word, counted in Unicode characters.")
    language: str


class ReasonOut(Schema):
    """Where the words were found."""

    where: Literal["title", "name", "label", "text", "other"]
    what: str
    language: str


class Result(Schema):
    """A record that was found."""

    record: Brief
    title: Marked
    summary: Marked
    snippet: Marked | None = Field(description="The best place in the text; none where the summary says as much.")
    matched_in: list[ReasonOut]


class FacetValueOut(Labelled):
    """A value with the number of results that have it."""

    count: int


class FacetOut(Schema):
    """What results can be narrowed down by. Counts leave the facet's own filter aside."""

    name: str = Field(description="The parameter that filters by it.")
    label: str
    values: list[FacetValueOut]


class SearchPage(Page):
    """Results."""

    relaxed: bool = Field(description="Nothing has all of the words: these have some of them.")
    by_database: bool = Field(
        description="Search is being repaired: these were found by titles, summaries, names and keywords alone, and are not ranked."
    )
    results: list[Result]
    facets: list[FacetOut]


class Wrong(Schema):
    """What is wrong with a parameter."""

    parameter: str
    detail: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = []


ERRORS: Final[dict[Any, Any]] = {422: Problem, 429: Problem}
