"""A file as rows of texts: CSV in any of Europe's ways of writing it, and Excel. All that is wrong with the file is told in a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import mode
from typing import Any, Final

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from portal.foundation.files.encodings import ENCODINGS, encoding_of, text_in
from portal.foundation.files.extraction import Source, UnreadableError, sheet_of
from portal.foundation.files.sheets import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from portal.foundation.numbers import grouped

DELIMITERS: Final = (",", ";", "\t", "|")
LOOKED_AT: Final = 20  # rows, to tell the delimiter
MOST_EMPTY: Final = 1_048_576  # rows, as many as Excel has


class TableError(ValueError):
    """The file can't be read as a table; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """A row that says something, with its number in the spreadsheet."""

    number: int
    cells: list[str]

    def cell(self, column: int) -> str:
        """The text in a column, counted from nought."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """A header and its rows, and how the file was read."""

    headers: list[str]
    rows: list[Row]
    reading: dict[str, str]
    sheets: list[str] = field(default_factory=list)
    unsolved: frozenset[tuple[int, int]] = frozenset()  # row, and column from 1: formulas without a result


def read_table(name: str, extension: str, reading: dict[str, str]) -> Table:
    """A stored file. `reading` may say encoding, delimiter, sheet; what it leaves out is found. Raises TableError."""
    if extension == "xlsx":
        return _excel(name, reading)
    try:
        with default_storage.open(name) as stored:
            content = stored.read()
    except FileNotFoundError:
        raise TableError(_("The file is gone. Send it again.")) from None
    return read_csv(content, reading)


def read_csv(content: bytes, reading: dict[str, str]) -> Table:
    """CSV (RFC 4180) with any delimiter and encoding. Raises TableError."""
    encoding = reading.get("encoding", "")
    encoding = encoding if encoding in ENCODINGS else encoding_of(content)
    try:
        text = text_in(content, encoding)
    except UnicodeDecodeError:
        raise TableError(
            _("The file is not in this encoding. Choose another one, and look whether its letters are right.")
        ) from None
    delimiter = reading.get("delimiter", "")
    delimiter = delimiter if delimiter in DELIMITERS else delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headers, rows = _with_header(enumerate(_tidy(reader), 1))
    except csv.Error as error:
        raise TableError(
            _(
                "Line %(line)s can't be read: a cell is far too long, or a quotation mark is never closed. Mend it and send the file again."
            )
            % {"line": grouped(reader.line_num)}
        ) from error
    return Table(headers, rows, {**reading, "encoding": encoding, "delimiter": delimiter})


def delimiter_of(text: str) -> str:
    """What stands between the cells: what cuts most rows into the same number of them, and into the most."""
    best, most = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for _number, row in zip(range(LOOKED_AT), _readable(text, delimiter), strict=False) if row]
        if not widths:
            continue
        usual = mode(widths)
        score = (usual - 1) * widths.count(usual) / len(widths)
        if score > most:
            best, most = delimiter, score
    return best


def _readable(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows, as far as they can be read."""
    try:
        yield from csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _tidy(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Rows without what lies empty at their ends. An apostrophe that keeps a spreadsheet from calculating is no part of the text."""
    for row in rows:
        cells = [cell[1:] if cell[:1] == "'" and cell[1:2] in set("=+-@\t\r\n") else cell for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        yield cells


def _excel(name: str, reading: dict[str, str]) -> Table:
    try:
        said: dict[str, Any] = sheet_of(Source(name, "xlsx"), reading.get("sheet", ""))
    except UnreadableError:
        raise TableError(
            _(
                "The file can't be read as an Excel table: it is broken, locked, or far too large inside. Save it as CSV and send that."
            )
        ) from None
    if too_many := said.get("too_many"):
        raise _too_many_rows() if too_many == "rows" else _too_many_columns()
    if said["merged"]:
        raise TableError(
            _(
                "Cells are merged: %(cells)s. Split them, write into each cell what holds for it, and send the file again."
            )
            % {"cells": ", ".join(said["merged"])}
        )
    headers, rows = _with_header((number, cells) for number, cells in said["rows"])
    unsolved = frozenset((row, column) for row, column in said["unsolved"])
    return Table(headers, rows, {**reading, "sheet": said["sheet"]}, said["sheets"], unsolved)


def _with_header(numbered: Iterable[tuple[int, list[str]]]) -> tuple[list[str], list[Row]]:
    """The first row that says something names the columns. Raises TableError."""
    headers: list[str] = []
    rows: list[Row] = []
    for number, cells in numbered:
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise _too_many_columns()
        if not headers:
            headers = [" ".join(cell.split())[:120] for cell in cells]
            continue
        if len(rows) >= MOST_ROWS:
            raise _too_many_rows()
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise TableError(
                _("A cell in row %(row)s has more than %(most)s characters. Shorten it and send the file again.")
                % {"row": grouped(number), "most": grouped(LONGEST_CELL)}
            )
        rows.append(Row(number, cells))
    if not rows:
        raise TableError(
            _("There is no row below the names of the columns. The first row names them, each further row is a record.")
        )
    return headers, rows


def _too_many_rows() -> TableError:
    return TableError(_("The table has more than %(most)s rows. Send it in parts.") % {"most": grouped(MOST_ROWS)})


def _too_many_columns() -> TableError:
    return TableError(
        _("The table has more than %(most)s columns. Take out those that are not wanted.") % {"most": MOST_COLUMNS}
    )


def letters_of(column: int) -> str:
    """The name of a column in spreadsheets, counted from nought: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
