"""Translations: texts in a record's file, pages of their own in the tree of their language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from practices.catalogue.fields import Data, Field, own, parse_fields, read_fields, write_fields
from practices.catalogue.reading import Spot
from practices.catalogue.values import LANGUAGES, Keyed
from practices.records.models import Record

if TYPE_CHECKING:
    from practices.catalogue.names import Names

NEEDED = ("title", "summary", "by")  # what every translation has
HEAD = own(Record, *NEEDED, required=NEEDED, attributes={"by": "translated_by"})


@dataclass(frozen=True)
class Wording:
    """One translation: title, summary, who made it, and for a whole one what else it says in its own words."""

    texts: tuple[Field, ...]
    empty = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """All that a translation may have."""
        return (*HEAD, *self.texts)

    def parse(self, raw: Any, spot: Spot) -> Any:
        return parse_fields(self.fields, raw, spot) or None

    def store(self, value: Any, names: Names) -> Any:
        return value

    def read(self, stored: Any, names: Names) -> Any:
        return stored

    def of(self, page: Any, original: Data, names: Names) -> Data:
        """The canonical values of a page. What is the same in the original is not translated yet, or needs no translation."""
        if page.title_and_summary_only:
            return read_fields(HEAD, page, names)
        return read_fields(HEAD, page, names) | {
            key: value
            for key, value in read_fields(self.texts, page.specific, names).items()
            if value != original.get(key)
        }

    def write(self, page: Any, texts: Data, names: Names) -> None:
        """Puts a translation on its page."""
        page.title_and_summary_only = not any(one.key in texts for one in self.texts)
        write_fields(self.fields, page, texts, names)


class Translations:
    """The translations of a kind of record by language."""

    key = "translations"
    required = False
    hidden = False
    late = True

    def __init__(self, model: type[Record], special: Iterable[Any]) -> None:
        wanted = model.translatable()
        self.wording = Wording(tuple(freed(one) for one in special if one.key in wanted))
        self._value = Keyed(self.wording, LANGUAGES.__contains__, f"a content language ({', '.join(LANGUAGES)})")

    def parse(self, raw: Any, spot: Spot) -> Any:
        return self._value.parse(raw, spot)

    def read(self, obj: Any, names: Names) -> Any:
        live = [page for page in translations_of(obj) if page.live]
        if not live:
            return None
        original = read_fields(self.wording.texts, obj, names)
        return dict(sorted((page.content_language, self.wording.of(page, original, names)) for page in live))

    def write(self, obj: Any, value: Any, names: Names) -> None:
        """Nothing: each is a page of its own, written after the original."""


def freed(field: Any) -> Any:
    """A field that a translation may leave out: readers then see the original's."""
    return replace(field, required=False, **({"always": False} if hasattr(field, "always") else {}))


def translations_of(record: Any) -> list[Any]:
    """The other texts of a work."""
    if not isinstance(record, Record):
        return []
    return list(
        Record.objects.filter(translation_key=record.translation_key)
        .exclude(pk=record.pk)
        .select_related("locale")
        .order_by("pk")
    )
