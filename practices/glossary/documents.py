"""Glossary terms, as search finds them: by their words and short forms in every language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings

from portal.foundation.prepared import PKS, in_groups
from portal.vocabularies.models import Concept, ConceptLabel
from practices.concepts.reading import GLOSSARY
from search import registry
from search.documents import Card, SearchDocument, Text

KIND = "term"


class TermSource:
    """The glossary, as search finds it."""

    name = KIND
    models: Sequence[type[Any]] = (Concept,)

    def all_keys(self) -> Iterable[str]:
        """Every term."""
        return map(
            str, Concept.objects.filter(scheme=GLOSSARY, replaced_by=None).order_by("pk").values_list("pk", flat=True)
        )

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some terms, with three queries."""
        terms = Concept.objects.filter(
            scheme=GLOSSARY, replaced_by=None, pk__in=[int(key) for key in keys if key.isdigit()]
        )
        for term in terms.prefetch_related("labels", "notes"):
            yield document(term)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Terms are public: those that still exist."""
        wanted = [int(key) for key in keys if key.isdigit()]
        found = in_groups(
            "terms",
            lambda: Concept.objects.filter(scheme=GLOSSARY, replaced_by=None, pk__in=PKS).values_list("pk"),
            wanted,
        )
        return {str(pk) for (pk,) in found}


def document(term: Concept) -> SearchDocument:
    """One term: its words are its titles, its definition the summary, short forms and other words its names."""
    notes = {note.language: note.text for note in term.notes.all()}
    titles = {label.language: label.text for label in term.labels.all() if label.kind == ConceptLabel.Kind.PREFERRED}
    others: dict[str, list[str]] = defaultdict(list)
    for label in term.labels.all():
        if label.kind == ConceptLabel.Kind.ALTERNATIVE:
            others[label.language].append(label.text)
    main = settings.LANGUAGE_CODE
    titles.setdefault(main, term.code)
    languages = sorted(titles, key=lambda language: language != main)
    return SearchDocument(
        id=f"{KIND}:{term.pk}",
        record=f"{KIND}:{term.pk}",
        kind=KIND,
        background=True,
        texts=[Text(language, titles[language], notes.get(language, "")) for language in languages],
        names=[name for name in dict.fromkeys([term.abbreviation, *others[main]]) if name],
        labels=others,
        facets={"language": languages},
        card=Card(url=f"/glossary/{term.code}/", language=main),
    )


def declare() -> None:
    """Registers the source and the icon."""
    registry.register(TermSource())
    registry.kind_icon(KIND, "term")
