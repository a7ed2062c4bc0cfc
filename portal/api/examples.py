"""Questions to the API that the documentation shows; the tests ask every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """An address and what it answers."""

    what: Any
    address: str


EXAMPLES: Final = (
    Example(_("Practices from Austria or Germany about support after release, with titles in German"),
            "/api/v1/records?kind=practice&country=AT&country=DE&theme=resettlement_support&language=de"),
    Example(_("One record with its sections, results, relations, sources and badges"), "/api/v1/records/PR-0001"),
    Example(_("Records whose period touches the years 2005 to 2007, a hundred at once"), "/api/v1/records?from=2005&to=2007&limit=100"),
    Example(_("Records that changed since a day, for whoever keeps a copy"), "/api/v1/records?changed_since=2026-11-01"),
    Example(_("What the search page finds, with marked words and two facets counted"),
            "/api/v1/search?q=distance+learning&facets=kind&facets=country"),
    Example(_("The description for programs that make clients (OpenAPI 3.1)"), "/api/v1/openapi.json"),
)  # fmt: skip
