"""Checks a whole table before anything is written, by the rules of `catalogue load`; all that is wrong is told by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from portal.foundation.audience import PUBLIC
from portal.foundation.numbers import grouped
from portal.foundation.pages import BasePage
from practices.catalogue.fields import NOT_KNOWN, Data, parse_fields
from practices.catalogue.reading import Problem, Problems, Spot
from practices.catalogue.schema import KindSchema
from practices.imports import cells
from practices.imports.columns import Column, columns_of, importable, nested
from practices.imports.models import ImportedRow, TableImport
from practices.imports.naming import Finding, explorable, names_of, plain
from practices.imports.tables import Row, Table
from practices.records.publishable import lacking

ITEM: Final = re.compile(r"\[\d+\]")
SHOWN: Final = 120  # characters of what a cell holds, beside what is wrong with it
Action = ImportedRow.Action


def check(table: Table, batch: TableImport, user: Any) -> list[ImportedRow]:
    """The rows as they would be brought in, unsaved; those with mistakes say so."""
    return list(Check(table, batch, user).rows())


class Check:
    """One table. Asks the database the same few questions for any number of rows."""

    def __init__(self, table: Table, batch: TableImport, user: Any) -> None:
        self.table, self.batch = table, batch
        self.schema: KindSchema = importable()[batch.kind]
        self.columns = columns_of(self.schema)
        self.chosen = [(number, self.columns[key]) for number, key in enumerate(batch.columns) if key in self.columns]
        self.context = cells.Context(batch.reading.get("dates", cells.DAY_FIRST), Finding(user))
        self.present: dict[str, dict[int, str]] = {}  # by plain name: key of record, and its identifier
        self.by_code: dict[str, int] = {}
        for code, pk, name in names_of(explorable(user, self.schema.model)):
            self.present.setdefault(plain(name), {})[pk] = code
            self.by_code[code] = pk
        self.seen: dict[str, int] = {}  # plain title or identifier: the row that has it
        self.slugs: dict[str, int] = {}
        self.links: set[str] | None = None

    def rows(self) -> Iterator[ImportedRow]:
        """Each row, checked."""
        for row in self.table.rows:
            yield self._checked(row)

    def _checked(self, row: Row) -> ImportedRow:
        problems = Problems()
        spot = Spot(problems, "", row.number)
        raw = self._raw(row, spot)
        title = str(raw.get("title", ""))
        record = self._record_meant(raw, row, spot)
        is_there = record is not None
        leaves = is_there and not self.batch.changes_existing
        data: Data = {} if leaves else self._parsed(raw, spot, is_there=is_there or "id" in raw)
        found = [] if leaves and not problems.found else [self._told(one, row) for one in problems]
        action = Action.WRONG if found else Action.LEAVE if leaves else Action.CHANGE if is_there else Action.NEW
        return ImportedRow(
            table=self.batch, number=row.number, title=title[:255], action=action, data=data, problems=found,
            record_id=record, lacks=self._lacks(data) if action == Action.NEW else [],
        )  # fmt: skip

    def _raw(self, row: Row, spot: Spot) -> dict[str, Any]:
        """The row as a file would have it: what the cells say, else what holds for all rows."""
        values: dict[str, Any] = {}
        for number, column in self.chosen:
            text = row.cell(number)
            place = self._spot(spot, column)
            if (row.number, number + 1) in self.table.unsolved:
                place.complain(
                    _("holds a formula without a result: calculate the table, or paste the value, and save it")
                )
            elif cells.SPREADSHEET_ERROR.fullmatch(text.strip()):
                place.complain(_("holds an error of the spreadsheet, no value: mend it there"))
            elif text.strip():
                values[column.key] = column.reader(text, place, self.context)
        for key, text in self.batch.same_for_all.items():
            if key in self.columns and key not in values and text:
                values[key] = self.columns[key].reader(text, spot.key({}, _("the same for all rows")), self.context)
        return nested({key: value for key, value in values.items() if value not in (None, [])})

    def _spot(self, spot: Spot, column: Column) -> Spot:
        for part in column.key.split("."):
            spot = spot.key({}, part)
        return spot

    def _parsed(self, raw: dict[str, Any], spot: Spot, *, is_there: bool) -> Data:
        """The canonical values, by the fields of the catalogue's files. Of a record that is there only what the table says is asked."""
        given = {key: value for key, value in raw.items() if key != "id"}
        wanted = [
            one
            for one in self.schema.fields
            if one.key not in ("id", "kind", "language") and (not is_there or one.key in given)
        ]
        if not is_there:
            given.setdefault("audience", PUBLIC)
            given.setdefault("slug", "to-be-given")
        data = parse_fields(wanted, given, spot)
        if "slug" not in raw:
            data.pop("slug", None)
        elif (first := self.slugs.setdefault(str(raw["slug"]), spot.line)) != spot.line:
            spot.key({}, "slug").complain(
                _("row %(row)s has this address too: choose another") % {"row": grouped(first)}
            )
        if "stub" in data and data.get("audience", PUBLIC) == PUBLIC and not is_there:
            spot.key({}, "stub").complain(
                _("only a restricted record has a public face: say who may see it, or leave it out")
            )
        self._check_links(spot.problems)
        return data

    def _check_links(self, problems: Problems) -> None:
        """Links in texts lead to what there is."""
        for spot, to, code in [one for one in problems.references if one[1] == "page"]:
            if self.links is None:
                self.links = set(BasePage.objects.exclude(identifier="").values_list("identifier", flat=True))
            if code not in self.links:
                spot.complain(_("there is no %(what)s “%(code)s”") % {"what": to, "code": code})

    def _record_meant(self, raw: dict[str, Any], row: Row, spot: Spot) -> int | None:
        """The record that is there already: by identifier, else by any of its names. Complains where it is not clear which."""
        code = str(raw.get("id", "")).strip().upper()
        if code and code not in self.by_code:
            spot.key({}, "id").complain(
                _("there is no %(code)s here; leave the identifier empty for new records: the site gives them")
                % {"code": code}
            )
        title = str(raw.get("title", ""))
        self._once(code or plain(title), row, spot)
        if code:
            return self.by_code.get(code)
        names = [title, *(raw.get("aliases") or ())]
        found: dict[int, str] = {}
        for name in names:
            found |= self.present.get(plain(name), {}) if plain(name) else {}
        if len(found) > 1:
            spot.key({}, "title").complain(
                _("several records are called that: write the identifier of the one that is meant (%(codes)s)")
                % {"codes": ", ".join(sorted(found.values())[:5])}
            )
            return None
        return next(iter(found), None)

    def _once(self, name: str, row: Row, spot: Spot) -> None:
        """No two rows are about the same record."""
        if name and (first := self.seen.setdefault(name, row.number)) != row.number:
            spot.key({}, "title").complain(
                _("row %(row)s has the same name: keep one of the two, or tell them apart") % {"row": grouped(first)}
            )

    def _lacks(self, data: Data) -> list[str]:
        """What a new record must say before it can be published."""
        year = data.get("known_in")
        found = lacking(
            sources=len(data.get("sources", ())),
            known_in=year if isinstance(year, int) else None,
            year_not_known=year == NOT_KNOWN,
        )
        return [str(message) for message in found.values()]

    def _told(self, problem: Problem, row: Row) -> list[Any]:
        """Column (None: no one), what stands there, what to do."""
        key = ITEM.sub("", problem.field)
        column = next((number for number, one in self.chosen if key == one.key or key.startswith(f"{one.key}.")), None)
        text = "" if column is None else row.cell(column)
        told = problem.message if column is not None or not key else f"{self._name(key)}: {problem.message}"
        return [column, text[:SHOWN], told]

    def _name(self, key: str) -> str:
        return str(self.columns[key].label) if key in self.columns else key
