"""The words of the query language itself, in all languages of the content: operators, and names of fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import override

from search import registry
from search.analysis import fold

OR: Final = frozenset({"OR", "ODER", "LUB", "OPPURE"})
AND: Final = frozenset({"AND", "UND", "ORAZ"})
NOT: Final = frozenset({"NOT", "NICHT"})
# Words that are something else in another language: understood for who reads this one.
OR_FOR: Final = {"fr": "OU", "pt": "OU", "it": "O", "es": "O", "nl": "OF"}
AND_FOR: Final = {"fr": "ET", "nl": "EN"}

# Fields that are no facets, by what they are called in the languages of the content.
OWN_FIELDS: Final = {
    "title": "title titel titre titolo título tytuł",
    "name": "name nom nome nombre naam nazwa",
    "id": "id",
    "year": "year years jahr jahre année années anno anni año años ano anos jaar jaren rok lata period",
    "from": "from since von ab seit depuis dal desde vanaf sinds od",
    "to": "to until bis jusqu'à jusqu'en fino hasta até tot do",
}
# After these a hyphen stands for the part of a word that is not said twice, and excludes nothing: "Diskette oder -CD".
SUSPENDED: Final = re.compile(r"(?<!\S)(?:and|or|und|oder|sowie|en|of|og|och|eller|ja|tai|sekä)\s*$")
MOST_VALUES: Final = 12
OPERATORS: Final = OR | AND | NOT | set(OR_FOR.values()) | set(AND_FOR.values())
_OR_BETWEEN: Final = re.compile(rf"\s*,\s*|\s+(?:{'|'.join(sorted(OR | set(OR_FOR.values())))})\s+")


def field_names() -> Mapping[str, str]:
    """What may stand before a colon, made the same by `field_key`: the names of our own fields and of all facets."""
    return _names(tuple((name, facet.names) for name, facet in registry.facets().items()))


@lru_cache(maxsize=20)
def _names(facets: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    found: dict[str, str] = {field_key(name): name for name, _names in facets}
    for name, names in facets:
        for language in settings.INTERFACE_LANGUAGES:
            with override(language):
                found.setdefault(field_key(str(registry.facets()[name].label)), name)
        for written in names:
            found.setdefault(field_key(written), name)
    found |= {field_key(written): name for name, names in OWN_FIELDS.items() for written in names.split()}
    return found


def field_key(written: str) -> str:
    """The name of a field however it is written: "Target-group", "target_group" and "targetgroup" are the same."""
    return re.sub(r"[\W_]+", "", fold(written))


def operators(languages: Sequence[str], *, none: bool) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words for or, and, not; `none` where they are only words."""
    if none:
        return frozenset(), frozenset(), frozenset()
    return (
        OR | {OR_FOR[language] for language in languages if language in OR_FOR},
        AND | {AND_FOR[language] for language in languages if language in AND_FOR},
        NOT,
    )


def codes_of(facet: str, written: str) -> tuple[str, ...]:
    """The codes that are meant by what somebody wrote: a code or a label in any language, or several with OR or commas."""
    if known := _known(facet, written):
        return known
    several = values_in(written)
    if not 1 < len(several) <= MOST_VALUES:
        return ()
    found = [_known(facet, one) for one in several]
    return tuple(dict.fromkeys(code for codes in found for code in codes)) if all(found) else ()


def _known(facet: str, written: str) -> tuple[str, ...]:
    try:
        return tuple(registry.facets()[facet].codes_for(written))
    except DatabaseError:  # no vocabularies yet, or no database: the words are looked for as words
        return ()


def values_in(written: str) -> list[str]:
    """The values between OR or commas."""
    return [one for one in _OR_BETWEEN.split(written) if one.strip()]
