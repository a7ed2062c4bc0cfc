"""Countries that somebody may mean while they type: by name in any language, or by code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.vocabularies.snapshot import Version, language_of, vocabulary
from search import registry
from search.registry import WayOn
from search.suggestions.known import Known, Named

MOST: Final = 3


def declare() -> None:
    """Registers countries with the search."""
    registry.suggests("country", _("Countries"), suggested)


def suggested(text: str, language: str) -> Iterator[WayOn]:
    """The countries that have a name or code which begins so."""
    for name in _known(vocabulary().version).becoming(text, (language,), MOST):
        country = vocabulary().by_code[name.thing]
        own, address = country.name(language), reverse("country", args=[country.code])
        note = "" if name.text == own else name.text
        yield WayOn(text=own, url=address, language=language_of(country.names, language), note=note)


@lru_cache(maxsize=2)
def _known(_version: Version) -> Known:
    return Known(
        Named(country.code, text, language)
        for country in vocabulary().countries
        for text, language in (
            *((name, language) for language, name in country.names.items()),
            *((name, language) for language, names in country.alternatives.items() for name in names),
            (country.code, ""),
        )
    )
