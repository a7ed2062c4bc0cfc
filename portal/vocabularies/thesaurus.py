"""Concepts and places as other words for what people type: search looks for them besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, Version, vocabulary
from search.widening import Entry, Label, Thesaurus

LEFT_OUT: Final = frozenset({"indicator"})  # names of figures: nobody writes them in a text


def thesaurus() -> Thesaurus:
    """All concepts and places as they are now."""
    return _thesaurus(vocabulary().version)


@lru_cache(maxsize=2)
def _thesaurus(_version: Version) -> Thesaurus:
    return thesaurus_of(vocabulary().in_use)


def thesaurus_of(entries: Iterable[ConceptEntry]) -> Thesaurus:
    """These concepts, and all places."""
    concepts = (one for one in entries if one.scheme not in LEFT_OUT)
    places = vocabulary().places.values()
    return Thesaurus(
        (
            *(Entry(one.key, tuple(_labels(one))) for one in concepts),
            *(Entry(f"place:{one.code}", tuple(_names(one))) for one in places),
        )
    )


def _labels(concept: ConceptEntry) -> Iterator[Label]:
    for language, text in concept.labels.items():
        yield Label(text, language)
    if concept.abbreviation:
        yield Label(concept.abbreviation, "")
    for language, texts in concept.alternatives.items():
        for text in texts:
            yield Label(text, language, preferred=False)


def _names(place: PlaceEntry) -> Iterator[Label]:
    """Every name of a place leads to every other: Holland is neither more nor less than the Netherlands."""
    for language, name in place.names.items():
        yield Label(name, language)
    for language, names in place.alternatives.items():
        for name in names:
            yield Label(name, language)
