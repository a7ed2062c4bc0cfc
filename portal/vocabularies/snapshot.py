"""All concepts and places in memory, read once and again when one of them changes.

Pages need labels by the hundred (facets, cards, abbreviations); asking the database for them on every page would cost more than
the page. A process looks at most every `LOOK_EVERY` seconds whether the snapshot is still current (one query).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from django.utils.translation import get_language

from portal.vocabularies.models import Concept, ConceptLabel, ConceptScheme, Place
from search.analysis import fold

LOOK_EVERY = 1.0
Version = tuple[Any, ...]


@dataclass(frozen=True)
class ConceptEntry:
    """A concept as pages need it."""

    id: int
    scheme: str
    code: str
    notation: str
    abbreviation: str
    labels: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, str]
    broader: tuple[int, ...]
    related: tuple[int, ...]
    deprecated: bool = False  # not to be chosen any more
    replaced_by: int | None = None

    @property
    def key(self) -> str:
        """Its name across schemes, such as theme:families."""
        return f"{self.scheme}:{self.code}"

    def label(self, language: str | None = None) -> str:
        """Its preferred word in a language (default: the reader's), English where there is none."""
        return chosen(self.labels, language) or self.code

    @property
    def every_name(self) -> Iterable[str]:
        """Its words in all languages, the preferred ones first."""
        return chain(self.labels.values(), *self.alternatives.values())

    def note(self, language: str | None = None) -> str:
        """Its scope note or definition."""
        return chosen(self.notes, language)


@dataclass(frozen=True)
class PlaceEntry:
    """A place as pages need it."""

    id: int
    code: str
    kind: str
    iso: str
    parent: int | None
    names: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]

    def name(self, language: str | None = None) -> str:
        """Its name in a language (default: the reader's), English where there is none."""
        return chosen(self.names, language) or self.code

    @property
    def every_name(self) -> Iterable[str]:
        """Its names in all languages, the usual ones first."""
        return chain(self.names.values(), *self.alternatives.values())


@dataclass(frozen=True)
class Vocabulary:
    """Every concept and place."""

    version: Version
    concepts: Mapping[int, ConceptEntry] = field(default_factory=dict)
    places: Mapping[int, PlaceEntry] = field(default_factory=dict)
    schemes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """Where each concept stands in the order of its scheme."""
        return {pk: rank for rank, pk in enumerate(self.concepts)}

    def rank(self, concept: ConceptEntry) -> int:
        """For sorting concepts."""
        return self.ranks[concept.id]

    @cached_property
    def by_key(self) -> Mapping[str, ConceptEntry]:
        """Concepts by scheme:code."""
        return {concept.key: concept for concept in self.concepts.values()}

    @cached_property
    def by_code(self) -> Mapping[str, PlaceEntry]:
        """Places by code."""
        return {place.code: place for place in self.places.values()}

    def current(self, concept: ConceptEntry) -> ConceptEntry:
        """What has taken a concept's place; the concept itself where nothing has."""
        return self.concepts.get(concept.replaced_by or 0, concept)

    @cached_property
    def in_use(self) -> tuple[ConceptEntry, ...]:
        """All concepts but those that another one has replaced: these are only led on from."""
        return tuple(concept for concept in self.concepts.values() if concept.replaced_by is None)

    @cached_property
    def by_scheme(self) -> Mapping[str, tuple[ConceptEntry, ...]]:
        """Each scheme's concepts in their order, but those that another one has replaced."""
        found: dict[str, list[ConceptEntry]] = {code: [] for code in self.schemes}
        for concept in self.in_use:
            found.setdefault(concept.scheme, []).append(concept)
        return {scheme: tuple(concepts) for scheme, concepts in found.items()}

    @cached_property
    def countries(self) -> tuple[PlaceEntry, ...]:
        """The countries."""
        return tuple(place for place in self.places.values() if place.kind == Place.Kind.COUNTRY)

    def countries_in_order(self) -> list[PlaceEntry]:
        """The countries as a page lists them: by their names in its language; accents count for nothing."""
        return sorted(self.countries, key=lambda place: fold(place.name()))

    def upward(self, place: PlaceEntry) -> Iterable[PlaceEntry]:
        """The place and everything that it rolls up to, smallest first."""
        seen: set[int] = set()
        current: PlaceEntry | None = place
        while current and current.id not in seen:
            seen.add(current.id)
            yield current
            current = self.places.get(current.parent) if current.parent else None

    def country_of(self, place: PlaceEntry) -> PlaceEntry | None:
        """The country that a place lies in."""
        return next((one for one in self.upward(place) if one.kind == Place.Kind.COUNTRY), None)

    @cached_property
    def abbreviations(self) -> Mapping[str, ConceptEntry]:
        """The glossary's short forms, and what they stand for."""
        return {concept.abbreviation: concept for concept in self.by_scheme.get("glossary", ()) if concept.abbreviation}


