"""The kinds of values that a file can hold. Each says once what is allowed, how it is compared, and how it is stored.

A value has three forms: *raw* as it was read from YAML, *canonical* (plain JSON types; equal values are spelled equally; None
where there is none), and *stored* as the model's attribute holds it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import RichTextField

from practices.catalogue import markup
from practices.catalogue.reading import Block, Spot

if TYPE_CHECKING:
    from practices.catalogue.names import Names

UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z]{2,8})?$")
LANGUAGES: Final = tuple(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)


class Value(Protocol):
    """What may stand under a key."""

    def parse(self, raw: Any, spot: Spot) -> Any:
        """The canonical form; None, with a complaint, where the value is not allowed."""

    def store(self, value: Any, names: Names) -> Any:
        """The stored form of a canonical value that is not None."""

    def read(self, stored: Any, names: Names) -> Any:
        """The canonical form of what is stored; None where it is empty."""


class Html(str):
    """A canonical text that is HTML: files write it one block on a line."""

    __slots__ = ()


def tidy_text(text: str, *, lines: bool) -> str:
    """A text as the models keep it: no blanks at its ends, no line breaks where it is a single line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if lines else re.sub(r"\s*\n\s*", " ", text)


def is_text(raw: Any, spot: Spot) -> bool:
    """Whether a raw value is a text without control characters; complains where it isn't."""
    if not isinstance(raw, str):
        shown = "a list" if isinstance(raw, list) else "a mapping" if isinstance(raw, dict) else str(raw).lower()
        spot.complain(f"must be a text: put it in quotes (it is {shown})")
        return False
    if UNPRINTABLE.search(raw):
        spot.complain("contains a control character: remove it")
        return False
    return True


