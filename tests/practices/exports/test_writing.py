"""Files of citations and tables: whatever a title holds, it is read back as it was and commands nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.exports.citations import bibtex, csl, one_line, ris, tex
from practices.exports.entries import Entry
from practices.exports.formats import FORMATS, written
from practices.exports.table import COLUMNS, header, line

HOSTILE = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "One\nER  - \nTY  - JOUR", "}, author = {me", "}{", "\\",
    "\\input{/etc/passwd}", "100% of $5 & #1_x^2~", "a\u2028b\u0085c", 'He said "no", then', "; ; '", "\x00\x1b[31m", "{\\", "\ud800",
]  # fmt: skip
texts = st.text(max_size=80) | st.sampled_from(HOSTILE)
COMMAND = re.compile(r"\\(?:textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum)\{\}|\\[$&#_%]")
MEANING = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^",
}  # fmt: skip


def entry(title: str = "A title", summary: str = "", **fields: Any) -> Entry:
    """A small entry."""
    told = {
        "identifier": "PR-0001",
        "path": "/practices/a/",
        "changed_at": datetime(2026, 11, 24, tzinfo=UTC),
        **fields,
    }
    return Entry(id="page:1", kind="practice", title=title, summary=summary, language="en", languages=("en",), **told)


def balanced(text: str) -> bool:
    """Whether braces pair off as BibTeX counts them, which no backslash changes."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(texts, texts)
def test_no_cell_is_a_formula_and_nothing_is_lost(title: str, summary: str) -> None:
    cells = dict(zip(COLUMNS, rows(line(entry(title, summary)))[0], strict=True))
    assert len(rows(line(entry(title, summary)))) == 1
    for cell in cells.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cells["title"].removeprefix("'") in (title, title.removeprefix("'"))
    assert cells["summary"].endswith(summary)


@given(texts, texts)
def test_ris_is_one_reference_with_one_end(title: str, summary: str) -> None:
    lines = ris(entry(title, summary)).split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"^[A-Z][A-Z0-9]  - ", one) for one in lines[:-1])
    assert [one[:2] for one in lines].count("ER") == 1
    assert "\n" not in "".join(lines)
    assert len("".join(lines).splitlines()) == 1


@given(texts, texts)
def test_bibtex_is_one_balanced_entry(title: str, summary: str) -> None:
    text = bibtex(entry(title, summary))
    assert balanced(text)
    assert text.startswith("@misc{PR-0001,\n")
    names = [one.split(" = ")[0].strip() for one in text.splitlines()[1:-1]]
    assert sorted(set(names)) == sorted(names)
    assert set(names) <= {"author", "title", "year", "date", "abstract", "langid", "publisher", "number", "url"}


@given(texts)
def test_tex_says_what_was_written(text: str) -> None:
    written_ = tex(text)
    assert not set(COMMAND.sub("", written_)) & set("\\{}$&#_%~^"), "every sign is a known command"
    read_back = COMMAND.sub(lambda match: MEANING.get(match[0], match[0][1:]), written_)
    assert read_back == one_line(text)


@given(texts, texts)
def test_csl_json_is_json_and_complete(title: str, summary: str) -> None:
    item = json.loads(json.dumps(csl(entry(title, summary))))
    assert item["id"] == "PR-0001"
    assert item["issued"] == {"date-parts": [[2026, 11, 24]]}
    assert item.get("title", "") == one_line(title)
    assert item["URL"].endswith("/id/PR-0001/")


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_of_none_one_and_many(extension: str) -> None:
    format_ = FORMATS[extension]
    many = [[entry(one) for one in HOSTILE], [], [entry("The last")]]
    for batches in ([], [[entry()]], many):
        text = b"".join(written(format_, batches)).decode()
        count = sum(map(len, batches))
        if extension.endswith("json"):
            assert len(json.loads(text)) == count
        elif extension == "csv":
            assert text.startswith("\ufeff" + header())
            assert len(rows(text)) == 1 + count
        else:
            assert len(re.findall(r"^(?:TY  - ELEC|@misc\{)", text, re.MULTILINE)) == count


def test_a_text_is_cited_in_its_language_and_at_its_stable_address() -> None:
    german = Entry(id="page:2", identifier="PR-0001", kind="practice", title="Titel", language="de", path="/de/x/")
    assert csl(german)["URL"].endswith("/id/PR-0001-de/")
    assert "@misc{PR-0001-de," in bibtex(german)
    term = Entry(id="term:7", kind="term", title="Probation", language="en", path='/glossary/a"} b/')
    assert csl(term)["URL"].endswith("/glossary/a%22%7D%20b/")
    assert balanced(bibtex(term))
