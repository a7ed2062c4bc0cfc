"""What the catalogue consists of: every kind of thing with its fields. Checking, loading and exporting all follow these tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from wagtail.models import Page

from portal.vocabularies.models import (
    PLACE_CODE,
    Concept,
    ConceptLabel,
    ConceptMatch,
    ConceptNote,
    ConceptScheme,
    Place,
)
from practices.catalogue.fields import Attribute, Children, Data, Links, Structure, Words, own
from practices.catalogue.fields import Field as Field
from practices.catalogue.reading import Spot
from practices.catalogue.values import Code, FromModel, Line, ListOf, NamedIn, Reference, by_language
from practices.claims.models import Claim, Dataset
from practices.conflicts.models import Conflict, ConflictValue
from practices.expectations.models import SearchExpectation
from practices.sources.models import Source


@dataclass(frozen=True)
class ObjectSchema:
    """A kind of thing in the files: its model, its fields, and the name by which a file's entry and an object find each other."""

    name: str  # "source"; also the namespace of references to it
    label: str  # for progress: "sources"
    model: type[Any]
    fields: tuple[Any, ...]
    code: Callable[[Data], str]  # an entry's name among its kind
    prefetch: tuple[str, ...] = ()

    def key(self, code: str) -> str:
        """Its name in the whole catalogue."""
        return f"{self.name} {code}"


@dataclass(frozen=True)
class KindSchema:
    """A kind of page: the folder of its files (empty: it stands inside another page's file) and what is special about it."""

    kind: str
    model: type[Any]
    folder: str
    fields: tuple[Any, ...]
    parent: Callable[[str], Page] | None = (
        None  # the page above, for a language; None: the page that holds it in the file
    )
    nested_key: str = ""  # the key that lists the pages below it, and their kind
    nested_kind: str = ""
    translated: bool = True

    name: ClassVar[str] = "page"
    label: ClassVar[str] = "records"

    @property
    def prefix(self) -> str:
        """The two letters of its identifiers."""
        return str(self.model.identifier_prefix)

    def key(self, code: str) -> str:
        """Its name in the whole catalogue."""
        return f"page {code}"


Schema = ObjectSchema | KindSchema


@dataclass
class Entry:
    """One thing as the files have it, in canonical form."""

    schema: Schema
    code: str
    data: Data
    spot: Spot
    parent: str = ""  # the identifier of the page above, where it stands inside another's file
    lines: Any = None  # the raw mapping, for the lines of its keys
    refers_to: set[str] = field(default_factory=set)  # keys of other entries

    @property
    def key(self) -> str:
        """Its name in the whole catalogue."""
        return self.schema.key(self.code)

    def at(self, key: str) -> Spot:
        """Where one of its keys stands."""
        return self.spot.key(self.lines, key)


