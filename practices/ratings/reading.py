"""Ratings as readers see them, and what of a record can be rated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import override

from portal.vocabularies.snapshot import vocabulary
from practices.claims.models import Claim
from practices.ratings.models import Rating
from practices.ratings.terms import LONGEST_OUTCOME, MOST_OUTCOMES, State
from practices.records.documents import STRENGTH
from practices.records.models import Citation
from practices.sources.models import Source


def published(work: Any, user: Any) -> list[dict[str, Any]]:
    """Every rating that stood on a record's page, the newest first. Four queries, however many there are."""
    found = Rating.objects.published().filter(record=work.pk).prefetch_related("outcomes", "appeals")
    return with_sources(list(found), user)


def with_sources(ratings: list[Rating], user: Any) -> list[dict[str, Any]]:
    """Ratings with the sources that this person may see; the first is the one that counts, if it stands. One query."""
    every = [judged for one in ratings for judged in (one, *one.outcomes.all())]
    codes = {code for judged in every for code in judged.sources}
    sources = {one.identifier: one for one in Source.objects.visible_to(user).filter(identifier__in=codes)}
    return [
        {
            "rating": one,
            "whole": judgement(one, sources),
            "outcomes": [judgement(judged, sources) for judged in one.outcomes.all()],
            "stands": number == 0 and one.state == State.AGREED,
        }
        for number, one in enumerate(ratings)
    ]


def judgement(judged: Any, sources: dict[str, Source]) -> dict[str, Any]:
    """A strength with what it rests on."""
    seen = [sources[code] for code in judged.sources if code in sources]
    return {
        "judged": judged,
        "meter": STRENGTH[judged.strength],
        "sources": seen,
        "hidden": len(judged.sources) - len(seen),
    }


def outcomes_of(work: Any) -> dict[str, set[str]]:
    """The outcomes that a record has figures for, in words, each with the sources of its figures. One query."""
    found: dict[str, set[str]] = {}
    with override(settings.LANGUAGE_CODE):
        for label, indicator, source in _figures(work):
            known = vocabulary().concepts.get(indicator)
            words = label or (known.label() if known else "")
            if words and (words in found or len(found) < MOST_OUTCOMES):
                found.setdefault(words[:LONGEST_OUTCOME], set()).add(source)
    return found


def _figures(work: Any) -> Iterable[tuple[str, int, str]]:
    rows = Claim.objects.filter(record=work.pk).order_by("sort_order", "pk")
    return rows.values_list("label", "indicator_id", "source__identifier")


def sources_of(work: Any, user: Any) -> dict[str, str]:
    """The sources of a record that somebody may see, by identifier. One query."""
    cited = Citation.objects.filter(page=work.pk).values("source")
    counted = Claim.objects.filter(record=work.pk).values("source")
    rows = Source.objects.visible_to(user)
    found = (rows.filter(pk__in=cited) | rows.filter(pk__in=counted)).order_by("identifier")
    return {one.identifier: f"{one.identifier}: {one.title}" for one in found}
