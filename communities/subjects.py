"""The words that the catalogue is ordered by, for what people are and talk about: so that who reads about something finds both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms

from portal.vocabularies.snapshot import ConceptEntry, chosen, vocabulary

SCHEMES: Final = ("theme", "target_group", "setting", "stage", "need", "topic")  # what a field of work can be


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Many boxes by their groups, folded as long as none is ticked."""

    template_name = "communities/folded.html"


class ConceptChoices(forms.TypedMultipleChoiceField):
    """Keys of concepts, chosen from all that the catalogue is ordered by. None is a choice, too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=grouped_choices, coerce=int, required=False, widget=FoldedChoices, **options)


@dataclass(frozen=True)
class Subjects:
    """What search knows a thing by."""

    facets: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def subjects(concepts: Iterable[Any]) -> Subjects:
    """The facets and labels of some concepts."""
    found, known = Subjects(), vocabulary()
    for one in concepts:
        if concept := known.concepts.get(one.pk):
            found.facets[concept.scheme].append(concept.code)
            for language, label in concept.labels.items():
                found.labels[language].append(label)
    return found


def entries(keys: Iterable[int]) -> list[ConceptEntry]:
    """Concepts as pages need them, in their order."""
    known = vocabulary()
    found = [known.concepts[key] for key in keys if key in known.concepts]
    return sorted(found, key=known.rank)


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All of them by their schemes, for a form."""
    known = vocabulary()
    return [
        (
            _title(known.schemes.get(scheme, {}), scheme),
            [(str(one.id), one.label()) for one in known.by_scheme.get(scheme, ())],
        )
        for scheme in SCHEMES
    ]


def _title(titles: Mapping[str, str], scheme: str) -> str:
    return chosen(titles) or scheme
