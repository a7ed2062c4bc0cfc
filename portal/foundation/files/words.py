"""The words in a file, page by page. It runs in a process of its own (`child.py`): nothing of Django is imported here, and a file that
was made to break its reader breaks nothing else.

Kept libraries read what they are made for: PDFium, python-docx, python-pptx; of other packed files the one part with the words is read as XML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

MOST_PAGES: Final = 300  # that are read and shown; the rest is there to be saved
LONGEST_PAGE: Final = 20_000  # characters of one page
PART: Final = 3_000  # characters, about: of a text that has no pages
PAGE, SLIDE, SHEET = "page", "slide", "part"
UNWANTED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BROKEN_WORD: Final = re.compile("[\x02\xad]\n?")  # PDFium marks a hyphen at the end of a line
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK: Final = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what stands before it
)
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
SHEETS: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class LockedError(ValueError):
    """It needs a password."""


class ScannedError(ValueError):
    """It has pages, and no words on them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says."""

    pages: list[str]
    unit: str = PAGE  # what a page of it is called
    count: int = 0  # of all pages, also of those that were not read
    carries: bool = False  # files or programs inside, which the reader here leaves out


def words_of(content: bytes, extension: str) -> Words:
    """Raises LockedError, ScannedError, and whatever a library raises at a broken file."""
    found = READERS[extension](content)
    pages = [tidy(page)[:LONGEST_PAGE] for page in found.pages[:MOST_PAGES]]
    if extension == "pdf" and pages and not any(pages):
        raise ScannedError
    return Words(pages, found.unit, found.count or len(found.pages), found.carries)


def tidy(text: str) -> str:
    """Without controls, broken words and empty space; as any database takes it."""
    joined = BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    clean = unicodedata.normalize("NFC", UNWANTED.sub("", joined).encode("utf-8", "ignore").decode())
    lines = (" ".join(line.split()) for line in clean.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def open_pdf(content: bytes) -> Any:
    """A document of PDFium. Raises LockedError, and PdfiumError for what is broken."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise LockedError from error
        raise


def _pdf(content: bytes) -> Words:
    from pypdfium2 import raw

    document = open_pdf(content)
    count = len(document)
    pages = []
    for number in range(min(count, MOST_PAGES)):
        page = document[number]
        words = page.get_textpage()
        pages.append(words.get_text_bounded())
        words.close()
        page.close()
    carries = document.count_attachments() > 0 or raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
    return Words(pages, PAGE, count, bool(carries))


def _docx(content: bytes) -> Words:
    """Pages as Word last broke them; where it never did, as its writer broke them."""
    import docx

    body = docx.Document(BytesIO(content)).element.body
    rendered = next(body.iter(f"{WORD}lastRenderedPageBreak"), None) is not None
    return _paged(_word_pieces(body, rendered=rendered))


def _word_pieces(node: Any, *, rendered: bool) -> Iterator[str | None]:
    """The text in order; None where a page begins."""
    for child in node:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag == f"{WORD}tab":
            yield "\t"
        elif child.tag == f"{WORD}br":
            yield None if child.get(f"{WORD}type") == "page" and not rendered else "\n"
        elif child.tag == f"{WORD}lastRenderedPageBreak":
            yield None
        elif child.tag != FALLBACK:
            yield from _word_pieces(child, rendered=rendered)
            if child.tag in (f"{WORD}p", f"{WORD}tr"):
                yield "\n"
            elif child.tag == f"{WORD}tc":
                yield " "


def _odt(content: bytes) -> Words:
    """Text, with the pages that its program last made of it; the slides of a presentation; the sheets of a table."""
    body = _xml(content, "content.xml").find(f"{OFFICE}body")
    if (slides := list(body.iter(f"{DRAW}page"))) and body.find(f"{OFFICE}presentation") is not None:
        return Words(["".join(piece or "\n" for piece in _open_pieces(slide)) for slide in slides], SLIDE)
    if sheets := body.findall(f"{OFFICE}spreadsheet/{TABLE}table"):
        return _parts("\n\n".join("".join(piece or "\n" for piece in _open_pieces(sheet)) for sheet in sheets))
    return _paged(_open_pieces(body))


