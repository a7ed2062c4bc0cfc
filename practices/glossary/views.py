"""The glossary: every term and abbreviation from A to Z, and each on a page of its own."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote_plus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.foundation.middleware import accepted_languages
from portal.vocabularies.snapshot import ConceptEntry, vocabulary
from practices.concepts.reading import GLOSSARY, LANGUAGE_NAMES, concept_context, concept_url, equivalents_of, led_on
from search.analysis import fold, initial

LONGEST_WORDS: Final = 200


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """`/glossary/`: all terms, or those with the words of `?q=`; each has its code as an anchor, each letter one of its own."""
    words = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    language = second_language(request)
    entries = [entry for entry in vocabulary().by_scheme.get(GLOSSARY, ()) if has_words(entry, words)]
    entries.sort(key=lambda entry: fold(entry.label()))
    differing = equivalents_of(entries)
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        row = term_row(entry, language, words) | {"differing": len(differing.get(entry.id, []))}
        groups.setdefault(initial(entry.label()), []).append(row)
    context = {
        "groups": list(groups.items()),
        "total": len(entries),
        "words": words,
        "language": language,
        "languages": [(code, name) for code, name in LANGUAGE_NAMES.items() if code != interface()],
        "short_forms": sorted(
            (entry.abbreviation, entry.code, entry.label()) for entry in entries if entry.abbreviation
        ),
        "crumbs": [(_("Home"), "/"), (_("Glossary"), "")],
    }
    response = render(request, "practices/glossary.html", context)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def interface() -> str:
    """The language that the page speaks, without region."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def second_language(request: HttpRequest) -> str:
    """The other language that the reader wants to see each word in: `?language=`, or what the browser asks for; maybe none."""
    asked = [request.GET["language"]] if "language" in request.GET else accepted_languages(request)
    return next((code for code in asked if code in LANGUAGE_NAMES and code != interface()), "")


def has_words(entry: ConceptEntry, words: str) -> bool:
    """Whether all the words stand in a term's names in any language, its short form or its explanation."""
    others = (label for labels in entry.alternatives.values() for label in labels)
    text = fold(" ".join((*entry.labels.values(), *others, entry.abbreviation, entry.note())))
    return all(word in text for word in fold(words).split())


def term_row(entry: ConceptEntry, language: str, words: str) -> dict[str, Any]:
    """A term as the list shows it, with its word in the second language and in the one that it was found by."""
    shown = entry.label()
    wanted = [code for code, label in entry.labels.items() if words and fold(words) in fold(label)]
    labels = [(code, entry.labels[code]) for code in dict.fromkeys((language, *wanted)) if code in entry.labels]
    return {
        "code": entry.code, "label": shown, "url": concept_url(entry), "abbreviation": entry.abbreviation, "note": entry.note(),
        "labels": [(code, label) for code, label in labels if label != shown],
    }  # fmt: skip


@require_safe
def term(request: HttpRequest, code: str) -> HttpResponse:
    """`/glossary/gol/`: one term."""
    entry = vocabulary().by_key.get(f"{GLOSSARY}:{code}")
    if entry is None:
        raise Http404
    if entry.replaced_by:
        return led_on(request, entry)
    context = concept_context(entry, request.user) | {
        "search_url": f"/search/?q={quote_plus(entry.abbreviation or entry.label())}",
        "crumbs": [(_("Home"), "/"), (_("Glossary"), "/glossary/"), (entry.label(), "")],
    }
    return render(request, "practices/term.html", context)
