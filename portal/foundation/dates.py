"""Dates as the sources give them: a year, a month, a day, a range, "about", or not known.

Written as EDTF (ISO 8601-2:2019, levels 0 and 1): `2005`, `2006-10`, `2006-10-23`, `2002/2005`, `2007/..`, `2005~`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from babel.dates import format_date, format_skeleton
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

POINT: Final = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)\Z")
EDTF_POINT: Final = r"\d{4}(?:-\d{2}){0,2}"
OPEN: Final = ".."
EUROPEAN: Final = {"en": "en_GB"}  # as in portal/formats


@dataclass(frozen=True)
class Phrases:
    """How a language says that a date is not exact, or that one end is open: of a year, of a month, of a day."""

    about: str
    since: tuple[str, str, str]
    until: tuple[str, str, str]
    month: str = "yMMMM"  # how a month is written in them


# Not of the interface's catalogues: dates are shown in every language of the content, and of no other.
PHRASES: Final = {
    "en": Phrases("about {}", ("since {}",) * 3, ("until {}",) * 3),
    "de": Phrases("ca. {}", ("seit {}", "seit {}", "seit dem {}"), ("bis {}", "bis {}", "bis zum {}")),
    "fr": Phrases("env. {}", ("depuis {}", "depuis {}", "depuis le {}"), ("jusqu’en {}", "jusqu’en {}", "jusqu’au {}")),
    "it": Phrases("circa {}", ("dal {}", "da {}", "dal giorno {}"), ("fino al {}", "fino a {}", "fino al giorno {}")),
    "es": Phrases("aprox. {}", ("desde {}", "desde {}", "desde el {}"), ("hasta {}", "hasta {}", "hasta el {}")),
    "pt": Phrases("cerca de {}", ("desde {}",) * 3, ("até {}",) * 3),
    "nl": Phrases("ca. {}", ("sinds {}",) * 3, ("tot {}",) * 3),
    "pl": Phrases("ok. {}", ("od {} r.", "od {}", "od {}"), ("do {} r.", "do {}", "do {}"), month="MMMM y"),
}


@dataclass(frozen=True)
class Point:
    """A day, a month or a year, perhaps only about."""

    year: int
    month: int = 0
    day: int = 0
    about: bool = False

    @classmethod
    def parse(cls, text: str) -> Point:
        """Raises ValueError where the text is no year, month or day."""
        match = POINT.match(text)
        if not match:
            raise ValueError(text)
        year, month, day, about = match.groups()
        point = cls(int(year), int(month or 0), int(day or 0), bool(about))
        if not 1000 <= point.year <= 2999:
            raise ValueError(text)
        point.latest  # noqa: B018  raises ValueError for a month 13 or a day 31 February
        return point

    @property
    def earliest(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        if not 1 <= month <= 12:
            raise ValueError(month)
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts) + ("~" if self.about else "")

    @property
    def parts(self) -> int:
        """How exact it is: 0 for a year, 1 for a month, 2 for a day."""
        return 2 if self.day else 1 if self.month else 0

    def display(self, language: str, phrase: str = "") -> str:
        """In words, as the language writes it, perhaps in a phrase such as "since {}"."""
        phrases = PHRASES.get(language, PHRASES["en"])
        locale = EUROPEAN.get(language, language)
        if self.day:
            shown = format_date(self.earliest, "long", locale=locale)
        elif not self.month:
            shown = str(self.year)
        elif (phrase or self.about) and phrases.month != "yMMMM":
            shown = format_date(self.earliest, phrases.month, locale=locale)
        else:
            shown = format_skeleton("yMMMM", self.earliest, locale=locale)
        shown = phrases.about.format(shown) if self.about else shown
        return phrase.format(shown) if phrase else shown


@dataclass(frozen=True)
class PartialDate:
    """A point in time or a range of them; an end that is None is open."""

    start: Point | None
    end: Point | None = None
    is_range: bool = False

    @classmethod
    def parse(cls, text: str) -> PartialDate | None:
        """Reads EDTF, and the ways people write it ("about 2005", "2002–2005"); None for an empty text, ValueError for others."""
        text = normalised(text)
        if not text:
            return None
        if "/" not in text:
            return cls(Point.parse(text))
        first, _slash, last = text.partition("/")
        found = cls(
            None if first == OPEN else Point.parse(first), None if last == OPEN else Point.parse(last), is_range=True
        )
        if not found.start and not found.end:
            raise ValueError(text)
        if found.start and found.end and found.start.earliest > found.end.latest:
            raise ValueError(text)
        return found

    def __str__(self) -> str:
        if not self.is_range:
            return str(self.start)
        return f"{self.start or OPEN}/{self.end or OPEN}"

    @property
    def year(self) -> int:
        """The first year that it names."""
        point = self.start or self.end
        return point.year if point else 0

    @property
    def last_year(self) -> int:
        """The last year that it names."""
        point = self.end or self.start
        return point.year if point else 0

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day; None where one of them is not known to the day."""
        first, last = self.start, self.end if self.is_range else self.start
        if not first or not last or any(point.about or not point.day for point in (first, last)):
            return None
        return first.earliest, last.earliest

    def display(self, language: str | None = None) -> str:
        """In words, in a language or the reader's."""
        language = (language or get_language() or "en").split("-")[0]
        return _display(self, language)

    def __lt__(self, other: PartialDate) -> bool:
        return self.sort_key < other.sort_key

    @property
    def sort_key(self) -> tuple[date, date]:
        """Orders by the first possible day, then by the last."""
        start = self.start.earliest if self.start else date.min
        end = self.end.latest if self.end else (date.max if self.is_range else (self.start or Point(9999)).latest)
        return start, end


