"""The cells of an Excel file as texts. It runs in a process of its own (`child.py`): nothing of Django is imported here.

Nothing is calculated: of a formula the result is taken that the file keeps.
"""

from __future__ import annotations

import datetime
import re
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final
from zipfile import ZipFile

MOST_ROWS: Final = 10_000  # that say something
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 32_767  # characters: what Excel itself holds
MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:$]{1,30})"')
FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
PIECE: Final = 1024 * 1024
OVERLAP: Final = 64  # bytes: a mark may be cut by the end of a piece
MOST_NAMED: Final = 20


class TooManyError(ValueError):
    """More rows or columns than are read; says which."""


def sheet_of(content: bytes, name: str = "") -> dict[str, Any]:
    """The rows of a sheet (default: the first one) that say something, each with its number; the names of all sheets; which
    cells are merged, and which hold a formula without a result. Raises TooManyError, and what openpyxl raises at a broken file.
    """
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheets = [sheet.title for sheet in book.worksheets]
    chosen = book[name] if name in sheets else book.worksheets[0]
    merged, has_formulas = _marks_in(content, chosen._worksheet_path)
    rows = _rows(chosen)
    unsolved = []
    if has_formulas:
        formulas = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False)
        unsolved = _without_result(chosen, formulas[chosen.title])
    return {"sheets": sheets, "sheet": chosen.title, "rows": rows, "merged": merged, "unsolved": unsolved}


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    found: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if not any(cell is not None for cell in cells):
            continue
        texts = [as_text(cell) for cell in cells]
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            continue
        if len(texts) > MOST_COLUMNS:
            raise TooManyError("columns")
        if len(found) > MOST_ROWS:
            raise TooManyError("rows")
        found.append((number, texts))
    return found


def as_text(value: Any) -> str:
    """A cell as a person would type it: days in ISO 8601, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".12g")
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)[: LONGEST_CELL + 1]


def _marks_in(content: bytes, path: str) -> tuple[list[str], bool]:
    """The merged cells of a sheet, and whether it has formulas. Words in cells can't look like either: they have no "<"."""
    merged: list[str] = []
    has_formulas, tail = False, b""
    with ZipFile(BytesIO(content)) as archive, archive.open(path.lstrip("/")) as sheet:
        while piece := sheet.read(PIECE):
            seen = tail + piece
            for one in MERGED.findall(seen):
                if (ref := one.decode()) not in merged and len(merged) < MOST_NAMED:
                    merged.append(ref)
            has_formulas = has_formulas or bool(FORMULA.search(seen))
            tail = seen[-OVERLAP:]
    return merged, has_formulas


def _without_result(values: Any, formulas: Any) -> list[tuple[int, int]]:
    """Row and column, from 1, of formulas of which the file keeps no result."""
    values.reset_dimensions()
    formulas.reset_dimensions()
    pairs = zip_longest(values.iter_rows(values_only=True), formulas.iter_rows(values_only=True), fillvalue=())
    found: list[tuple[int, int]] = []
    for number, (said, written) in enumerate(pairs, 1):
        for column, formula in enumerate(written, 1):
            lacks = column > len(said) or said[column - 1] is None
            if lacks and formula is not None and len(found) < MOST_NAMED:
                found.append((number, column))
    return found
