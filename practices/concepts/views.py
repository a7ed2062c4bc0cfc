"""Browsing by subject: all concepts with how much there is, and each with its words and its records."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.vocabularies.models import ConceptScheme
from portal.vocabularies.snapshot import chosen, vocabulary
from practices.claims.models import Dataset
from practices.concepts.reading import GLOSSARY, concept_context, concept_url, led_on, scheme_title
from practices.records.counting import by_code, counted
from practices.records.documents import FACET_SCHEMES
from search.lists import result_list

BROWSED: Final = ("theme", "need", "stage", "setting", "target_group", "topic", "programme_round")


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """`/themes/`: what there is on each theme, need, stage, setting, target group and topic."""
    results = counted(request.user, BROWSED)
    descriptions = dict(ConceptScheme.objects.filter(code__in=BROWSED).values_list("code", "descriptions"))
    groups = [group(scheme, by_code(results, scheme), descriptions.get(scheme, {})) for scheme in BROWSED]
    context = {
        "groups": [one for one in groups if one["bars"]],
        "unavailable": results.unavailable,
        "crumbs": [(_("Home"), "/"), (_("Themes"), "")],
    }
    return render(request, "practices/themes.html", context)


def group(scheme: str, counts: dict[str, int], description: dict[str, str]) -> dict[str, Any]:
    """One scheme as a list of bars."""
    bars = [
        (entry.label(), concept_url(entry), counts.get(entry.code, 0))
        for entry in vocabulary().by_scheme.get(scheme, ())
    ]
    return {
        "code": scheme, "title": scheme_title(scheme), "description": chosen(description), "bars": bars,
        "maximum": max((count for _label, _url, count in bars), default=0),
    }  # fmt: skip


@require_safe
def concept(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """`/themes/theme/families/`: a concept, and the records that carry it."""
    if scheme == GLOSSARY:
        return redirect("glossary_term", code)
    entry = vocabulary().by_key.get(f"{scheme}:{code}")
    if entry is None:
        raise Http404
    if entry.replaced_by:
        return led_on(request, entry)
    context = concept_context(entry, request.user)
    context["crumbs"] = [(_("Home"), "/"), (_("Themes"), "/themes/"), (entry.label(), "")]
    if scheme not in FACET_SCHEMES:
        context["datasets"] = [dataset for dataset in Dataset.objects.all() if code in dataset.columns]
        return render(request, "practices/concept.html", context)
    context["listing"] = listing = result_list(request, presets={scheme: [code]}, facets_left_out=(scheme,))
    return render(request, "practices/concept.html", context, status=listing.status)
