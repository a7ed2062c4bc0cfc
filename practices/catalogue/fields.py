"""The fields of an entry: a key in the file, and where its value stands on the model. One declaration checks, loads and exports it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from practices.catalogue.reading import Spot
from practices.catalogue.values import Keyed, Line, ListOf, Reference, Value, value_for

if TYPE_CHECKING:
    from practices.catalogue.names import Names

Data = dict[str, Any]
NOT_KNOWN: Final = "not known"
Rule = Callable[[Data, Spot], None]


class Field(Protocol):
    """A key of an entry."""

    @property
    def key(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def hidden(self) -> bool:
        """Kept for comparing, but not written in files: the order of concepts, for example."""

    @property
    def late(self) -> bool:
        """Writes rows of its own, and so only when the object has been saved."""

    def parse(self, raw: Any, spot: Spot) -> Any:
        """The canonical value; None where there is none or it is the default. Complains about what is wrong."""

    def read(self, obj: Any, names: Names) -> Any:
        """The canonical value of an object."""

    def write(self, obj: Any, value: Any, names: Names) -> None:
        """Puts a canonical value, or the default for None, on an object."""


def parse_fields(fields: Sequence[Field], raw: Any, spot: Spot, *, also: Sequence[str] = ()) -> Data:
    """The canonical values of a mapping; complains about unknown keys and missing fields. `also` are keys read by others."""
    if not isinstance(raw, dict):
        spot.complain(f"must be a mapping with the keys {', '.join(one.key for one in fields if not one.hidden)}")
        return {}
    known = {one.key: one for one in fields if not one.hidden}
    for key in raw:
        if key not in known and key not in also:
            spot.key(raw, key).complain(f"unknown key; allowed: {', '.join([*known, *also])}")
    data = {}
    for key, one in known.items():
        place = spot.key(raw, key)
        complaints = len(spot.problems)
        value = one.parse(raw.get(key), place)
        if value is not None:
            data[key] = value
        elif one.required and len(spot.problems) == complaints:
            place.complain("is missing")
    return data


def read_fields(fields: Sequence[Field], obj: Any, names: Names) -> Data:
    """The canonical values of an object."""
    values = ((one.key, one.read(obj, names)) for one in fields)
    return {key: value for key, value in values if value is not None}


def write_fields(fields: Sequence[Field], obj: Any, data: Data, names: Names) -> None:
    """Puts canonical values on an object; what `data` leaves out gets its default."""
    for one in fields:
        one.write(obj, data.get(one.key), names)


@dataclass(frozen=True)
class Attribute:
    """One attribute of the model."""

    key: str
    value: Any
    attribute: str
    required: bool = False
    always: bool = False  # also written where it is the default
    hidden: bool = False
    late: bool = False

    def parse(self, raw: Any, spot: Spot) -> Any:
        return self._stated(self.value.parse(raw, spot), fill=raw is None)

    def read(self, obj: Any, names: Names) -> Any:
        return self._stated(self.value.read(getattr(obj, self.attribute), names))

    def write(self, obj: Any, value: Any, names: Names) -> None:
        setattr(obj, self.attribute, self.value.empty if value is None else self.value.store(value, names))

    def _stated(self, value: Any, *, fill: bool = False) -> Any:
        default = str(empty) if isinstance(empty := self.value.empty, str) else empty
        if self.always:
            return default if value is None and fill else value
        return None if value == default else value


def own(
    model: type[models.Model],
    *keys: str,
    required: Iterable[str] = (),
    always: Iterable[str] = (),
    attributes: dict[str, str] | None = None,
) -> tuple[Attribute, ...]:
    """Attributes that the model itself describes: type, length, choices, whether they may be empty."""
    return tuple(_own(model, key, (attributes or {}).get(key, key), key in required, key in always) for key in keys)


def _own(model: type[models.Model], key: str, attribute: str, required: bool, always: bool) -> Attribute:
    field: Any = model._meta.get_field(attribute)
    value: Value
    if field.is_relation:
        value = Reference(field.related_model._meta.model_name, scheme="indicator" if attribute == "indicator" else "")
        return Attribute(key, value, field.attname, required or not field.null)
    needed = required or (not field.blank and not field.has_default() and not isinstance(field, models.BooleanField))
    return Attribute(key, value_for(field), attribute, needed, always)


@dataclass(frozen=True)
class YearOrNotKnown:
    """A year, or the words that say that nobody knows it; `flag` is the attribute that keeps the latter."""

    year: Attribute
    flag: str
    required: bool = False
    hidden: bool = False
    late: bool = False

    @property
    def key(self) -> str:
        """The year's own."""
        return self.year.key

    def parse(self, raw: Any, spot: Spot) -> Any:
        return NOT_KNOWN if raw == NOT_KNOWN else self.year.parse(raw, spot)

    def read(self, obj: Any, names: Names) -> Any:
        year = self.year.read(obj, names)
        return NOT_KNOWN if year is None and getattr(obj, self.flag) else year

    def write(self, obj: Any, value: Any, names: Names) -> None:
        setattr(obj, self.flag, value == NOT_KNOWN)
        self.year.write(obj, None if value == NOT_KNOWN else value, names)


