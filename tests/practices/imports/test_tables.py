"""Files become rows of texts, however they were written; all that is wrong with a file is told in a sentence, and none is a danger."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any, Final

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.files.encodings import CENTRAL, UTF_8, UTF_16, WESTERN, encoding_of, text_in
from practices.imports.tables import DELIMITERS, Table, TableError, letters_of, read_csv, read_table
from tests.practices.imports.conftest import excel

WORDS: Final = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="'"), min_size=1, max_size=20
).map(lambda word: f"w{word.strip()}")
POLISH: Final = "tytuł;miejsce\nMieszkania dla młodzieży w Łodzi, też później;Łódź\nŚcieżki i źródła;Gdańsk\n"
GERMAN: Final = "Titel;Ort\nÜbergänge für junge Männer, geprüft;München\nMaßnahmen;Köln\n"
FRENCH: Final = "titre;lieu\nL’accès à l’emploi après la peine, où ça réussit;Nîmes\nPremière étape;Besançon\n"
CZECH: Final = "název;místo\nPříprava na propuštění z věznice, ještě před koncem;Plzeň\nČtvrť;Ústí\n"


def stored(content: bytes, ending: str = "xlsx") -> str:
    return default_storage.save(f"imports/table.{ending}", ContentFile(content))


def opened(content: bytes, **reading: str) -> Table:
    return read_table(stored(content), "xlsx", reading)


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (GERMAN, "utf-8", UTF_8), (POLISH, "utf-8-sig", UTF_8), (POLISH, "utf-16", UTF_16), (GERMAN, "utf-16-le", UTF_16), (FRENCH, "utf-16-be", UTF_16),
        (GERMAN, "cp1252", WESTERN), (FRENCH, "cp1252", WESTERN), (POLISH, "cp1250", CENTRAL), (CZECH, "cp1250", CENTRAL),
    ],
)  # fmt: skip
def test_letters_are_right(text: str, codec: str, encoding: str) -> None:
    content = text.encode(codec)
    assert encoding_of(content) == encoding
    table = read_csv(content, {})
    assert [table.headers, *(row.cells for row in table.rows)] == [line.split(";") for line in text.splitlines()]


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_text_of_a_marked_encoding_comes_through(text: str) -> None:
    for codec in ("utf-8-sig", "utf-16"):
        content = text.encode(codec)
        assert text_in(content, encoding_of(content)) == text


@given(st.binary())
def test_any_bytes_have_an_encoding_or_are_told_of(content: bytes) -> None:
    said = ""
    try:
        said = str(read_csv(content, {}).headers)
    except TableError as error:
        said = str(error)
    assert said


@given(
    rows=st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=2, max_size=8)
    ),
    delimiter=st.sampled_from(DELIMITERS),
)
def test_what_another_program_writes_is_read(rows: list[list[str]], delimiter: str) -> None:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    table = read_csv(made.getvalue().encode(), {"delimiter": delimiter})
    assert [row.cells for row in table.rows] == rows[1:]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row)
        for row in (["title", "place", "year"], ["Homes", "Austria", "2005"], ["Work", "Italy", "2006"])
    )
    assert read_csv(text.encode(), {}).reading["delimiter"] == delimiter
    assert read_csv(f'title{delimiter}place\n"a{delimiter} b, c; d"{delimiter}x\n'.encode(), {}).rows[0].cell(1) == "x"


def test_rows_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    table = read_csv(b"\n;;\ntitle;place\n\nHomes;Austria;;\n;;;\nWork\n", {})
    assert [(row.number, row.cells) for row in table.rows] == [(5, ["Homes", "Austria"]), (7, ["Work"])]


def test_an_apostrophe_before_a_formula_goes_again() -> None:
    assert [row.cells for row in read_csv(b"title;note\n'=1+1;'quoted\n", {}).rows] == [["=1+1", "'quoted"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title;place\n", "no row below"),
        (b"\n\n", "no row below"),
        (b'title;place\n"never closed;x\n', "quotation mark"),
        (b"title\n" + b"x" * 40_000, "more than 32,767 characters"),
        (b"title\n" + b"x" * 200_000, "far too long"),
        (b";".join([b"a"] * 300) + b"\nx", "more than 200 columns"),
        (b"title\n" + b"x\n" * 10_001, "more than 10,000 rows"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(content: bytes, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read_csv(content, {})


def test_an_encoding_that_is_not_its_own_is_refused() -> None:
    with pytest.raises(TableError, match="another one"):
        read_csv(GERMAN.encode("cp1252"), {"encoding": UTF_8})


def test_letters_of_columns() -> None:
    assert [letters_of(number) for number in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_cells_of_excel_are_texts() -> None:
    from datetime import date, datetime

    table = opened(
        excel(
            [
                ["title", "when", "number", "yes"],
                ["Homes", date(2005, 12, 31), 12.0, True],
                [None] * 4,
                ["Work", datetime(2006, 1, 2, 3, 4), 1.5, None],
            ]
        )
    )
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ["Homes", "2005-12-31", "12", "true"]),
        (4, ["Work", "2006-01-02T03:04:00", "1.5"]),
    ]
    assert table.sheets == ["Sheet"]


def test_formulas_are_not_calculated() -> None:
    table = opened(excel([["title", "sum"], ["Homes", "=1+1"]]))
    assert table.unsolved == {(2, 2)}
    assert table.rows[0].cells == ["Homes"]


def test_merged_cells_are_named() -> None:
    with pytest.raises(TableError, match="A2:A3"):
        opened(excel([["title", "x"], ["Homes", "y"], [None, "z"]], merged=["A2:A3"]))


def test_a_million_empty_rows_are_nothing() -> None:
    table = opened(excel([["title"], ["Homes"]], cells={"A1048576": "Last"}))
    assert [row.number for row in table.rows] == [2, 1048576]


def test_a_size_that_is_not_true_is_not_believed() -> None:
    content = changed(excel([["title"], ["Homes"]]), b'<dimension ref="A1:A2"', b'<dimension ref="A1:XFD1048576"')
    assert opened(content).rows[0].cells == ["Homes"]


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The same file with other words in its sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/"):
                assert old in part
                part = part.replace(old, new)
            after.writestr(name, part)
    return made.getvalue()


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet'
    with pytest.raises(TableError, match="can't be read"):
        opened(changed(excel([["title"], ["Homes"]]), b"<worksheet", bomb))


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TableError, match="can't be read"):
        opened(b"PK\x03\x04 nothing of the kind")


def test_a_sheet_is_chosen() -> None:
    import openpyxl

    book: Any = openpyxl.Workbook()
    book.active.append(["nothing"])
    second = book.create_sheet("Practices")
    for row in (["title"], ["Homes"]):
        second.append(row)
    made = io.BytesIO()
    book.save(made)
    assert opened(made.getvalue(), sheet="Practices").rows[0].cells == ["Homes"]
