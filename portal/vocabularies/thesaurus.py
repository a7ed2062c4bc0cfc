"""The concepts as other words for what people type: search looks for them besides."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from portal.vocabularies.snapshot import ConceptEntry, Version, vocabulary
from search.widening import Entry, Label, Thesaurus

LEFT_OUT: Final = frozenset({"indicator"})  # names of figures: nobody writes them in a text


def thesaurus() -> Thesaurus:
    """All concepts as they are now."""
    return _thesaurus(vocabulary().version)


@lru_cache(maxsize=2)
def _thesaurus(_version: Version) -> Thesaurus:
    concepts = vocabulary().concepts.values()
    return Thesaurus(
        tuple(Entry(one.key, tuple(_labels(one))) for one in concepts if one.scheme not in LEFT_OUT),
    )


def _labels(concept: ConceptEntry) -> Iterator[Label]:
    for language, text in concept.labels.items():
        yield Label(text, language)
    if concept.abbreviation:
        yield Label(concept.abbreviation, "")
    for language, texts in concept.alternatives.items():
        for text in texts:
            yield Label(text, language, preferred=False)
