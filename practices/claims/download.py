"""Figures as CSV (RFC 4180), one line per figure with all that belongs to it; safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import HttpResponse

from portal.foundation.audience import audiences_of
from portal.vocabularies.snapshot import vocabulary
from practices.claims.models import Claim, Dataset

COLUMNS: Final = (
    "data_set", "place_or_concept", "name", "indicator", "measure", "value", "value_in_words", "unit", "counted", "compared_with",
    "period", "on_whose_word", "source", "place_in_source", "caveat",
)  # fmt: skip
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, CSV injection): led by an apostrophe where it would."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def lines(dataset: Dataset, claims: Iterable[Claim], user: Any) -> Iterator[list[str]]:
    """The header and a line for each figure. Numbers stay numbers: plain digits, a point, a minus.

    A source that the reader may not see is not named.
    """
    yield list(COLUMNS)
    known, mine = vocabulary(), audiences_of(user)
    for claim in claims:
        about: Any = known.places.get(claim.place_id or 0) or known.concepts.get(claim.concept_id or 0)
        indicator = known.concepts.get(claim.indicator_id)
        source, at = (claim.source.identifier, claim.at) if claim.source.audience in mine else ("", "")
        name = (about.name() if claim.place_id else about.label()) if about else ""
        texts = [
            dataset.code, (about.code if claim.place_id else about.key) if about else "", name, indicator.code if indicator else "",
            claim.label or (indicator.label() if indicator else ""), claim.plain_value, claim.value_text, claim.unit, claim.population,
            claim.comparison, str(claim.period or ""), str(claim.get_status_display()), source, at, claim.caveat,
        ]  # fmt: skip
        yield [text if position == COLUMNS.index("value") else safe(text) for position, text in enumerate(texts)]


def csv_response(dataset: Dataset, user: Any) -> HttpResponse:
    """The file, in UTF-8 with the mark that spreadsheets need to see it."""
    claims = Claim.objects.filter(dataset=dataset).select_related("source").order_by("sort_order", "id")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{dataset.code}.csv"'
    csv.writer(response).writerows(lines(dataset, claims, user))
    return response
