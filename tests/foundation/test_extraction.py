"""Reading files in a process of its own: what it says page by page, and that no file stops the worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.foundation.files import child, extraction
from portal.foundation.files.extraction import Source, UnreadableError, drawn_pages, preview_of, words_of
from portal.foundation.files.words import MOST_PAGES, PART, Words, tidy
from portal.foundation.files.words import words_of as read_here
from tests import papers
from tests.files import picture


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(content: bytes, extension: str) -> Source:
    return Source(default_storage.save(f"one.{extension}", ContentFile(content)), extension)


def read(content: bytes, extension: str) -> Words:
    return words_of(stored(content, extension))


def unreadable(content: bytes, extension: str) -> str:
    with pytest.raises(UnreadableError) as error:
        read(content, extension)
    return str(error.value.reason)


@pytest.mark.parametrize(("content", "extension", "pages", "unit"), [
    (papers.pdf("The plan", "The key to the flat"), "pdf", ["The plan", "The key to the flat"], "page"),
    (papers.docx("The plan", "The key"), "docx", ["The plan", "The key"], "page"),
    (papers.pptx("The plan", "The key"), "pptx", ["The plan", "The key"], "slide"),
    (papers.odt("The plan", "The key"), "odt", ["The plan", "The key"], "page"),
    (papers.html("The <b>plan</b>", "The key"), "html", ["The plan\n\nThe key"], "part"),
    (b"The plan\r\nThe key", "txt", ["The plan\nThe key"], "part"),
    (papers.packed({"xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>The plan</t></si></sst>'}), "xlsx", ["The plan"], "part"),
])  # fmt: skip
def test_words_are_read_page_by_page(content: bytes, extension: str, pages: list[str], unit: str) -> None:
    found = read(content, extension)
    assert (found.pages, found.unit, found.count) == (pages, unit, len(pages))


def test_long_texts_without_pages_are_parted() -> None:
    found = read(b"A line of words.\n" * 1_000, "md")
    assert len(found.pages) > 4
    assert max(map(len, found.pages)) <= PART
    assert "".join(found.pages).count("A line of words.") == 1_000


@pytest.mark.parametrize(("content", "extension", "reason"), [
    (papers.locked_pdf(), "pdf", "locked"),
    (papers.odt("x", encrypted=True), "odt", "locked"),
    (papers.pdf("", ""), "pdf", "scanned"),
    (b"%PDF-1.7\nnothing", "pdf", "broken"),
    (papers.pdf("x")[:300], "pdf", "broken"),
    (b"PK\x03\x04", "docx", "broken"),
    (papers.packed({"word/document.xml": b"<x/>"}), "docx", "broken"),
    (papers.odt("x", prefix='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'), "odt", "broken"),
    (papers.odt("x").replace(b"content.xml", b"contents.xm"), "odt", "broken"),
])  # fmt: skip
def test_what_cant_be_read_says_why(content: bytes, extension: str, reason: str) -> None:
    assert unreadable(content, extension) == reason


def test_a_file_that_went_meanwhile_is_broken() -> None:
    with pytest.raises(UnreadableError):
        words_of(Source("nowhere.pdf", "pdf"))


def test_a_pdf_tells_that_it_carries_more() -> None:
    assert read(papers.pdf_with_more(), "pdf").carries
    assert not read(papers.pdf("x"), "pdf").carries


def test_pages_beyond_the_limit_are_counted_alone() -> None:
    found = read(papers.pdf(*map(str, range(MOST_PAGES + 5))), "pdf")
    assert (len(found.pages), found.count) == (MOST_PAGES, MOST_PAGES + 5)


def test_pages_are_drawn() -> None:
    pages, count = drawn_pages(stored(papers.pdf("a", "b", "c"), "pdf"), 2, 9)
    assert ([page.number for page in pages], count) == ([2, 3], 3)
    assert all(page.content[8:12] == b"WEBP" and page.width == 1000 for page in pages)


@pytest.mark.parametrize("size", [(14_400, 14_400), (3, 14_400), (1, 1)])
def test_pages_of_any_size_are_drawn_small(size: tuple[int, int]) -> None:
    (page,), _count = drawn_pages(stored(papers.pdf("a", size=size), "pdf"), 1, 1)
    assert max(page.width, page.height) <= child.LONGEST_SIDE + 1


@pytest.mark.parametrize(
    ("content", "extension"),
    [(papers.pdf("a"), "pdf"), (picture("JPEG", (4000, 2000)), "jpg"), (picture("PNG"), "png")],
)
def test_previews_are_small(content: bytes, extension: str) -> None:
    drawn = preview_of(stored(content, extension))
    assert max(drawn.width, drawn.height) <= child.PREVIEW + 1
    assert drawn.content[8:12] == b"WEBP"


def test_what_takes_too_much_memory_ends_its_process_alone() -> None:
    source = stored(papers.odt("</text:p><text:p>" * 10_000_000), "odt")  # 170 MB that unfold from less than one
    with pytest.raises(UnreadableError) as error:
        words_of(source)
    assert error.value.reason == "heavy"


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "LONGEST", 0.05)
    assert unreadable(papers.pdf("x"), "pdf") == "heavy"


def test_the_process_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_SECRET_KEY", "very secret")
    assert "PASSERELLE_SECRET_KEY" not in extraction._environment()


def test_the_process_has_limits() -> None:
    code = "from portal.foundation.files.child import limit; limit(); x = bytearray(2 << 30)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=Path(__file__).parents[2], env={**os.environ}
    )
    assert b"MemoryError" in done.stderr


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_tidied_text_can_be_stored(text: str) -> None:
    found = tidy(text)
    assert "\x00" not in found
    found.encode()
    assert tidy(found) == found


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_text_file_is_read_or_says_why_not(content: bytes) -> None:
    assert read_here(content, "txt").unit == "part"
    found = child.answer("words", "html", content, [])
    assert "pages" in found or found == {"unreadable": "broken"}
