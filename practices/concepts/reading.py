"""What a concept's page shows: its words, its place among others, its nearest equivalents elsewhere, its sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse

from portal.foundation.content_language import in_language, language_of_address
from portal.vocabularies.models import Concept, ConceptMatch
from portal.vocabularies.snapshot import ConceptEntry, chosen, vocabulary
from practices.sources.models import Source

LANGUAGE_NAMES: Final = dict(settings.CONTENT_LANGUAGES)
GLOSSARY: Final = "glossary"


def concept_url(entry: ConceptEntry) -> str:
    """The page of a concept."""
    return concept_address(entry.scheme, entry.code)


def concept_address(scheme: str, code: str) -> str:
    """The page of the concept with this code in a scheme."""
    return reverse("glossary_term", args=[code]) if scheme == GLOSSARY else reverse("concept", args=[scheme, code])


def led_on(request: HttpRequest, entry: ConceptEntry) -> HttpResponsePermanentRedirect:
    """From the address of a concept that another one has replaced to that one, in the language of the address."""
    address = concept_url(vocabulary().current(entry))
    return HttpResponsePermanentRedirect(in_language(address, language_of_address(request.path)))


def concept_context(entry: ConceptEntry, user: Any) -> dict[str, Any]:
    """Everything but the list of records, with three queries."""
    concept = Concept.objects.get(pk=entry.id)
    known = vocabulary()
    return {
        "entry": entry,
        "scheme_title": scheme_title(entry.scheme),
        "labels": labels_of(entry),
        "broader": links(known.concepts[pk] for pk in entry.broader if pk in known.concepts),
        "narrower": links(one for one in known.by_scheme[entry.scheme] if entry.id in one.broader),
        "related": links(known.concepts[pk] for pk in entry.related if pk in known.concepts),
        "exact_match": [address for address in concept.exact_match if str(address).startswith(("http://", "https://"))],
        "equivalents": equivalents_of([entry]).get(entry.id, []),
        "located": located(concept.sources, user),
    }


def scheme_title(scheme: str) -> str:
    """A scheme's name in the reader's language."""
    return chosen(vocabulary().schemes.get(scheme, {})) or scheme


def links(entries: Iterable[ConceptEntry]) -> list[dict[str, str]]:
    """Concepts as templates/components/links.html shows them."""
    return [{"label": one.label(), "url": concept_url(one), "how": scheme_title(one.scheme)} for one in entries]


def labels_of(entry: ConceptEntry) -> list[dict[str, Any]]:
    """A concept's words language by language: the preferred one and others."""
    languages = [code for code in LANGUAGE_NAMES if code in entry.labels or code in entry.alternatives]
    return [
        {"language": code, "name": LANGUAGE_NAMES[code], "label": entry.labels.get(code, ""), "others": entry.alternatives.get(code, ())}
        for code in languages
    ]  # fmt: skip


def equivalents_of(entries: Iterable[ConceptEntry]) -> dict[int, list[dict[str, str]]]:
    """The nearest equivalents of concepts in other systems, with how they differ: one query."""
    known = vocabulary().concepts
    found: dict[int, list[dict[str, str]]] = {}
    for match in ConceptMatch.objects.filter(concept__in=[entry.id for entry in entries]):
        to = known.get(match.to_id or 0)
        found.setdefault(match.concept_id, []).append({
            "label": to.label(match.language or None) if to else "", "url": concept_url(to) if to else "", "note": match.note,
            "language": match.language, "language_name": LANGUAGE_NAMES.get(match.language, match.language),
        })  # fmt: skip
    return found


def located(rows: Any, user: Any) -> list[dict[str, str]]:
    """Where a concept's sources speak of it, for those sources that the reader may see."""
    named = [row for row in rows if isinstance(row, dict)]
    sources = {
        source.identifier: source
        for source in Source.objects.visible_to(user).filter(identifier__in=[row.get("source") for row in named])
    }
    return [
        {"label": str(source), "url": source.get_absolute_url(), "note": str(row.get("at", ""))}
        for row in named
        if (source := sources.get(row.get("source", "")))
    ]
