"""The recommendation set as one document, and each numbered text with the others at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.vocabularies.explaining import Explainer
from practices.recommendations.models import NumberedText, Recommendation, RecommendationUnit
from practices.records.page import field_html, record_context


def natural(number: str) -> list[int]:
    """Sorts 2.10 behind 2.9."""
    return [int(part) for part in re.findall(r"\d+", number)]


def set_of(page: Any) -> Any:
    """The set that a numbered text belongs to."""
    from practices.recommendations.models import RecommendationSet

    return RecommendationSet.objects.ancestor_of(page, inclusive=True).live().first()


@dataclass(frozen=True)
class Reading:
    """A numbered text as somebody reads it: in their language as far as it is translated, otherwise the original."""

    original: NumberedText
    text: NumberedText  # the translation, or the original itself

    @property
    def wording(self) -> SafeString:
        """What it says."""
        return field_html(self._worded, "text")

    @property
    def wording_language(self) -> str:
        """The language of what it says; its title may be in another."""
        return self._worded.content_language

    @property
    def _worded(self) -> NumberedText:
        return self.text if "text" in self.text.own_words(self.original) else self.original


def readings(texts: Sequence[NumberedText], language: str, user: Any) -> dict[int, Reading]:
    """How each of these texts of one kind is read in a language, by the original's key: one query where it is not their own."""
    translated: dict[Any, NumberedText] = {}
    if texts and any(text.content_language != language for text in texts):
        keys = [text.translation_key for text in texts]
        there = type(texts[0]).objects.visible_to(user).in_language(language).filter(translation_key__in=keys)
        translated = {text.translation_key: text for text in there}
    return {text.pk: Reading(text, translated.get(text.translation_key, text)) for text in texts}


def numbered(whole: Any, language: str, user: Any) -> list[dict[str, Any]]:
    """The recommendations of a set, each with its units, in the order of their numbers: two queries, four in another language."""
    units = sorted(
        RecommendationUnit.objects.visible_to(user).descendant_of(whole), key=lambda unit: natural(unit.number)
    )
    heads = sorted(Recommendation.objects.visible_to(user).descendant_of(whole), key=lambda head: natural(head.number))
    read = readings(heads, language, user) | readings(units, language, user)
    return [
        {"page": read[head.pk], "units": [read[unit.pk] for unit in units if unit.path.startswith(head.path)]}
        for head in heads
    ]


def numbers(whole: Any, groups: list[dict[str, Any]], current: Any) -> list[dict[str, Any]]:
    """The row of numbers above a text: those of its recommendation, gaps kept in their place; of the whole set on the set's page."""
    group = next((one for one in groups if current.path.startswith(one["page"].original.path)), None)
    pages = [group["page"], *group["units"]] if group else [one["page"] for one in groups]
    shown = [
        {
            "number": one.original.number,
            "url": one.text.url,
            "current": one.original.pk == current.pk,
            "title": one.text.title,
            "language": one.text.content_language,
        }
        for one in pages
    ]
    prefix = f"{group['page'].original.number}." if group else ""
    if prefix:
        present = {one["number"] for one in shown}
        shown += [{"number": number, "missing": why} for number, why in missing_below(whole, prefix, present)]
    return sorted(shown, key=lambda one: natural(one["number"]))


def missing_below(whole: Any, prefix: str, present: Collection[str]) -> list[tuple[str, str]]:
    """The numbers below a recommendation that the set says are missing, with the reason; what is there after all is not."""
    return [
        (number, why)
        for number, why in whole.missing_numbers.items()
        if number.startswith(prefix) and number not in present
    ]


def set_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The whole set, for reading and printing."""
    context = record_context(page, request)
    explainer = Explainer()
    groups = numbered(context["work"], page.content_language, request.user)
    for group in groups:
        group["text"] = explainer.explain(group["page"].wording)
        group["texts"] = [(unit, explainer.explain(unit.wording)) for unit in group["units"]]
        present = {unit.original.number for unit in group["units"]}
        group["missing"] = missing_below(context["work"], f"{group['page'].original.number}.", present)
    return context | {"groups": groups, "levels": Recommendation.Level}


def numbered_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """One recommendation, message or unit."""
    context = record_context(page, request)
    work = context["work"]
    whole = set_of(work)
    groups = numbered(whole, page.content_language, request.user) if whole else []
    units = numbers(whole, groups, work) if whole else []
    home, above = context["crumbs"][:2]
    trail = [home, (_("Recommendations"), above[1]), (whole.title, whole.url) if whole else ("", "")]
    parent = next(
        (
            group["page"]
            for group in groups
            if work.path.startswith(group["page"].original.path) and group["page"].original.pk != work.pk
        ),
        None,
    )
    if parent:
        trail.append((f"{parent.original.number} {parent.text.title}", parent.text.url))
    reading = Reading(work, page)
    return context | {
        "whole": whole,
        "numbers": units,
        "missing": [one for one in units if one.get("missing")],
        "text": Explainer().explain(reading.wording),
        "text_language": reading.wording_language,
        "crumbs": [*trail, (page.number if hasattr(page, "number") else page.title, "")],
        "parts": next((group["units"] for group in groups if group["page"].original.pk == work.pk), []),
        "restated": _("Restated in our own words; the official wording is that of the source."),
    }
