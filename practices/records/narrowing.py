"""Narrows records down in the database by the same facets as search does, for whoever reads all of them in a steady order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, StrIndex, Substr

from portal.foundation.audience import still_live
from portal.vocabularies.snapshot import vocabulary
from practices.kinds import KINDS
from practices.records.documents import FACET_SCHEMES
from practices.records.models import Record, RecordTag

OPEN: Final = ".."  # an end of a period that is not known, as EDTF writes it


def narrowed(records: Any, filters: Mapping[str, Sequence[str]], first: int | None, last: int | None) -> Any:
    """The records that meet all filters (within one, any code is enough) and whose period touches the years."""
    for name, codes in filters.items():
        if codes:
            records = by_facet(records, name, codes)
    if first or last:
        records = with_years(records).filter(touching(first, last))
    return records


def by_facet(records: Any, name: str, codes: Sequence[str]) -> Any:
    """The records with any of some codes of a facet."""
    if name == "kind":
        models = [KINDS[code] for code in codes if code in KINDS]
        types = [ContentType.objects.get_for_model(model).pk for model in models]
        return records.filter(content_type_id__in=types)
    if name == "country":
        inside = {
            place.id
            for place in vocabulary().places.values()
            if (country := vocabulary().country_of(place)) and country.code in codes
        }
        return records.filter(
            Exists(Record.places.through.objects.filter(record_id=OuterRef("pk"), place_id__in=inside))
        )
    if name in FACET_SCHEMES:
        known = vocabulary().by_key
        concepts = [known[key].id for code in codes if (key := f"{name}:{code}") in known]
        return records.filter(
            Exists(Record.concepts.through.objects.filter(record_id=OuterRef("pk"), concept_id__in=concepts))
        )
    if name == "evidence":
        rated = [ContentType.objects.get_for_model(model).pk for model in KINDS.values() if model.has_badges]
        return records.filter(content_type_id__in=rated, evidence_strength__in=codes)
    if name == "tag":
        return records.filter(Exists(RecordTag.objects.filter(content_object_id=OuterRef("pk"), tag__name__in=codes)))
    if name == "span":
        touched = [touching(int(first), int(last)) for code in codes for first, _to, last in [code.partition("-")]]
        return with_years(records).filter(any_of(touched))
    if name == "language":
        texts = Record.objects.filter(  # of the same audience: who reads the record reads these too
            still_live(), translation_key=OuterRef("translation_key"), audience=OuterRef("audience")
        )
        in_language = Q(locale__language_code__in=codes)
        return records.filter(in_language | Exists(texts.filter(in_language)))
    raise ValueError(f"There is no facet {name!r}.")


def any_of(choices: Sequence[Q]) -> Q:
    """At least one of them; none is met where there are none."""
    met = Q(pk__in=[])
    for choice in choices:
        met |= choice
    return met


def with_years(records: Any) -> Any:
    """Adds the first and the last year that a record's period names, or else the year in which it was known, as four digits."""
    slash = StrIndex("period", Value("/"))
    known: Any = Cast("known_in", CharField())
    start, end = Substr("period", 1, 4), Substr("period", F("_slash") + 1, 4)
    return records.annotate(_slash=slash).annotate(
        _first=Case(When(period__isnull=True, then=known), When(period__startswith=OPEN, then=end), default=start),
        _last=Case(
            When(period__isnull=True, then=known), When(_slash=0, then=start), When(period__endswith=OPEN, then=start), default=end
        ),
    )  # fmt: skip


def touching(first: int | None, last: int | None) -> Q:
    """Periods that have a year in common with these."""
    met = Q()
    if first:
        met &= Q(_last__gte=str(first))
    if last:
        met &= Q(_first__lte=str(last))
    return met
