"""What becomes of a person's data: one declaration for every column that points to the user model, ours and the libraries'.

A system check fails for a column without one. `erase` and `export` follow the declarations; nothing else deletes an account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction

Rows = Callable[[Any], Iterable[Mapping[str, Any]]]


class Fate(Enum):
    """What happens to a row when the person leaves."""

    DELETE = "delete"  # the row is the person's own: it goes
    DETACH = "detach"  # the work stays, nobody's name on it
    KEEP = "keep"  # the row must stay as it is, for the reason given


@dataclass(frozen=True)
class Declaration:
    """How the rows behind one column are exported and erased."""

    column: str  # app.model.field, lower case
    fate: Fate
    because: Any  # a sentence to the person, translatable
    export: tuple[str, ...] = ()  # names of the fields the person gets a copy of
    files: models.Q | None = None  # of which of the rows the files go along; None: of all


_declarations: Final[dict[str, Declaration]] = {}
_further: Final[list[Callable[[Any], None]]] = []
_words: Final[list[Callable[[Any], None]]] = []
_further_exports: Final[dict[str, Rows]] = {}


def declare(
    column: str, fate: Fate, *, because: Any, export: tuple[str, ...] = (), files: models.Q | None = None
) -> None:
    """Declares what becomes of the rows behind a column; the person who wants to leave is shown `because`."""
    _declarations[column.lower()] = Declaration(column.lower(), fate, because, export, files)


def also_erase(step: Callable[[Any], None]) -> Callable[[Any], None]:
    """Registers a function from the user to nothing, called before the rows go: for what no column points to."""
    _further.append(step)
    return step


def erases_words(step: Callable[[Any], None]) -> Callable[[Any], None]:
    """Registers a function from the user to nothing, called for who wants to take along what they wrote, before anything else."""
    _words.append(step)
    return step


def also_export(name: str) -> Callable[[Rows], Rows]:
    """Registers a function from the user to rows that are the person's own though no column points to them."""

    def register(rows: Rows) -> Rows:
        _further_exports[name] = rows
        return rows

    return register


def explained() -> dict[str, list[str]]:
    """Why what is deleted, detached and kept, for the person who wants to leave: sentences by the name of the fate."""
    sentences: dict[str, list[str]] = {fate.value: [] for fate in Fate}
    for name, _field in columns_to_user():
        told = _declarations[name]
        if str(told.because) not in sentences[told.fate.value]:
            sentences[told.fate.value].append(str(told.because))
    return sentences


def columns_to_user() -> Iterator[tuple[str, Any]]:
    """Every stored column of every app that points to the user model, with its name as declarations write it."""
    user_model = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_fields:
            to = field.related_model if isinstance(field, models.ForeignKey) else None
            if isinstance(to, type) and issubclass(to, models.Model) and to._meta.concrete_model is user_model:
                yield f"{model._meta.label_lower}.{field.name}", field


def undeclared() -> list[str]:
    """Columns that nobody has decided about."""
    return [name for name, _field in columns_to_user() if name not in _declarations]


def export(user: Any) -> dict[str, Any]:
    """All that is a person's own, as plain values for a JSON file."""
    own: dict[str, Any] = {
        "account": {
            name: _plain(getattr(user, name))
            for name in ("email", "name", "language", "time_zone", "date_joined", "last_login")
        }
    }
    for name, field in columns_to_user():
        declaration = _declarations[name]
        if declaration.export:
            rows = field.model._base_manager.filter(**{field.name: user}).values(*declaration.export)
            own[name] = _plain_rows(rows)
    return own | {name: _plain_rows(rows(user)) for name, rows in _further_exports.items()}


def files_of(user: Any) -> Iterator[str]:
    """The stored names of the files that a person's exported rows tell of."""
    for name, field in columns_to_user():
        declaration = _declarations[name]
        for column in declaration.export:
            if "__" not in column and isinstance(field.model._meta.get_field(column), models.FileField):
                rows = field.model._base_manager.filter(declaration.files or models.Q(), **{field.name: user})
                yield from filter(None, rows.values_list(column, flat=True))


@transaction.atomic
def erase(user: Any, *, with_words: bool = False) -> None:
    """Ends an account: follows every declaration, then deletes the user's row. `with_words`: what they wrote among others goes too."""
    for step in (*(_words if with_words else ()), *_further):
        step(user)
    for name, field in columns_to_user():
        rows = field.model._base_manager.filter(**{field.name: user})
        fate = _declarations[name].fate
        if fate is Fate.DELETE:
            rows.delete()
        elif fate is Fate.DETACH:
            rows.update(**{field.name: None})
    user.delete()


def _plain_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
