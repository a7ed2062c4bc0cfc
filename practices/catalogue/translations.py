"""Translations of title and summary: short texts in a record's file, pages of their own in the tree of their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practices.catalogue.fields import own, read_fields
from practices.catalogue.reading import Spot
from practices.catalogue.values import LANGUAGES, Keyed
from practices.records.models import Record

if TYPE_CHECKING:
    from practices.catalogue.names import Names
from practices.catalogue.fields import Structure

FIELDS = own(Record, "title", "summary", "by", required=["title"], attributes={"by": "translated_by"})


@dataclass(frozen=True)
class Translations:
    """The translations by language."""

    key: str = "translations"
    required: bool = False
    hidden: bool = False
    late: bool = True

    def parse(self, raw: Any, spot: Spot) -> Any:
        shape = Structure({one.key: one.value for one in FIELDS}, required=("title", "summary", "by"))
        return Keyed(shape, LANGUAGES.__contains__, f"a content language ({', '.join(LANGUAGES)})").parse(raw, spot)

    def read(self, obj: Any, names: Names) -> Any:
        found = {page.content_language: read_fields(FIELDS, page, names) for page in translations_of(obj) if page.live}
        return dict(sorted(found.items())) or None

    def write(self, obj: Any, value: Any, names: Names) -> None:
        """Nothing: each is a page of its own, written after the original."""


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
