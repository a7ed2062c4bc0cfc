"""Concepts that somebody may mean: while they type, and after they found nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.vocabularies.snapshot import ConceptEntry, Version, language_of, vocabulary
from practices.concepts.reading import concept_url, scheme_title
from practices.records.documents import FACET_SCHEMES
from search import registry
from search.analysis import compounds
from search.registry import WayOn
from search.suggestions.known import Known, Named

LEFT_OUT: Final = ("indicator",)  # measures of tables, nothing that people look for
MOST: Final = 4
MOST_NEIGHBOURS: Final = 6
SHORTEST_WORD: Final = 4  # letters; shorter ones are too many concepts' beginnings


def declare() -> None:
    """Registers concepts with the search."""
    registry.suggests("concept", _("Themes and terms"), suggested, instead_of=["term"])
    registry.offers_ways_on(neighbours)


def suggested(text: str, language: str) -> Iterator[WayOn]:
    """The concepts that have a word which begins so, in any language."""
    for name in _known(vocabulary().version).becoming(text, (language,), MOST):
        concept = vocabulary().by_key[name.thing]
        own, scheme = concept.label(language), scheme_title(concept.scheme)
        note = scheme if own == name.text else f"{name.text} · {scheme}"
        yield WayOn(text=own, url=concept_url(concept), language=language_of(concept.labels, language), note=note)


def neighbours(text: str, language: str) -> Iterator[WayOn]:
    """The concepts near a question that found nothing, with those above and beside them, as lists of what carries them."""
    known = vocabulary().concepts
    found: dict[str, ConceptEntry] = {}
    for near in _meant(text, language):
        around = (known[pk] for pk in (*near.broader, *near.related) if pk in known)
        found |= {one.key: one for one in (near, *around) if one.scheme in FACET_SCHEMES}
    for one in found.values():
        address = f"/search/?{one.scheme}={one.code}"
        yield WayOn(text=one.label(language), url=address, note=scheme_title(one.scheme), filter=(one.scheme, one.code))


def _meant(text: str, language: str) -> Iterable[ConceptEntry]:
    """The concepts that the whole text or one of its words begins."""
    known = _known(vocabulary().version)
    words = [word for word in compounds(text) if len(word) >= SHORTEST_WORD]
    found = (name.thing for words in (text, *words) for name in known.becoming(words, (language,), MOST_NEIGHBOURS))
    return [vocabulary().by_key[key] for key in dict.fromkeys(found)][:MOST_NEIGHBOURS]


def _alternatives(concept: ConceptEntry) -> Iterator[tuple[str, str]]:
    return ((word, language) for language, words in concept.alternatives.items() for word in words)


@lru_cache(maxsize=2)
def _known(_version: Version) -> Known:
    return Known(
        Named(concept.key, text, language)
        for concept in vocabulary().in_use
        if concept.scheme not in LEFT_OUT
        for text, language in (
            *((label, language) for language, label in concept.labels.items()),
            *_alternatives(concept),
            (concept.abbreviation, ""),
        )
    )