def _open_pieces(node: Any) -> Iterator[str | None]:
    if node.tag == f"{TEXT}tracked-changes":
        return
    if node.tag == f"{TEXT}soft-page-break":
        yield None
    elif node.tag in (f"{TEXT}tab", f"{TEXT}s"):
        yield " "
    elif node.tag == f"{TEXT}line-break":
        yield "\n"
    yield node.text or ""
    for child in node:
        yield from _open_pieces(child)
        yield child.tail or ""
    if node.tag in (f"{TEXT}p", f"{TEXT}h"):
        yield "\n"


def _paged(pieces: Iterable[str | None]) -> Words:
    """Pages where the pieces know of any; else parts."""
    pages: list[list[str]] = [[]]
    for piece in pieces:
        if piece is None:
            pages.append([])
        else:
            pages[-1].append(piece)
    texts = ["".join(page) for page in pages]
    return Words(texts, PAGE) if len(texts) > 1 else _parts(texts[0])


def _pptx(content: bytes) -> Words:
    from pptx import Presentation

    slides = []
    for slide in Presentation(BytesIO(content)).slides:
        said = list(_said_on(slide.shapes))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            said.append(slide.notes_slide.notes_text_frame.text)
        slides.append("\n".join(said))
    return Words(slides, SLIDE)


def _said_on(shapes: Any) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):  # a group
            yield from _said_on(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False):
            yield from (" ".join(cell.text for cell in row.cells) for row in shape.table.rows)


def _xlsx(content: bytes) -> Words:
    """The words of all cells; numbers say nothing without their table."""
    with ZipFile(BytesIO(content)) as archive:
        if "xl/sharedStrings.xml" not in archive.namelist():
            return Words([""], SHEET)
    strings = _xml(content, "xl/sharedStrings.xml")
    return _parts("\n".join("".join(one.text or "" for one in item.iter(f"{SHEETS}t")) for item in strings))


def _html(content: bytes) -> Words:
    """What a browser would show of it; programs, styles and forms are left out."""
    import nh3
    from html_to_markdown import ConversionOptions, convert

    harmless = nh3.clean(
        content.decode("utf-8-sig", "replace"), clean_content_tags=UNSEEN, attributes={}, link_rel=None
    )
    options = ConversionOptions(output_format="plain", extract_metadata=False)
    return _parts(str(convert(harmless, options).content or ""))


UNSEEN: Final = {"script", "style", "title", "template", "noscript", "head", "svg", "math", "iframe", "object"}


def _text(content: bytes) -> Words:
    return _parts(content.decode("utf-8-sig", "replace"))


def _parts(text: str) -> Words:
    """A text without pages, in parts that end with a line."""
    parts, size = [""], 0
    for line in text.replace("\r\n", "\n").splitlines(keepends=True):
        for piece in (line[at : at + PART] for at in range(0, len(line), PART)):
            if size and size + len(piece) > PART:
                parts.append("")
                size = 0
            parts[-1] += piece
            size += len(piece)
    return Words(parts, SHEET)


def _xml(content: bytes, name: str) -> Any:
    """One part of a packed file. Raises LockedError where an OpenDocument file says that it is encrypted."""
    from defusedxml.ElementTree import fromstring

    with ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise LockedError
        return fromstring(archive.read(name))


READERS: Final[dict[str, Callable[[bytes], Words]]] = {
    "pdf": _pdf, "docx": _docx, "pptx": _pptx, "xlsx": _xlsx, "odt": _odt, "ods": _odt, "odp": _odt, "html": _html,
    "txt": _text, "md": _text, "csv": _text,
}  # fmt: skip