def fingerprint(data: Any) -> str:
    """A short text that is the same for equal canonical data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


CONCEPT_CODE: Final = Code(r"[a-z0-9_]{1,60}", "small letters, digits and underscores")
SCHEME_CODE: Final = Code(r"[a-z0-9_]{1,40}", "small letters, digits and underscores")
LOCATED: Final = Structure({"source": NamedIn("source"), "at": Line(255)}, required=("source",))


def identifier(prefix: str, *, key: str = "id") -> Attribute:
    """The identifier of a thing: fixed in its file for ever."""
    return Attribute(
        key,
        Code(rf"{prefix}-\d{{4,6}}", f"{prefix}- and four digits, such as {prefix}-0001"),
        "identifier",
        required=True,
    )


SCHEME: Final = ObjectSchema(
    "scheme", "vocabularies", ConceptScheme,
    (
        Attribute("scheme", SCHEME_CODE, "code", required=True),
        Attribute("title", by_language(Line(), ["en"]), "titles", required=True),
        Attribute("description", by_language(Line(2000, lines=True)), "descriptions"),
    ),
    code=lambda data: data["scheme"],
)  # fmt: skip


def concept_fields(scheme: str = "") -> tuple[Any, ...]:
    """The fields of a concept; in its own scheme others are named by code alone."""
    position = FromModel(Concept._meta.get_field("position"))
    return (
        Attribute("scheme", SCHEME_CODE, "scheme_id", hidden=True),
        Attribute("position", position, "position", hidden=True),
        Attribute("code", CONCEPT_CODE, "code", required=True),
        *own(Concept, "notation", "abbreviation"),
        Words("labels", by_language(Line(), ["en"]), ConceptLabel, "labels", {"kind": "preferred"}, required=True),
        Words("alternatives", by_language(ListOf(Line())), ConceptLabel, "labels", {"kind": "alternative"}),
        Words("notes", by_language(Line(5000, lines=True)), ConceptNote, "notes"),
        Links("broader", Reference("concept", scheme), "broader"),
        Links("related", Reference("concept", scheme), "related"),
        Attribute(
            "exact_match", ListOf(Code(r"https?://\S{1,2040}", "an address that begins with http")), "exact_match"
        ),
        Children("close_match", ConceptMatch, "close_matches", own(ConceptMatch, "to", "language", "note")),
        Attribute("sources", ListOf(LOCATED), "sources"),
    )


CONCEPT: Final = ObjectSchema(
    "concept", "concepts", Concept, concept_fields(),
    code=lambda data: f"{data['scheme']}:{data['code']}", prefetch=("labels", "notes", "broader", "related", "close_matches"),
)  # fmt: skip

PLACE: Final = ObjectSchema(
    "place", "places", Place,
    (
        Attribute("code", Code(PLACE_CODE.pattern, "letters, digits and hyphens"), "code", required=True),
        *own(Place, "kind", "parent", "nuts", "iso"),
        Attribute("names", by_language(Line(), ["en"]), "names", required=True),
        Attribute("alternatives", by_language(ListOf(Line())), "alternatives"),
    ),
    code=lambda data: data["code"],
)  # fmt: skip

SOURCE: Final = ObjectSchema(
    "source", "sources", Source,
    (
        identifier("SR"),
        *own(
            Source, "type", "title", "author", "year", "number", "language", "url", "archive_url", "state", "checked", "file_type",
            "file_size", "note", "audience", always=("type", "state", "audience"),
        ),
    ),
    code=lambda data: data["id"],
)  # fmt: skip

DATASET: Final = ObjectSchema(
    "dataset", "data sets", Dataset,
    (
        *own(Dataset, "code", "title", "summary", "source", "at", "as_of", "rows"),
        Attribute("columns", ListOf(NamedIn("concept", "indicator")), "columns", required=True),
        *own(Dataset, "note"),
    ),
    code=lambda data: data["code"],
)  # fmt: skip

CLAIM_FIELDS: Final = (
    "indicator", "label", "value", "unit", "value_text", "comparison", "population", "period", "status", "source", "at", "caveat",
)  # fmt: skip


def claim_says_something(data: Data, spot: Spot) -> None:
    """A claim has a number or words."""
    if "value" not in data and "value_text" not in data:
        spot.complain("needs a value (a number in quotes) or a value_text (in words)")


def claim_code(data: Data) -> str:
    """A cell of a data set is known by its place in it; any other figure by where it stands in its source."""
    cell = [data.get(key, "") for key in ("dataset", "indicator", "place", "concept")]
    if "dataset" not in data:
        cell += [data.get(key, "") for key in ("label", "period", "source", "at")]
    return fingerprint(cell)[:20]


CLAIM: Final = ObjectSchema(
    "claim", "figures", Claim,
    own(Claim, "dataset", "indicator", "place", "concept", *CLAIM_FIELDS[1:]),
    code=claim_code,
)  # fmt: skip

CONFLICT: Final = ObjectSchema(
    "conflict", "conflicts", Conflict,
    (
        identifier("CF"),
        *own(Conflict, "title", "note"),
        Links("records", Reference("record"), "records"),
        Links("places", Reference("place"), "places"),
        Links("datasets", Reference("dataset"), "datasets"),
        Children("values", ConflictValue, "values", own(ConflictValue, "value", "says", "source", "at", "status"), required=True),
        *own(Conflict, "audience"),
    ),
    code=lambda data: data["id"], prefetch=("records", "places", "datasets", "values"),
)  # fmt: skip

EXPECTATION: Final = ObjectSchema(
    "expectation", "search expectations", SearchExpectation,
    (
        *own(SearchExpectation, "query", "language"),
        Links("records", Reference("record"), "records", required=True),
        *own(SearchExpectation, "note"),
    ),
    code=lambda data: f"{data['language']}:{data['query']}", prefetch=("records",),
)  # fmt: skip

# In the order in which they are loaded; pages come before what may mark or measure them.
BEFORE_PAGES: Final = (SCHEME, CONCEPT, PLACE, SOURCE, DATASET)
AFTER_PAGES: Final = (CLAIM, CONFLICT, EXPECTATION)
PLAIN_SCHEMAS: Final = (*BEFORE_PAGES, *AFTER_PAGES)
