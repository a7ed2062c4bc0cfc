"""The names of the catalogue's things and the rows they stand for, both ways."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.db import models

from portal.foundation.files.models import CustomDocument
from portal.foundation.pages import BasePage
from portal.vocabularies.models import Concept, Place
from practices.claims.models import Dataset
from practices.records.models import ORIGINAL, Record
from practices.sources.models import Source

Pairs = dict[str, Any]
NAMED: Final[dict[str, tuple[type[models.Model], tuple[str, ...]]]] = {
    "source": (Source, ("identifier",)),
    "place": (Place, ("code",)),
    "concept": (Concept, ("scheme_id", "code")),
    "record": (Record, ("identifier",)),
    "dataset": (Dataset, ("code",)),
}


def _named(to: str) -> models.QuerySet[Any]:
    """All rows that have names. Of a record only the original: relations stand on the work, never on a translation."""
    rows = NAMED[to][0]._default_manager.all()
    if to != "record":
        return rows
    # Where a work has several full texts, the first one in the tree is its original: dictionaries keep the last row.
    return rows.filter(ORIGINAL).exclude(identifier="").order_by("-path")


class Names:
    """Looks names up, each kind with one query. New rows are made known by `add`."""

    def __init__(self) -> None:
        self._pks: dict[str, Pairs] = {}
        self._rows: dict[str, dict[Any, Any]] = {}
        self._codes: dict[str, dict[Any, str]] = {}

    def pk(self, to: str, code: str) -> Any:
        """The row that a name stands for. Raises KeyError where there is none."""
        return self._known(to)[code]

    def row(self, to: str, code: str) -> Any:
        """The object itself, read once. Raises KeyError where there is none."""
        pk = self.pk(to, code)
        if pk not in self._rows.setdefault(to, {}):
            self._rows[to] = _named(to).in_bulk()
        return self._rows[to][pk]

    def code(self, to: str, pk: Any) -> str:
        """The name of a row. Raises KeyError where there is none."""
        if to not in self._codes:
            self._codes[to] = {row: code for code, row in self._known(to).items()}
        if to == "record" and pk not in self._codes[to]:  # a relation to a translation means its work
            return str(BasePage.objects.values_list("identifier", flat=True).get(pk=pk))
        return self._codes[to][pk]

    def add(self, to: str, code: str, pk: Any) -> None:
        """Makes a new row known."""
        self._known(to)[code] = pk
        self._codes.pop(to, None)

    def link_address(self, kind: str, key: str) -> str:
        """The lasting address behind a link that an editor made with a chooser."""
        if kind == "page":
            identifier, path = self._pages.get(key, ("", "/"))
            return f"/id/{identifier}/" if identifier else path
        if kind == "document":
            document = CustomDocument.objects.filter(pk=key).first() if key.isdigit() else None
            return str(document.url) if document else "/"
        return "/"

    @cached_property
    def _pages(self) -> dict[str, tuple[str, str]]:
        pages = BasePage.objects.select_related("locale")
        return {str(page.pk): (page.identifier, page.get_url() or "/") for page in pages}

    def _known(self, to: str) -> Pairs:
        if to not in self._pks:
            found = _named(to).values_list(*NAMED[to][1], "pk")
            self._pks[to] = {":".join(name): pk for *name, pk in found}
        return self._pks[to]
