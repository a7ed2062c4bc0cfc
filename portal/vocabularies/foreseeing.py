"""What a change of a vocabulary would do, before anybody does it: how much goes where, and what search would find then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.utils.functional import cached_property

from portal.vocabularies import uses
from portal.vocabularies.effects import question_of
from portal.vocabularies.models import Concept
from portal.vocabularies.snapshot import ConceptEntry, vocabulary
from portal.vocabularies.thesaurus import thesaurus, thesaurus_of
from search import fallback, registry
from search.engines.base import DEEPEST, SearchRequest
from search.evaluation.expectations import kept
from search.misses.models import Miss
from search.widening import Thesaurus, widenings_of

MOST_LABELS: Final = 24
MOST_QUERIES: Final = 20
MOST_MISSES: Final = 2_000  # of the newest weeks


@dataclass(frozen=True)
class Found:
    """What somebody types, and how much they find before and after."""

    text: str
    language: str
    before: int
    after: int

    @property
    def differs(self) -> bool:
        """Whether anything changes."""
        return self.before != self.after


class Foreseen:
    """The effect of a change that takes concepts out of the vocabulary and puts others in."""

    def __init__(
        self, user: Any, out: Iterable[Concept], into: Iterable[ConceptEntry], carried: Mapping[str, Collection[str]]
    ) -> None:
        """`carried`: for each text that becomes a word of a concept, the ids of documents that carry the concept then."""
        self._asked = replace(question_of(user), limit=DEEPEST)
        gone = {one.pk for one in out}
        new = list(into)
        kept_on = (one for one in vocabulary().in_use if one.id not in gone | {one.id for one in new})
        self._thesaurus = thesaurus_of([*kept_on, *new])
        self._carried = carried

    def found(self, text: str, language: str) -> Found:
        """How much a text finds before and after."""
        before = set(self._ids(text, language, None))
        after = set(self._ids(text, language, [self._thesaurus])) | set(self._carried.get(text, ()))
        return Found(text, language, len(before), len(after))

    def _ids(self, text: str, language: str, thesauri: Sequence[Thesaurus] | None) -> Sequence[str]:
        languages = tuple(dict.fromkeys((language, settings.LANGUAGE_CODE)))
        wider = widenings_of(text, languages, thesauri=thesauri)
        asked = replace(self._asked, text=text, languages=languages, widenings=wider)
        return fallback.ranking(asked)

    @cached_property
    def labels(self) -> list[Found]:
        """What the words find that change their concept."""
        labels = dict.fromkeys((text, language) for text, language in self._texts)
        return [self.found(*one) for one in list(labels)[:MOST_LABELS]]

    @property
    def _texts(self) -> Iterator[tuple[str, str]]:
        known = {(label.text, label.language) for entry in self._thesaurus.entries for label in entry.labels}
        yield from sorted(one for one in known if one[0] in self._carried)

    @cached_property
    def widened_otherwise(self) -> list[tuple[str, str]]:
        """The questions of the search expectations, and those that found nothing, which would be looked for by other words."""
        today = [thesaurus()]
        return [one for one in asked_questions() if wider(*one, today) != wider(*one, [self._thesaurus])]

    @cached_property
    def queries(self) -> list[Found]:
        """The first of them, with how much they find."""
        return [self.found(*one) for one in self.widened_otherwise[:MOST_QUERIES]]


def wider(text: str, language: str, thesauri: Sequence[Thesaurus]) -> set[tuple[str, str]]:
    """The words that a question is widened by."""
    languages = tuple(dict.fromkeys((language, settings.LANGUAGE_CODE)))
    return {
        (label.text, label.language) for one in widenings_of(text, languages, thesauri=thesauri) for label in one.labels
    }


def asked_questions() -> list[tuple[str, str]]:
    """What is expected to find something, and what was looked for in vain: text and language, each once."""
    expected = [(one.query, one.language) for one in kept()]
    missed = Miss.objects.exclude(text="").values_list("text", "language")[:MOST_MISSES]
    return list(dict.fromkeys([*expected, *missed]))


def carrying(user: Any, concept: ConceptEntry) -> set[str]:
    """The ids of the documents that carry a concept, of those that somebody may find."""
    if concept.scheme not in registry.facets():
        return set()
    asked: SearchRequest = replace(question_of(user), limit=DEEPEST, filters={concept.scheme: (concept.code,)})
    return set(fallback.ranking(asked))


def of_merge(user: Any, old: Concept, new: Concept) -> Foreseen:
    """What comes of merging one concept into another."""
    known = vocabulary(fresh=True)
    gone, stays = known.concepts[old.pk], known.concepts[new.pk]
    both = carrying(user, gone) | carrying(user, stays)
    texts = {*gone.every_name, *stays.every_name}
    return Foreseen(user, [old], [united(gone, stays)], dict.fromkeys(texts, both))


def united(gone: ConceptEntry, stays: ConceptEntry) -> ConceptEntry:
    """The concept that is left, with the words of both: what merging makes of them."""
    labels = {**gone.labels, **stays.labels}
    others: dict[str, tuple[str, ...]] = {}
    for language in dict.fromkeys((*labels, *gone.alternatives, *stays.alternatives)):
        own = stays.alternatives.get(language, ())
        further = (gone.labels.get(language, ""), *gone.alternatives.get(language, ()))
        others[language] = tuple(one for one in dict.fromkeys((*own, *further)) if one and one != labels.get(language))
    return replace(stays, labels=labels, alternatives=others, abbreviation=stays.abbreviation or gone.abbreviation)


def of_split(user: Any, old: Concept, parts: Mapping[str, Collection[str]]) -> Foreseen:
    """What comes of splitting: for the label of each new concept, the ids of the documents that go over to it."""
    gone = vocabulary(fresh=True).concepts[old.pk]
    language = settings.LANGUAGE_CODE
    new = [
        replace(gone, id=-number, code=f"new_{number}", labels={language: label}, alternatives={}, abbreviation="")
        for number, label in enumerate(parts, 1)
    ]
    return Foreseen(user, [], new, parts)


def moving(concept: Concept) -> list[tuple[Any, int]]:
    """How much of each sort carries a concept, those of none left out. One query for each sort."""
    counted = [(use.label, len(use.holders(concept.pk))) for use in uses.uses()]
    counted += [(one.label, one.count(concept)) for one in uses.elsewhere()]
    together: dict[Any, int] = {}
    for label, count in counted:
        together[label] = together.get(label, 0) + count
    return [(label, count) for label, count in together.items() if count]
