"""What lists, citations and the API say of a record in short: read from the database for a batch at a time, never from the index.

Who may see what is asked again here, so that nothing leaves the site on the index's word alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Value

from portal.foundation.audience import audiences_of, readable, still_live
from portal.foundation.dates import PartialDate
from portal.foundation.pages import BasePage, address_of, language_of
from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, vocabulary
from practices.records.documents import FACET_SCHEMES
from practices.records.models import Record
from search import registry
from search.documents import SearchDocument, Text

RECORDS: Final = "page"  # the search source of the catalogue
STUB: Final = ":stub"
TEXT_COLUMNS: Final = ("pk", "translation_key", "title", "summary", "locale_id", "url_path")
COLUMNS: Final = (
    *TEXT_COLUMNS, "identifier", "content_type_id", "audience", "stub_title", "stub_summary", "period", "known_in", "historical",
    "evidence_strength", "peer_reviewed", "self_reported", "reviewed_on", "first_published_at", "last_published_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record, term or page in short. Titles are plain text."""

    id: str  # of its search document
    identifier: str = ""  # of the work; empty where it can't be cited by one
    kind: str
    title: str
    summary: str = ""
    language: str  # of title and summary
    languages: tuple[str, ...] = ()  # in which there is a text
    path: str = ""
    restricted: bool = False  # only its public face is told
    countries: tuple[PlaceEntry, ...] = ()
    concepts: Mapping[str, tuple[ConceptEntry, ...]] = field(default_factory=dict)
    period: PartialDate | None = None
    known_in: int | None = None
    historical: bool = False
    evidence: str = ""  # empty for kinds that are not rated
    peer_reviewed: bool | None = None
    self_reported: bool | None = None
    reviewed_on: date | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def full_identifier(self) -> str:
        """The identifier of this text: with its language where that is not English, as `BasePage.full_identifier`."""
        return self.identifier if self.language == "en" or not self.identifier else f"{self.identifier}-{self.language}"

    @property
    def url(self) -> str:
        """The page to read."""
        return settings.SITE_ADDRESS + self.path

    @property
    def stable_url(self) -> str:
        """The address to cite: it survives renaming and moving."""
        return f"{settings.SITE_ADDRESS}/id/{self.full_identifier}/" if self.identifier else self.url

    @property
    def key(self) -> str:
        """A name for it in files of citations: letters, digits and hyphens."""
        return self.full_identifier or self.id.replace(":", "-").replace("_", "-")


def entries(ids: Iterable[str], user: Any, languages: Sequence[str]) -> list[Entry]:
    """The entries of search documents, in their order; what the database does not let this person see is left out.

    The number of queries depends on the sources that the ids name, not on how many ids there are.
    """
    wanted = list(dict.fromkeys(ids))
    by_source: dict[str, list[str]] = defaultdict(list)
    for one in wanted:
        source, _colon, key = one.partition(":")
        by_source[source].append(key)
    found: dict[str, Entry] = {}
    for name, keys in by_source.items():
        if name == RECORDS:
            found |= {entry.id: entry for entry in of_records(keys, user, languages)}
        elif name in registry.sources():
            found |= {entry.id: entry for entry in of_documents(registry.sources()[name], keys, user, languages)}
    return [found[one] for one in wanted if one in found]


def of_records(keys: Sequence[str], user: Any, languages: Sequence[str]) -> list[Entry]:
    """Records and public faces ("12:stub") by their keys, with three queries."""
    mine = audiences_of(user)
    stubs = {int(key.removesuffix(STUB)) for key in keys if key.endswith(STUB)}
    plain = {int(key) for key in keys if not key.endswith(STUB)}
    rows = list(Record.objects.filter(still_live(), pk__in=stubs | plain).values(*COLUMNS))
    seen = [row for row in rows if row["audience"] in mine and row["pk"] in plain]
    faces = [row for row in rows if row["audience"] not in mine and row["pk"] in stubs and row["stub_title"]]
    texts = texts_of_works(seen, mine)
    concepts, places = classification([row["pk"] for row in seen])
    found = []
    for row in seen:
        others = texts[row["translation_key"]]
        text = preferred({language_of(one["locale_id"]): one for one in (row, *others)}, row, languages)
        spoken = dict.fromkeys(language_of(one["locale_id"]) for one in (row, *others))
        found.append(record_entry(row, text, tuple(spoken), concepts[row["pk"]], places[row["pk"]]))
    return found + [face(row) for row in faces]


def texts_of_works(rows: Sequence[Mapping[str, Any]], mine: frozenset[str]) -> Mapping[Any, list[dict[str, Any]]]:
    """The other texts of these works that may be read."""
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    if rows:
        keys = {row["translation_key"] for row in rows}
        texts = Record.objects.filter(readable(mine), translation_key__in=keys).order_by("pk")
        for text in texts.exclude(pk__in=[row["pk"] for row in rows]).values(*TEXT_COLUMNS):
            found[text["translation_key"]].append(text)
    return found


