"""What a table's columns may hold, for each kind of record: made of the same fields that `catalogue load` reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.foundation.dates import PartialDateField
from portal.vocabularies.snapshot import vocabulary
from practices.catalogue import fields
from practices.catalogue.blocks import Blocks
from practices.catalogue.registry import kinds
from practices.catalogue.schema import KindSchema
from practices.catalogue.values import FromModel, Line, ListOf, Reference, RichText
from practices.imports import cells
from practices.imports.naming import plain
from practices.models import Record, RelationType

DECIDED: Final = ("kind", "language")  # for the whole table
RATED: Final = "evidence"  # by two editors, never by a table
NAMES: Final = {
    "id": _("Identifier, of records that are there already"),
    "slug": _("Address"),
    "aliases": _("Other names"),
    "places": _("Places"),
    "tags": _("Tags"),
    "sources": _("Sources"),
    "relations": _("Relations"),
}
GROUPS: Final = {
    "stub": _("Public face"),
    "self_report": _("Self-report"),
    "reviewed": _("Review"),
}
FORMS: Final = {
    "sources": _("identifier or title, a comma and the place in it: SR-0001, p. 5"),
    "relations": _("the sort, a colon, and the record: Part of: PR-0001"),
    "places": _("names or codes, with ; between them"),
    "aliases": _("with ; between them"),
    "tags": _("with ; between them"),
    "known_in": _("a year, or “not known”"),
}
# What people call columns, beside the names that the form and the files use.
ALSO: Final = {
    "title": ("name", "titel", "titre"),
    "summary": ("description", "abstract", "zusammenfassung", "kurzbeschreibung", "résumé"),
    "places": ("country", "countries", "place", "land", "länder", "pays", "ort", "orte"),
    "aliases": ("alias", "other name", "acronym", "abkürzung"),
    "known_in": ("year", "jahr", "année"),
    "website": ("url", "web", "link"),
    "sources": ("source", "quelle", "quellen"),
    "tags": ("keywords", "schlagwörter"),
    "id": ("identifier", "kennung"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One thing that a column can hold."""

    key: str  # as files name it; inside a group or a scheme with a point between
    label: Any
    reader: cells.Reader
    form: Any = ""  # how it is written, where that does not go without saying

    @property
    def names(self) -> Iterable[str]:
        """What its header may be called."""
        return (self.key, str(self.label), self.key.rpartition(".")[2], *ALSO.get(self.key, ()))


def importable() -> dict[str, KindSchema]:
    """The kinds whose records stand alone in a list and are made of fields: texts of a set come in their order, articles in blocks."""
    return {
        name: schema
        for name, schema in kinds().items()
        if schema.parent is not None
        and not schema.nested_key
        and issubclass(schema.model, Record)
        and not any(isinstance(one, Blocks) for one in schema.fields)
    }


def columns_of(schema: KindSchema) -> dict[str, Column]:
    """All that a table of a kind can say, by key."""
    found = [column for one in schema.fields if one.key not in (*DECIDED, RATED) for column in _of_field(one, schema)]
    return {column.key: column for column in found}


def guess(headers: Iterable[str], columns: dict[str, Column], remembered: dict[str, str]) -> list[str]:
    """What each column holds, by what its header says and by what this person said before; empty where nothing tells. Each once."""
    by_name: dict[str, str] = {}
    for column in columns.values():
        for name in column.names:
            by_name.setdefault(plain(name), column.key)
    taken: set[str] = set()
    chosen = []
    for header in headers:
        key = remembered.get(plain(header), by_name.get(plain(header), ""))
        chosen.append(key if key in columns and key not in taken else "")
        taken.add(key)
    return chosen


def nested(values: dict[str, Any]) -> dict[str, Any]:
    """Raw values by key of column, as a file has them: `evidence.strength` inside `evidence`."""
    raw: dict[str, Any] = {}
    for key, value in values.items():
        outer, point, inner = key.partition(".")
        if point:
            raw.setdefault(outer, {})[inner] = value
        else:
            raw[key] = value
    return raw


def _of_field(field: Any, schema: KindSchema) -> Iterable[Column]:
    key, form = field.key, FORMS.get(field.key, "")
    if isinstance(field, fields.ConceptLinks):
        titles = vocabulary().schemes
        for scheme in field.schemes:
            label = titles.get(scheme, {}).get("en") or capfirst(scheme.replace("_", " "))
            yield Column(f"{key}.{scheme}", label, cells.concepts(scheme), _("names or codes, with ; between them"))
    elif isinstance(field, fields.Group):
        for inner in field.fields:
            if isinstance(inner, fields.Attribute) and (reader := _reader(inner.value)):
                label = f"{GROUPS.get(key, key)!s}: {_label(inner, schema)!s}"
                yield Column(f"{key}.{inner.key}", label, reader, _form(inner.value))
    elif isinstance(field, fields.YearOrNotKnown):
        yield Column(key, _label(field.year, schema), cells.year_or_not_known, form)
    elif isinstance(field, fields.Attribute):
        if reader := _reader(field.value):
            yield Column(key, NAMES.get(key) or _label(field, schema), reader, form or _form(field.value))
    elif reader := _reader_of_rows(field):
        yield Column(key, NAMES[key], reader, form)


def _reader_of_rows(field: Any) -> cells.Reader | None:
    """For what is more than one attribute."""
    if isinstance(field, fields.Links) and field.reference.to == "place":
        return cells.places
    if isinstance(field, fields.Tags) or (isinstance(field, fields.Children) and field.single):
        return cells.words
    if field.key == "sources":
        return cells.sources
    return (
        cells.relations({str(code): str(label) for code, label in RelationType.choices})
        if field.key == "relations"
        else None
    )


def _reader(value: Any) -> cells.Reader | None:
    """For one attribute; None for what no cell can hold."""
    if isinstance(value, RichText):
        return cells.paragraphs
    if isinstance(value, ListOf):
        return cells.words if isinstance(value.of, Line) else None
    if isinstance(value, FromModel):
        return _reader_of_model(value)
    return None if isinstance(value, Reference) or not hasattr(value, "pattern") else cells.plain


def _reader_of_model(value: FromModel) -> cells.Reader:
    if value.choices:
        return cells.one_of({str(code): str(label) for code, label in value.field.flatchoices})
    for sort, reader in (
        (models.BooleanField, cells.yes_or_no),
        (models.IntegerField, cells.whole_number),
        (models.DecimalField, cells.number),
        ((models.DateField, PartialDateField), cells.day),
    ):
        if isinstance(value.field, sort):
            return reader
    return cells.plain


def _form(value: Any) -> Any:
    """How a value is written, where people can't know."""
    if isinstance(value, FromModel) and value.choices:
        return _("one of: %(choices)s") % {
            "choices": ", ".join(str(label) for code, label in value.field.flatchoices if code)
        }
    if isinstance(value, ListOf):
        return _("with ; between them")
    return ""


def _label(field: fields.Attribute, schema: KindSchema) -> Any:
    return capfirst(str(schema.model._meta.get_field(field.attribute.removesuffix("_id")).verbose_name))
