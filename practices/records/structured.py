"""What a record's page tells machines: schema.org JSON-LD, only with properties that the type has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from portal.foundation.dates import PartialDate, Point
from portal.vocabularies.snapshot import PlaceEntry

# What is not itself a text: language, licence and date of change are those of the page about it.
THINGS: Final = frozenset({"Organization", "ResearchProject", "GovernmentService", "Event"})


def structured_data(page: Any, work: Any, places: Sequence[PlaceEntry], names: Sequence[str]) -> SafeString:
    """schema.org JSON-LD, safe inside a script element."""
    address = f"{settings.SITE_ADDRESS}/id/{page.full_identifier}/"
    text = {
        "inLanguage": page.content_language,
        "license": settings.CONTENT_LICENCE_URL,
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
    }
    data = {
        "@context": "https://schema.org",
        "@type": page.schema_type,
        "name": page.title,
        "description": page.summary,
        "identifier": page.full_identifier,
        "url": address,
        "alternateName": names or None,
    }
    if page.schema_type != "GovernmentService":  # services have no keywords
        data["keywords"] = capfirst(work.type_label)
    countries = [place.name("en") for place in places]
    if page.schema_type in THINGS:
        data |= when_and_where(page, work, countries)
        data["subjectOf"] = said({"@type": "WebPage", "name": page.title, "url": address, **text})
    else:
        data |= {"spatialCoverage": countries, "temporalCoverage": str(work.period) if work.period else None, **text}
    encoded = json.dumps(said(data), ensure_ascii=False)
    return mark_safe(encoded.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308


def said(data: dict[str, Any]) -> dict[str, Any]:
    """What is known of it."""
    return {key: value for key, value in data.items() if value}


def when_and_where(page: Any, work: Any, places: Sequence[str]) -> dict[str, Any]:
    """An event has its days and its place; all others the area that they serve."""
    if page.schema_type != "Event":
        return {"areaServed": list(places)}
    where = ", ".join(part for part in (work.venue, *places) if part)
    return {
        **days(work.period),
        "location": {"@type": "Place", "name": where, "address": where} if where else None,
    }


def days(period: PartialDate | None) -> dict[str, str]:
    """First and last day, as exact as they are known; one that is only "about" right is none to a calendar."""
    if not period:
        return {}
    end = period.end if period.is_range else period.start
    return {key: day for key, point in (("startDate", period.start), ("endDate", end)) if (day := exact(point))}


def exact(point: Point | None) -> str:
    """A day, month or year in ISO 8601."""
    return "" if point is None or point.about else str(point)
