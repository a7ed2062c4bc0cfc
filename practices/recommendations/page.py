"""The recommendation set as one document, and each numbered text with the others at hand."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.vocabularies.explaining import Explainer
from practices.recommendations.models import Recommendation, RecommendationUnit
from practices.records.page import field_html, record_context


def natural(number: str) -> list[int]:
    """Sorts 2.10 behind 2.9."""
    return [int(part) for part in re.findall(r"\d+", number)]


def set_of(page: Any) -> Any:
    """The set that a numbered text belongs to."""
    from practices.recommendations.models import RecommendationSet

    return RecommendationSet.objects.ancestor_of(page, inclusive=True).live().first()


def numbered(whole: Any, user: Any) -> list[dict[str, Any]]:
    """The recommendations of a set, each with its units, in the order of their numbers: two queries."""
    units = sorted(
        RecommendationUnit.objects.visible_to(user).descendant_of(whole), key=lambda unit: natural(unit.number)
    )
    heads = sorted(Recommendation.objects.visible_to(user).descendant_of(whole), key=lambda head: natural(head.number))
    return [{"page": head, "units": [unit for unit in units if unit.path.startswith(head.path)]} for head in heads]


def numbers(whole: Any, groups: list[dict[str, Any]], current: Any) -> list[dict[str, Any]]:
    """The row of numbers above a text: those of its recommendation, gaps kept in their place; of the whole set on the set's page."""
    group = next((one for one in groups if current.path.startswith(one["page"].path)), None)
    pages = [group["page"], *group["units"]] if group else [one["page"] for one in groups]
    shown = [
        {"number": page.number, "url": page.url, "current": page.pk == current.pk, "title": page.title}
        for page in pages
    ]
    prefix = f"{group['page'].number}." if group else ""
    shown += [
        {"number": number, "missing": why}
        for number, why in whole.missing_numbers.items()
        if prefix and number.startswith(prefix)
    ]
    return sorted(shown, key=lambda one: natural(one["number"]))


def set_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The whole set, for reading and printing."""
    context = record_context(page, request)
    explainer = Explainer()
    groups = numbered(context["work"], request.user)
    for group in groups:
        group["text"] = explainer.explain(field_html(group["page"], "text"))
        group["texts"] = [(unit, explainer.explain(field_html(unit, "text"))) for unit in group["units"]]
        group["missing"] = [
            (number, why)
            for number, why in context["work"].missing_numbers.items()
            if number.startswith(f"{group['page'].number}.")
        ]
    return context | {"groups": groups, "levels": Recommendation.Level}


def numbered_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """One recommendation, message or unit."""
    context = record_context(page, request)
    work = context["work"]
    whole = set_of(work)
    groups = numbered(whole, request.user) if whole else []
    units = numbers(whole, groups, work) if whole else []
    home, above = context["crumbs"][:2]
    trail = [home, (_("Recommendations"), above[1]), (whole.title, whole.url) if whole else ("", "")]
    parent = next(
        (group["page"] for group in groups if work.path.startswith(group["page"].path) and group["page"].pk != work.pk),
        None,
    )
    if parent:
        trail.append((f"{parent.number} {parent.title}", parent.url))
    return context | {
        "whole": whole,
        "numbers": units,
        "missing": [one for one in units if one.get("missing")],
        "text": Explainer().explain(field_html(work, "text")),
        "crumbs": [*trail, (page.number if hasattr(page, "number") else page.title, "")],
        "parts": next((group["units"] for group in groups if group["page"].pk == work.pk), []),
        "restated": _("Restated in our own words; the official wording is that of the source."),
    }