@dataclass(frozen=True)
class Group:
    """A mapping of attributes, such as a badge; `flag` is the attribute that says whether it is there at all."""

    key: str
    fields: tuple[Field, ...]
    flag: str = ""
    required: bool = False
    hidden: bool = False
    late: bool = False

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        return self._stated(parse_fields(self.fields, raw, spot), present=True)

    def read(self, obj: Any, names: Names) -> Any:
        return self._stated(read_fields(self.fields, obj, names), present=bool(self.flag and getattr(obj, self.flag)))

    def write(self, obj: Any, value: Any, names: Names) -> None:
        write_fields(self.fields, obj, value or {}, names)
        if self.flag:
            setattr(obj, self.flag, value is not None)

    def _stated(self, data: Data, *, present: bool) -> Any:
        if self.flag:
            return data if present else None
        return data or None


@dataclass(frozen=True)
class Children:
    """A list of child objects in their order; `single` where each is just one text."""

    key: str
    model: type[models.Model]
    accessor: str
    fields: tuple[Attribute, ...]
    single: bool = False
    rule: Rule | None = None
    required: bool = False
    hidden: bool = False
    late: bool = True

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, list):
            return spot.complain("must be a list")
        parsed = [self._parse_one(one, spot.item(raw, number)) for number, one in enumerate(raw)]
        return [one for one in parsed if one] or None

    def read(self, obj: Any, names: Names) -> Any:
        rows = sorted(getattr(obj, self.accessor).all(), key=attrgetter(*self._order))
        found = [one for row in rows if (one := read_fields(self.fields, row, names))]
        return ([one[self.fields[0].key] for one in found] if self.single else found) or None

    def write(self, obj: Any, value: Any, names: Names) -> None:
        rows = []
        for number, one in enumerate(value or ()):
            row = self.model()
            write_fields(self.fields, row, {self.fields[0].key: one} if self.single else one, names)
            if hasattr(row, "sort_order"):
                row.sort_order = number
            rows.append(row)
        if isinstance(obj, Page):  # kept in memory: a revision takes them
            setattr(obj, self.accessor, rows)
            return
        replace_children(obj, self.model, getattr(obj, self.accessor).all(), rows)

    def _parse_one(self, raw: Any, spot: Spot) -> Any:
        if self.single:
            return self.fields[0].parse(raw, spot)
        data = parse_fields(self.fields, raw, spot)
        if self.rule and data:
            self.rule(data, spot)
        return data

    @property
    def _order(self) -> tuple[str, ...]:
        return ("sort_order", "pk") if hasattr(self.model, "sort_order") else ("pk",)


def replace_children(obj: Any, model: type[models.Model], old: Any, new: list[Any]) -> None:
    """Puts new child rows in the place of old ones, each with one statement."""
    parent = next(field for field in model._meta.fields if isinstance(field, ParentalKey))
    old.delete()
    for row in new:
        setattr(row, parent.attname, obj.pk)
    model._default_manager.bulk_create(new)


@dataclass(frozen=True)
class Links:
    """Other things by name, in no order."""

    key: str
    reference: Reference
    attribute: str
    required: bool = False
    hidden: bool = False
    late: bool = True

    def parse(self, raw: Any, spot: Spot) -> Any:
        found = ListOf(self.reference).parse(raw, spot) or []
        return sorted(set(map(self.reference.full, found))) or None

    def read(self, obj: Any, names: Names) -> Any:
        return sorted(names.code(self.reference.to, row.pk) for row in getattr(obj, self.attribute).all()) or None

    def write(self, obj: Any, value: Any, names: Names) -> None:
        rows = [names.row(self.reference.to, code) for code in value or ()]
        if isinstance(obj, Page):
            setattr(obj, self.attribute, rows)
            return
        manager = getattr(obj, self.attribute)
        manager.set(rows)
        if hasattr(manager, "commit"):
            manager.commit()


