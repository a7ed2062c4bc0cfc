"""What carries a concept, of all rooms: how much there is, and how it goes over to another concept.

A room declares each column of its own that points to concepts (`declare`), and whatever else names them (`declare_elsewhere`: queries that
people follow, versions that are kept). A system check fails for a column that nobody has declared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.checks import Error, register
from django.db.models import Count, Field, ForeignKey, QuerySet

from portal.vocabularies.models import Concept

OWN: Final = "vocabularies"  # this room moves what is its own by itself


@dataclass(frozen=True)
class Named:
    """A thing that carries a concept, for whoever may see it."""

    key: int
    title: str
    url: str


@dataclass(frozen=True)
class Use:
    """One column of a model that points to concepts, or a table that ties them."""

    column: str  # practices.Record.concepts
    label: Any  # of what carries them, in the plural
    reindex: Callable[[Collection[int]], None]  # keys of what has other concepts now
    named: Callable[[Collection[int], Any], list[Named]] | None = (
        None  # those that a person may see; None: only counted
    )

    @property
    def field(self) -> Field[Any, Any]:
        """The column."""
        app, model, name = self.column.split(".")
        found: Field[Any, Any] = apps.get_model(app, model)._meta.get_field(name)
        return found

    def rows(self) -> QuerySet[Any]:
        """The rows that point to concepts, with `holder` and `concept` by name in `names`."""
        field: Any = self.field
        model = field.remote_field.through if field.many_to_many else field.model
        found: QuerySet[Any] = model._base_manager.all()
        return found

    @property
    def names(self) -> tuple[str, str]:
        """The columns that hold the key of what carries the concept, and of the concept."""
        field: Any = self.field
        return (
            (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
            if field.many_to_many
            else ("pk", field.attname)
        )

    def counts(self) -> dict[int, int]:
        """How many carry each concept. One query."""
        _holder, concept = self.names
        counted = self.rows().exclude(**{concept: None}).order_by().values_list(concept).annotate(Count("pk"))
        return dict(counted)

    def holders(self, concept: int) -> list[int]:
        """The keys of what carries a concept. One query."""
        holder, column = self.names
        return list(self.rows().filter(**{column: concept}).order_by(holder).values_list(holder, flat=True))

    def move(self, old: int, new: int, only: Collection[int] | None = None) -> int:
        """Has what carries `old`, or only these, carry `new` instead, in the current transaction; returns how many. Three queries."""
        holder, column = self.names
        keys = self.holders(old) if only is None else [key for key in self.holders(old) if key in only]
        rows = self.rows().filter(**{column: old, f"{holder}__in": keys})
        if self.field.many_to_many:
            both = self.rows().filter(**{column: new, f"{holder}__in": keys}).values_list(holder, flat=True)
            rows.filter(**{f"{holder}__in": list(both)}).delete()
        rows.update(**{column: new})
        if keys:
            self.reindex(keys)
        return len(keys)


@dataclass(frozen=True)
class Elsewhere:
    """What names concepts otherwise than by a column."""

    label: Any
    count: Callable[[Concept], int]
    move: Callable[[Concept, Concept, Mapping[str, Collection[int]] | None], None]
    refuses: Callable[[Concept, Concept], Iterable[str]] = lambda _old, _new: ()  # why two can't be made one, in words


_uses: dict[str, Use] = {}
_elsewhere: list[Elsewhere] = []


def declare(
    column: str,
    label: Any,
    reindex: Callable[[Collection[int]], None],
    named: Callable[[Collection[int], Any], list[Named]] | None = None,
) -> None:
    """Declares a column, such as practices.Record.concepts."""
    _uses[column] = Use(column, label, reindex, named)


def declare_elsewhere(one: Elsewhere) -> None:
    """Declares what else names concepts."""
    if one not in _elsewhere:
        _elsewhere.append(one)


def uses() -> Collection[Use]:
    """All columns."""
    return _uses.values()


def elsewhere() -> Collection[Elsewhere]:
    """All else."""
    return _elsewhere


def totals() -> dict[int, int]:
    """How much carries each concept. One query for each column."""
    found: dict[int, int] = {}
    for use in uses():
        for concept, count in use.counts().items():
            found[concept] = found.get(concept, 0) + count
    return found


def columns() -> Iterator[str]:
    """Every column of other rooms that points to concepts."""
    for model in apps.get_models():
        if model._meta.app_label != OWN and not model._meta.proxy:
            for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
                if (isinstance(field, ForeignKey) or field.many_to_many) and field.related_model is Concept:
                    yield f"{model._meta.app_label}.{model.__name__}.{field.name}"


@register()
def every_column_to_concepts_is_declared(**_options: Any) -> list[Error]:
    """Fails for a column that points to concepts and would be left behind when two are merged."""
    return [
        Error(
            f"{name} points to concepts, and nobody has said what becomes of it when two are merged.",
            hint="Call portal.vocabularies.uses.declare for it, from ready() of its room.",
            id="vocabularies.E001",
        )
        for name in columns()
        if name not in _uses
    ]