def chosen(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text in a language (default: the reader's), in English, or in whatever language there is."""
    language = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def language_of(texts: Mapping[str, str], language: str | None = None) -> str:
    """The language of the text that `chosen` gives."""
    language = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return next((code for code in (language, "en") if texts.get(code)), next(iter(texts), ""))


_current: Vocabulary | None = None
_looked_at = 0.0


def vocabulary(*, fresh: bool = False) -> Vocabulary:
    """The current snapshot; `fresh` looks for changes now, as whoever stores what it says must do."""
    global _current, _looked_at
    now = time.monotonic()
    if not fresh and _current is not None and now - _looked_at < getattr(settings, "VOCABULARY_LOOK_EVERY", LOOK_EVERY):
        return _current
    version = _version()
    if _current is None or _current.version != version:
        _current = _read(version)
    _looked_at = now
    return _current


def forget() -> None:
    """Makes the next look certain to read again; for the process that has just changed something."""
    global _current
    _current = None


def _version() -> Version:
    """Changes whenever a concept or a place is saved, added or removed."""
    concepts = Concept.objects.aggregate(last=Max("changed_at"), n=Count("id"))
    places = Place.objects.aggregate(last=Max("changed_at"), n=Count("id"))
    last: tuple[datetime | None, ...] = (concepts["last"], places["last"])
    return (connection.alias, connection.settings_dict["NAME"], concepts["n"], places["n"], *last)


def _read(version: Version) -> Vocabulary:
    concepts: dict[int, ConceptEntry] = {}
    for concept in Concept.objects.prefetch_related("labels", "notes", "broader", "related").order_by(
        "scheme", "position", "code"
    ):
        preferred = {one.language: one.text for one in concept.labels.all() if one.kind == ConceptLabel.Kind.PREFERRED}
        others: dict[str, list[str]] = {}
        for one in concept.labels.all():
            if one.kind == ConceptLabel.Kind.ALTERNATIVE:
                others.setdefault(one.language, []).append(one.text)
        concepts[concept.id] = ConceptEntry(
            id=concept.id,
            scheme=concept.scheme_id,
            code=concept.code,
            notation=concept.notation,
            abbreviation=concept.abbreviation,
            labels=preferred,
            alternatives={language: tuple(texts) for language, texts in others.items()},
            notes={note.language: note.text for note in concept.notes.all()},
            broader=tuple(one.id for one in concept.broader.all()),
            related=tuple(one.id for one in concept.related.all()),
            deprecated=concept.deprecated_at is not None,
            replaced_by=concept.replaced_by_id,
        )
    places = {
        place.id: PlaceEntry(
            id=place.id,
            code=place.code,
            kind=place.kind,
            iso=place.iso,
            parent=place.parent_id,
            names=place.names,
            alternatives={language: tuple(texts) for language, texts in place.alternatives.items()},
        )
        for place in Place.objects.all()
    }
    schemes = dict(ConceptScheme.objects.values_list("code", "titles"))
    return Vocabulary(version, concepts, places, schemes)
