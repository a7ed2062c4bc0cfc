"""Papers as PDF, read back by another library: what people wrote stays words, whatever it is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from portal.foundation.papers import Facts, Heading, Picture, Table, Words, pdf

HOSTILE = '#read("/etc/passwd") $x^2$ \\n @nobody <label> *bold* #[ ] // comment /* */ = heading "quoted" `raw`'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><polygon points="0,0 5,5 0,5"/></svg>'


def made(*blocks: Any, title: str = "A paper") -> PdfReader:
    return PdfReader(BytesIO(pdf(title, "About it", blocks, language="en-gb", foot="Foot")))


def words_of(paper: PdfReader) -> str:
    said = " ".join(page.extract_text() for page in paper.pages)
    return " ".join(said.replace("\u200b", "").split())


def claims(paper: PdfReader) -> str:
    """The metadata in which a PDF says which standards it keeps."""
    root: Any = paper.trailer["/Root"]
    return bytes(root["/Metadata"].get_object().get_data()).decode()


def test_a_paper_is_tagged_named_and_says_its_language() -> None:
    paper = made(
        Heading("Needs"), Words("First.\n\nSecond."), Facts([("Address", "here")]),
        Table("Means", ["Orientation", "Members"], [["Meetings", "3.5"]], (3, 1)), Picture(SVG, "A spidergram", "Below it"),
    )  # fmt: skip
    root: Any = paper.trailer["/Root"]
    assert (paper.metadata.title if paper.metadata else None) == "A paper"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in claims(paper)
    words = words_of(paper)
    for said in (
        "A paper",
        "About it",
        "Needs",
        "First. Second.",
        "Address: here",
        "Means",
        "Meetings 3.5",
        "Below it",
        "Foot",
    ):
        assert said in words


def test_hostile_words_stay_words() -> None:
    words = words_of(
        made(Words(HOSTILE), Facts([(HOSTILE, HOSTILE)]), Table(HOSTILE, [HOSTILE], [[HOSTILE]], (1,)), title=HOSTILE)
    )
    assert words.count('#read("/etc/passwd")') >= 6
    assert "root:" not in words


@pytest.mark.parametrize("odd", ["\x00\x07\x1b", "\u202eturned", "\ud800", "\ufffe", "𒀀 🦄 عربي 日本", "x" * 5000, ""])
def test_signs_that_no_font_has_break_nothing(odd: str) -> None:
    assert "Before" in words_of(made(Words(f"Before {odd}"), Heading(odd), Facts([(odd, odd)])))


def test_long_words_break_and_addresses_stay_whole() -> None:
    address = "https://passerelle.example/" + "a" * 60
    found = made(Words(f"{address} {'y' * 200}")).pages[0].extract_text()
    assert address in found.replace("\n", "")
    assert sum("yyy" in line.replace("\u200b", "") for line in found.splitlines()) > 1


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text())
def test_any_words_make_a_paper(first: str, second: str) -> None:
    assert made(Heading(first), Words(second), Table(first, [second], [[first]], (1,)), title=first).pages
