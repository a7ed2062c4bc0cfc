"""Papers as people and attackers send them: written by hand, so that no library is needed to make what another one reads."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx as word
from pptx import Presentation

Objects = dict[int, bytes]


def pdf(
    *pages: str,
    catalogue: bytes = b"",
    more: Objects | None = None,
    size: tuple[int, int] = (595, 842),
    trailer: bytes = b"",
) -> bytes:
    """A PDF with these words on its pages; an empty page holds none."""
    objects: Objects = {3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", **(more or {})}
    kids = []
    for place, words in enumerate(pages):
        page, content = 100 + 2 * place, 101 + 2 * place
        kids.append(b"%d 0 R" % page)
        lines = "".join(f"({line}) Tj 0 -20 Td " for line in words.split("\n")) if words else ""
        stream = f"BT /F1 16 Tf 60 760 Td {lines}ET".encode()
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % (*size, content)
        )
        objects[content] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>"
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(kids))
    return _written(objects, trailer)


def _written(objects: Objects, trailer: bytes) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start)
    return bytes(out)


def pdf_with_more() -> bytes:
    """A PDF with a file inside, and a script that runs when it is opened."""
    return pdf(
        "Harmless words",
        catalogue=b"/OpenAction << /S /JavaScript /JS (app.alert\\('x'\\)) >> /Names << /EmbeddedFiles << /Names [(evil.exe) 50 0 R] >>"
        b" /JavaScript << /Names [(run) 52 0 R] >> >>",
        more={
            50: b"<< /Type /Filespec /F (evil.exe) /EF << /F 51 0 R >> >>",
            51: b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream",
            52: b"<< /S /JavaScript /JS (app.alert\\('x'\\)) >>",
        },
    )


def locked_pdf() -> bytes:
    """A PDF that needs a password."""
    zeros = b"00" * 32
    return pdf(
        "Secret",
        more={60: b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (zeros, zeros)},
        trailer=b"/Encrypt 60 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )


def docx(*pages: str) -> bytes:
    """A Word file with page breaks."""
    document, out = word.Document(), BytesIO()
    for place, text in enumerate(pages):
        if place:
            document.add_page_break()  # type: ignore[no-untyped-call]
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def pptx(*slides: str) -> bytes:
    """A presentation."""
    made, out = Presentation(), BytesIO()
    for text in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes[0].text_frame.text = text
    made.save(out)
    return out.getvalue()


def odt(*pages: str, prefix: str = "", encrypted: bool = False) -> bytes:
    """An OpenDocument text with the breaks that its program last made."""
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    said = "<text:soft-page-break/>".join(f"<text:p>{page}</text:p>" for page in pages)
    content = f"{prefix}<office:document-content {names}><office:body><office:text>{said}</office:text></office:body></office:document-content>"
    manifest = "<manifest><encryption-data/></manifest>" if encrypted else "<manifest/>"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def packed(entries: dict[str, bytes]) -> bytes:
    """A ZIP."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def html(*paragraphs: Sequence[str] | str) -> bytes:
    """A page with a program in it."""
    said = "".join(f"<p>{one}</p>" for one in paragraphs)
    return f"<!doctype html><html><head><title>x</title><script>alert('program')</script></head><body onload='x()'>{said}<svg><script>y()</script></svg></body></html>".encode()