@lru_cache(maxsize=4096)
def _display(value: PartialDate, language: str) -> str:
    phrases = PHRASES.get(language, PHRASES["en"])
    start, end = value.start, value.end
    if start and end:
        return f"{start.display(language)} – {end.display(language)}"
    if start:
        return start.display(language, phrases.since[start.parts] if value.is_range else "")
    return end.display(language, phrases.until[end.parts]) if end else ""


def normalised(text: str) -> str:
    """What people write, and what is shown in English, as EDTF: "about 2005", "ca. 2005", "2002-2005", "2002 – 2005", "since 2007"."""
    text = text.strip()
    text = re.sub(
        rf"(?:\b(?:about|around|circa|ca\.?|c\.)\s*|(?<!\d)~\s*)({EDTF_POINT})", r"\1~", text, flags=re.IGNORECASE
    )
    text = re.sub(rf"^since\s+({EDTF_POINT}~?)$", r"\1/..", text, flags=re.IGNORECASE)
    text = re.sub(rf"^until\s+({EDTF_POINT}~?)$", r"../\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"^({EDTF_POINT}~?)\s+[-–—]\s+({EDTF_POINT}~?)$", r"\1/\2", text)
    return re.sub(r"^(\d{4}~?)\s*[-–—]\s*(\d{4}~?)$", r"\1/\2", text)


ERROR: Final = _(
    "“%(value)s” is not a date: write a year (2005), a month (2006-10), a day (2006-10-23), a range (2002/2005) or 2005~ for about."
)


def parse_or_complain(value: Any) -> PartialDate | None:
    """Reads a value from a form, a file or the database; raises ValidationError that says how to write it."""
    if value is None or isinstance(value, PartialDate):
        return value
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        raise ValidationError(ERROR, code="partial_date", params={"value": value}) from None


class PartialDateFormField(forms.CharField):
    """A text box for a partial date."""

    def clean(self, value: Any) -> Any:
        return parse_or_complain(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """Stores EDTF text, which sorts by its first year; in Python it is a PartialDate or None (not known)."""

    description = "A partial date (EDTF)"

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault(
            "help_text",
            _("2005, 2006-10, 2006-10-23, 2002/2005, 2007/.. (still open) or 2005~ (about). Empty: not known."),
        )
        options.update(max_length=24, blank=True, default=None, null=True)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for key in ("max_length", "blank", "default", "null", "help_text"):
            options.pop(key, None)
        return name, path, args, options

    def from_db_value(self, value: str | None, *_details: Any) -> PartialDate | None:
        """From the stored text."""
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        return parse_or_complain(value)

    def get_prep_value(self, value: Any) -> str | None:
        value = parse_or_complain(value)
        return str(value) if value else None

    def run_validators(self, value: Any) -> None:
        """The longest length is that of the text."""
        super().run_validators(str(value) if value else value)

    def value_to_string(self, obj: Any) -> Any:
        value = self.value_from_object(obj)
        return str(value) if value else None

    def formfield(self, **options: Any) -> Any:
        options.setdefault("form_class", PartialDateFormField)
        return models.Field.formfield(self, **{"max_length": 60, **options})
