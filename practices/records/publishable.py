"""What a record must say before readers may see it: who says so, and how old that knowledge is. One rule for desk and files."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NO_SOURCE: Final = _("Name at least one source, under Sources: readers must see who says so.")
NO_YEAR: Final = _("Say which year the knowledge is of, or that it is not known: readers must see how old it is.")

NO_SUCH_YEAR: Final = _("Knowledge is of a year of four digits that has begun already, such as 2005.")
FIRST_YEAR: Final = 1000


def of_a_year(year: int) -> None:
    """Raises ValidationError for a year that no source can speak of."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise ValidationError(NO_SUCH_YEAR)


def lacking(*, sources: int, known_in: int | None, year_not_known: bool) -> dict[str, Any]:
    """What is missing, by the name of the part: `sources`, `known_in`. A draft may lack both."""
    found: dict[str, Any] = {}
    if not sources:
        found["sources"] = NO_SOURCE
    if known_in is None and not year_not_known:
        found["known_in"] = NO_YEAR
    return found


def lacking_on(record: Any) -> dict[str, Any]:
    """The same for a record as it stands in memory; a translation rests on its original's sources."""
    if record.is_translation:
        return {}
    return lacking(sources=record.citations.count(), known_in=record.known_in, year_not_known=record.known_in_not_known)