def classification(
    pks: Sequence[int],
) -> tuple[Mapping[int, list[ConceptEntry]], Mapping[int, list[PlaceEntry]]]:
    """Concepts in the vocabularies' order and countries of records: one query, the rest from the snapshot in memory."""
    known = vocabulary()
    concepts: dict[int, list[ConceptEntry]] = defaultdict(list)
    countries: dict[int, dict[str, PlaceEntry]] = defaultdict(dict)
    if pks:
        is_concept, is_place = Value(True), Value(False)
        concept_rows = Record.concepts.through.objects.filter(record_id__in=pks)
        place_rows = Record.places.through.objects.filter(record_id__in=pks)
        both = concept_rows.values_list("record_id", is_concept, "id", "concept_id").union(
            place_rows.values_list("record_id", is_place, "id", "place_id"), all=True
        )
        for record, about, _order, pk in sorted(both):
            if about and pk in known.concepts:
                concepts[record].append(known.concepts[pk])
            elif not about and pk in known.places and (country := known.country_of(known.places[pk])):
                countries[record][country.code] = country
    for found in concepts.values():
        found.sort(key=known.rank)
    return concepts, defaultdict(list, {record: list(found.values()) for record, found in countries.items()})


def preferred(texts: Mapping[str, Any], main: Any, languages: Sequence[str]) -> Any:
    """The text in the first language that the reader reads and there is; else the main one."""
    return next((texts[language] for language in languages if language in texts), main)


def record_entry(
    row: Mapping[str, Any],
    text: Mapping[str, Any],
    languages: tuple[str, ...],
    concepts: Sequence[ConceptEntry],
    countries: Sequence[PlaceEntry],
) -> Entry:
    """A work, told by one of its texts."""
    model = model_of(row)
    language = language_of(text["locale_id"])
    by_scheme: dict[str, tuple[ConceptEntry, ...]] = {}
    for concept in concepts:
        if concept.scheme in FACET_SCHEMES:
            by_scheme[concept.scheme] = (*by_scheme.get(concept.scheme, ()), concept)
    return Entry(
        id=f"{RECORDS}:{row['pk']}",
        identifier=row["identifier"],
        kind=model.kind,
        title=text["title"],
        summary=text["summary"],
        language=language,
        languages=languages,
        path=address_of(text["url_path"], language),
        countries=tuple(countries),
        concepts=by_scheme,
        period=row["period"],
        known_in=row["known_in"],
        historical=row["historical"],
        evidence=row["evidence_strength"] if model.has_badges else "",
        peer_reviewed=row["peer_reviewed"] if model.has_badges else None,
        self_reported=row["self_reported"] if model.has_badges else None,
        reviewed_on=row["reviewed_on"],
        published_at=row["first_published_at"],
        changed_at=row["last_published_at"] or row["first_published_at"],
    )


def face(row: Mapping[str, Any]) -> Entry:
    """What strangers may know of a restricted record: what its public page says, and nothing else."""
    language = language_of(row["locale_id"])
    return Entry(
        id=f"{RECORDS}:{row['pk']}{STUB}",
        identifier=row["identifier"],
        kind=model_of(row).kind,
        title=row["stub_title"],
        summary=row["stub_summary"],
        language=language,
        languages=(language,),
        path=address_of(row["url_path"], language),
        restricted=True,
    )


def model_of(row: Mapping[str, Any]) -> type[Record]:
    """The class of a row of the common table."""
    model = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    return model if model is not None and issubclass(model, Record) else Record


def of_documents(
    source: registry.SearchSource, keys: Sequence[str], user: Any, languages: Sequence[str]
) -> list[Entry]:
    """What other rooms have found, by the documents that they make now."""
    seen = source.visible(keys, user)
    identifiers: dict[str, str] = {}
    if any(issubclass(model, BasePage) for model in source.models):
        named = BasePage.objects.filter(pk__in=[int(key) for key in seen if key.isdigit()])
        identifiers = {f"{source.name}:{pk}": code for pk, code in named.values_list("pk", "identifier")}
    documents = source.documents(sorted({key.partition(":")[0] for key in seen}))
    return [
        document_entry(document, identifiers.get(document.record, ""), languages)
        for document in documents
        if document.id.partition(":")[2] in seen
    ]


def document_entry(document: SearchDocument, identifier: str, languages: Sequence[str]) -> Entry:
    """An entry with no more than a document tells."""
    main = document.texts[0]
    text: Text = preferred({one.language: one for one in document.texts}, main, languages)
    card = document.card
    return Entry(
        id=document.id,
        identifier=identifier,
        kind=document.kind,
        title=text.title,
        summary=text.summary,
        language=text.language,
        languages=tuple(one.language for one in document.texts),
        path=card.get("urls", {}).get(text.language) or card["url"],
        reviewed_on=document.reviewed,
        published_at=document.published,
        changed_at=document.published,
    )
