"""The glossary: every term and abbreviation from A to Z, and each on a page of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from portal.vocabularies.snapshot import ConceptEntry, vocabulary
from practices.concepts.reading import GLOSSARY, concept_context, concept_url, equivalents_of
from search.analysis import fold, initial


@require_safe
@gzip_page  # a long page, the same for everybody
def glossary(request: HttpRequest) -> HttpResponse:
    """`/glossary/`: all terms; each has its code as an anchor, each letter one of its own."""
    entries = sorted(vocabulary().by_scheme.get(GLOSSARY, ()), key=lambda entry: fold(entry.label()))
    equivalents = equivalents_of(entries)
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault(initial(entry.label()), []).append(term_row(entry, equivalents.get(entry.id, [])))
    context = {
        "groups": list(groups.items()),
        "short_forms": sorted(
            (entry.abbreviation, entry.code, entry.label()) for entry in entries if entry.abbreviation
        ),
        "crumbs": [(_("Home"), "/"), (_("Glossary"), "")],
    }
    return render(request, "practices/glossary.html", context)


def term_row(entry: ConceptEntry, equivalents: list[dict[str, str]]) -> dict[str, Any]:
    """A term as the list shows it."""
    shown = (get_language() or "en").split("-")[0]
    return {
        "code": entry.code, "label": entry.label(), "url": concept_url(entry), "abbreviation": entry.abbreviation, "note": entry.note(),
        "labels": [(language, label) for language, label in entry.labels.items() if language != shown and label != entry.label()],
        "equivalents": equivalents,
    }  # fmt: skip


@require_safe
def term(request: HttpRequest, code: str) -> HttpResponse:
    """`/glossary/gol/`: one term."""
    entry = vocabulary().by_key.get(f"{GLOSSARY}:{code}")
    if entry is None:
        raise Http404
    context = concept_context(entry, request.user) | {
        "search_url": f"/search/?q={quote_plus(entry.abbreviation or entry.label())}",
        "crumbs": [(_("Home"), "/"), (_("Glossary"), "/glossary/"), (entry.label(), "")],
    }
    return render(request, "practices/term.html", context)