@dataclass(frozen=True)
class FromModel:
    """Whatever the model's own field accepts: its length, its choices, its dates and addresses."""

    field: models.Field[Any, Any]

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        if not self._right_type(raw, spot):
            return None
        value = tidy_text(raw, lines=self.has_lines) if isinstance(raw, str) else raw
        if value == "":
            return None
        if self.choices and value not in self.choices:
            return spot.complain(f"“{value}” is not one of its values; allowed: {', '.join(self.choices)}")
        longest = self.field.max_length
        if isinstance(value, str) and longest and len(value) > longest:
            return spot.complain(f"is too long: {len(value)} characters, at most {longest}")
        try:
            return self._canonical(self.field.clean(value, None))
        except ValidationError as error:
            return spot.complain(" ".join(error.messages))

    def store(self, value: Any, names: Names) -> Any:
        return self.field.to_python(value)

    def read(self, stored: Any, names: Names) -> Any:
        return None if stored in (None, "") else self._canonical(stored)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The allowed codes, where they are listed."""
        return tuple(str(code) for code, _label in self.field.flatchoices if code)

    @property
    def has_lines(self) -> bool:
        return isinstance(self.field, models.TextField)

    @property
    def empty(self) -> Any:
        """What the attribute holds where the file says nothing."""
        return self.field.get_default()

    def _right_type(self, raw: Any, spot: Spot) -> bool:
        if isinstance(self.field, models.BooleanField):
            wanted, right = "true or false", isinstance(raw, bool)
        elif isinstance(self.field, models.IntegerField):
            wanted, right = "a whole number without quotes", isinstance(raw, int) and not isinstance(raw, bool)
        else:
            return is_text(raw, spot)
        if not right:
            spot.complain(f"must be {wanted}")
        return right

    def _canonical(self, stored: Any) -> Any:
        if isinstance(stored, bool | int):
            return stored
        if isinstance(stored, Decimal):
            return format(stored.normalize() + 0, "f")
        if isinstance(stored, datetime.date):
            return stored.isoformat()
        return tidy_text(str(stored), lines=self.has_lines) or None


@dataclass(frozen=True)
class RichText:
    """Small HTML; the features of its editor say which tags."""

    features: tuple[str, ...]
    inline: bool = False

    @property
    def tags(self) -> frozenset[str]:
        return markup.tags_of(self.features, inline=self.inline)

    empty = ""

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None or not is_text(raw, spot):
            return None
        offset = 1 if isinstance(raw, Block) else 0
        faults = markup.faults(raw, self.tags, inline=self.inline)
        for line, message in faults:
            spot.down(line + offset if offset else 0).complain(message)
        for code in markup.record_links(raw):
            spot.refers("page", code)
        return None if faults else (Html(text) if (text := markup.tidy(raw, self.tags)) else None)

    def store(self, value: Any, names: Names) -> Any:
        return str(value)

    def read(self, stored: Any, names: Names) -> Any:
        text = markup.from_editor(str(stored or ""), self.tags | {"p"}, names.link_address)
        if self.inline:  # the editor wraps a table's cell in a paragraph
            text = markup.tidy(text.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "<br>"), self.tags)
        return Html(text) if text else None


@dataclass(frozen=True)
class Reference:
    """The name of another thing in the catalogue: an identifier, the code of a place, scheme:code of a concept."""

    to: str
    scheme: str = ""  # of a concept: names within it are written without scheme
    empty = None

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None or not is_text(raw, spot) or not raw.strip():
            return None
        code = raw.strip()
        full = f"{self.scheme}:{code}" if self.scheme and ":" not in code else code
        spot.refers(self.to, full)
        return self.shown(full)

    def store(self, value: Any, names: Names) -> Any:
        return names.pk(self.to, self.full(value))

    def read(self, stored: Any, names: Names) -> Any:
        return None if stored is None else self.shown(names.code(self.to, stored))

    def full(self, code: str) -> str:
        """The name across schemes."""
        return f"{self.scheme}:{code}" if self.scheme and ":" not in code else code

    def shown(self, full: str) -> str:
        """The name as files write it."""
        return full.removeprefix(f"{self.scheme}:") if self.scheme else full


@dataclass(frozen=True)
class NamedIn(Reference):
    """A reference that is stored by name, inside JSON."""

    def store(self, value: Any, names: Names) -> Any:
        return value

    def read(self, stored: Any, names: Names) -> Any:
        return str(stored) if stored else None


@dataclass(frozen=True)
class Code:
    """A code of a given form."""

    pattern: str
    form: str
    empty = ""

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None or not is_text(raw, spot):
            return None
        if not self.matches(raw):
            return spot.complain(f"“{raw}” has the wrong form: write {self.form}")
        return str(raw)

    def matches(self, text: str) -> bool:
        """Whether a text has the form."""
        return bool(re.fullmatch(self.pattern, text))

    def store(self, value: Any, names: Names) -> Any:
        return value

    def read(self, stored: Any, names: Names) -> Any:
        return str(stored) if stored else None


@dataclass(frozen=True)
class ListOf:
    """A list of values of one kind, in their order; empty ones are left out, or kept as empty texts."""

    of: Value
    keep_empty: bool = False

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, list):
            return spot.complain("must be a list: [first, second]")
        parsed = [self.of.parse(one, spot.item(raw, number)) for number, one in enumerate(raw)]
        return self._canonical(parsed)

    def store(self, value: Any, names: Names) -> Any:
        return list(value)

    def read(self, stored: Any, names: Names) -> Any:
        return self._canonical([self.of.read(item, names) for item in stored or ()])

    def _canonical(self, values: list[Any]) -> Any:
        if self.keep_empty:
            return ["" if one is None else one for one in values] or None
        return [one for one in values if one is not None] or None

    @property
    def empty(self) -> Any:
        return []


@dataclass(frozen=True)
class Keyed:
    """A mapping from a checked key (a language, a number) to values of one kind."""

    of: Value
    key_form: Callable[[str], bool]
    key_words: str
    needed: Collection[str] = ()

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, dict):
            return spot.complain(f"must be a mapping from {self.key_words} to its text")
        found = {}
        for key, one in raw.items():
            if not self.key_form(key):
                spot.key(raw, key).complain(f"“{key}” is not {self.key_words}")
            elif (value := self.of.parse(one, spot.key(raw, key))) is not None:
                found[key] = value
        if missing := [key for key in self.needed if key not in found]:
            spot.complain(f"is missing: {', '.join(missing)}")
        return found or None

    def store(self, value: Any, names: Names) -> Any:
        return dict(value)

    def read(self, stored: Any, names: Names) -> Any:
        found = {key: self.of.read(one, names) for key, one in (stored or {}).items()}
        return {key: one for key, one in found.items() if one is not None} or None

    @property
    def empty(self) -> Any:
        return {}


@dataclass(frozen=True)
class Line:
    """A text that no model field describes: inside JSON."""

    longest: int = 255
    lines: bool = False
    empty = ""

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None or not is_text(raw, spot):
            return None
        text = tidy_text(raw, lines=self.lines)
        if len(text) > self.longest:
            return spot.complain(f"is too long: {len(text)} characters, at most {self.longest}")
        return text or None

    def store(self, value: Any, names: Names) -> Any:
        return value

    def read(self, stored: Any, names: Names) -> Any:
        return tidy_text(str(stored or ""), lines=self.lines) or None


def is_language(code: str) -> bool:
    """Whether a key names a language (BCP 47: de, pt-BR)."""
    return bool(LANGUAGE.match(code))


def by_language(of: Value, needed: Iterable[str] = ()) -> Keyed:
    """A mapping by language."""
    return Keyed(of, is_language, "the code of a language, such as en or de", tuple(needed))


def value_for(field: Any) -> Value:
    """The value that a model's field stands for."""
    if isinstance(field, RichTextField):
        return RichText(tuple(field.features))
    return FromModel(field)