@dataclass(frozen=True)
class ConceptLinks:
    """The concepts of a record, by scheme."""

    schemes: tuple[str, ...]
    key: str = "concepts"
    required: bool = False
    hidden: bool = False
    late: bool = True

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, dict):
            return spot.complain("must be a mapping from a scheme to its codes: {theme: [families]}")
        found = {}
        for scheme, codes in raw.items():
            place = spot.key(raw, scheme)
            if scheme not in self.schemes:
                place.complain(f"“{scheme}” does not classify records; allowed: {', '.join(self.schemes)}")
            elif parsed := ListOf(Reference("concept", scheme)).parse(codes, place):
                found[scheme] = sorted(set(parsed))
        return self._ordered(found)

    def read(self, obj: Any, names: Names) -> Any:
        found: dict[str, list[str]] = {}
        for row in obj.concepts.all():
            scheme, _colon, code = names.code("concept", row.pk).partition(":")
            found.setdefault(scheme, []).append(code)
        return self._ordered({scheme: sorted(codes) for scheme, codes in found.items()})

    def write(self, obj: Any, value: Any, names: Names) -> None:
        keys = [f"{scheme}:{code}" for scheme, codes in (value or {}).items() for code in codes]
        obj.concepts = [names.row("concept", key) for key in keys]

    def _ordered(self, found: dict[str, list[str]]) -> Any:
        return {scheme: found[scheme] for scheme in sorted(found, key=[*self.schemes, *found].index)} or None


@dataclass(frozen=True)
class Tags:
    """Free words, in no order."""

    key: str = "tags"
    required: bool = False
    hidden: bool = False
    late: bool = True

    def parse(self, raw: Any, spot: Spot) -> Any:
        return sorted(set(ListOf(Line(100)).parse(raw, spot) or ())) or None

    def read(self, obj: Any, names: Names) -> Any:
        return sorted({tag.name for tag in obj.tags.all()}) or None

    def write(self, obj: Any, value: Any, names: Names) -> None:
        obj.tags.set(value or [])


@dataclass(frozen=True)
class Structure:
    """A value that is a mapping of values, kept as JSON."""

    of: dict[str, Any]
    required: tuple[str, ...] = ()

    def parse(self, raw: Any, spot: Spot) -> Any:
        fields = tuple(Attribute(key, value, key, key in self.required) for key, value in self.of.items())
        return parse_fields(fields, raw, spot) or None

    def store(self, value: Any, names: Names) -> Any:
        return value

    def read(self, stored: Any, names: Names) -> Any:
        values = ((key, value.read(stored.get(key), names)) for key, value in self.of.items())
        return {key: value for key, value in values if value is not None} or None


@dataclass(frozen=True)
class Words:
    """Child rows that are words by language: one for each language, or a list of them; `fixed` tells them from other rows."""

    key: str
    value: Keyed
    model: type[models.Model]
    accessor: str
    fixed: dict[str, str] = field(default_factory=dict)
    required: bool = False
    hidden: bool = False
    late: bool = True

    def parse(self, raw: Any, spot: Spot) -> Any:
        return self.value.parse(raw, spot)

    def read(self, obj: Any, names: Names) -> Any:
        found: dict[str, Any] = {}
        for row in sorted(getattr(obj, self.accessor).all(), key=attrgetter("pk")):
            if all(getattr(row, name) == value for name, value in self.fixed.items()):
                found.setdefault(row.language, []).append(row.text)
        if not self._many:
            found = {language: texts[0] for language, texts in found.items()}
        return self.value.read(found, names)

    def write(self, obj: Any, value: Any, names: Names) -> None:
        many = ((language, texts if self._many else [texts]) for language, texts in (value or {}).items())
        rows = [self.model(language=language, text=text, **self.fixed) for language, texts in many for text in texts]
        replace_children(obj, self.model, getattr(obj, self.accessor).filter(**self.fixed), rows)

    @property
    def _many(self) -> bool:
        return isinstance(self.value.of, ListOf)


@dataclass(frozen=True)
class Constant:
    """What is the same for all entries of a schema, or decided when an object is made: its kind, its language."""

    key: str
    reader: Callable[[Any], Any]
    value: Any
    required: bool = True
    hidden: bool = False
    late: bool = False

    def parse(self, raw: Any, spot: Spot) -> Any:
        return self.value.parse(raw, spot)

    def read(self, obj: Any, names: Names) -> Any:
        return self.reader(obj)

    def write(self, obj: Any, value: Any, names: Names) -> None:
        """Nothing: it is decided when the object is made."""
