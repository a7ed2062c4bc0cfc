"""The one way in for files: told by content, drawn afresh, bounded, under harmless names; what is refused says what to do."""

from __future__ import annotations

import struct
import unicodedata
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from PIL import ImageCms

from portal.foundation.files.limits import DESK_DOCUMENTS, PICTURES, POSTS, Limits
from portal.foundation.files.names import LONGEST, safe_name
from portal.foundation.files.taking import Taken, take
from tests.files import docx, jpeg_from_a_telephone, picture, zipped


def taken(name: str, content: bytes, limits: Limits = POSTS, header: str = "image/png") -> Taken:
    return take(SimpleUploadedFile(name, content, header), limits)


def refused(name: str, content: bytes, limits: Limits = POSTS) -> str:
    with pytest.raises(ValidationError) as error:
        taken(name, content, limits)
    return str(error.value.messages[0])


@pytest.mark.parametrize(("name", "content", "kept"), [
    ("bridge.png", picture("PNG"), "bridge.png"),
    ("bridge.jpeg", picture("JPEG"), "bridge.jpg"),
    ("bridge.webp", picture("WEBP"), "bridge.webp"),
    ("bridge.gif", picture("GIF"), "bridge.png"),
    ("bridge.avif", picture("AVIF"), "bridge.jpg"),
    ("IMG_1.HEIC", picture("HEIF", (64, 48)), "IMG_1.jpg"),
    ("really a jpeg.png", picture("JPEG"), "really a jpeg.jpg"),
    ("page.html", picture("PNG"), "page.png"),
    ("paper.pdf", b"%PDF-1.7\n1 0 obj", "paper.pdf"),
    ("paper.exe", b"%PDF-1.7\n1 0 obj", "paper.pdf"),
    ("letter.docx", docx(), "letter.docx"),
    ("letter.pdf", docx(), "letter.docx"),
    ("table.ods", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "table.ods"),
    ("Grüße.txt", "Grüße aus Łódź".encode(), "Grüße.txt"),
    ("numbers.csv", b"a;b\r\n1;2", "numbers.csv"),
])  # fmt: skip
def test_what_a_file_is_is_told_by_its_content(name: str, content: bytes, kept: str) -> None:
    found = taken(name, content)
    assert (found.name, found.size) == (kept, found.file.size)
    assert len(found.sha256) == 64


@pytest.mark.parametrize(("name", "content", "said"), [
    ("nothing.png", b"", "empty"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Save it as PNG"),
    ("drawing.txt", b"<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "Save it as PNG"),
    ("drawing.png", b"\xef\xbb\xbf<!-- --><s:svg xmlns:s='http://www.w3.org/2000/svg'/>", "Save it as PNG"),
    ("page.html", b"<!doctype html><script>alert(1)</script>", "not taken"),
    ("page.txt", b"  <html><script>alert(1)</script>", "not what its name says"),
    ("plan.pdf", b"Text, as it was typed.", "It is not what its name says"),
    ("run.js", b"alert(1)", "not taken"),
    ("run", b"#!/bin/sh\nrm -rf /", "not taken"),
    ("program.pdf", b"MZ\x90\x00\x03", "not taken"),
    ("program.txt", b"\x7fELF\x02\x01\x01", "not what its name says"),
    ("nul.txt", b"a\x00b", "not what its name says"),
    ("photo.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "picture is broken"),
    ("broken.png", picture("PNG")[:60], "picture is broken"),
    ("broken.jpg", b"\xff\xd8\xff\xe0" + b"x" * 200, "picture is broken"),
    ("broken.docx", docx()[:-30], "file is broken"),
    ("macros.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("up.docx", docx(**{"../../etc/passwd": b"x"}), "file is broken"),
    ("plain.zip", zipped(**{"a.txt": b"x"}), "not taken"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not taken"),
])  # fmt: skip
def test_what_is_refused_says_what_is_taken_instead(name: str, content: bytes, said: str) -> None:
    message = refused(name, content)
    assert said in message
    assert "Pictures: AVIF, GIF, HEIC, JPEG, PNG, WebP, up to 15 MB." in message
    assert "Files: CSV, Excel, OpenDocument, PDF, PowerPoint, text, Word, up to 20 MB." in message


def test_the_desk_takes_more_kinds_by_the_same_rule() -> None:
    assert taken("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, DESK_DOCUMENTS).name == "old.doc"
    assert taken("plain.zip", zipped(**{"a.txt": b"x"}), DESK_DOCUMENTS).name == "plain.zip"
    assert "not taken" in refused("old.exe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, DESK_DOCUMENTS)


def test_a_picture_says_nothing_of_where_it_was_taken_and_stands_upright() -> None:
    photograph = jpeg_from_a_telephone()
    assert b"Exif" in photograph
    assert b"telephone" in photograph
    found = taken("IMG_1.jpg", photograph)
    kept = found.file.read()
    for told in (b"Exif", b"telephone", b"GPS", b"http://ns.adobe.com", b"a remark"):
        assert told not in kept
    assert (found.width, found.height) == (30, 40)  # it was 40 × 30, lying on its side
    with Picture.open(BytesIO(kept)) as drawn:
        assert not drawn.getexif()
        assert drawn.size == (30, 40)


def test_a_png_loses_its_texts() -> None:
    from PIL.PngImagePlugin import PngInfo

    told, stream = PngInfo(), BytesIO()
    told.add_text("Author", "Ana Secret")
    Picture.new("RGBA", (4, 4), (0, 200, 0, 90)).save(stream, "PNG", pnginfo=told)
    kept = taken("a.png", stream.getvalue()).file.read()
    assert b"Secret" not in kept
    with Picture.open(BytesIO(kept)) as drawn:
        assert drawn.convert("RGBA").getpixel((0, 0)) == (0, 200, 0, 90)  # what is clear stays clear


def test_colours_stay_though_the_profile_goes() -> None:
    stream = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Picture.new("RGB", (8, 8), (200, 40, 40)).save(stream, "JPEG", icc_profile=profile, quality=95)
    with Picture.open(taken("a.jpg", stream.getvalue()).file) as drawn:
        assert "icc_profile" not in drawn.info
        assert all(abs(a - b) < 6 for a, b in zip(drawn.getpixel((4, 4)), (200, 40, 40), strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_pictures_of_every_kind_of_colour(mode: str) -> None:
    stream = BytesIO()
    Picture.new(mode, (9, 7)).save(stream, "JPEG" if mode == "CMYK" else "PNG")
    assert (taken("a.png", stream.getvalue()).width, taken("a.png", stream.getvalue()).height) == (9, 7)


def test_what_moves_stands_still() -> None:
    """Nobody can stop a moving picture in a post (WCAG 2.2.2), so its first frame is kept."""
    for form in ("GIF", "WEBP", "PNG"):
        stream = BytesIO()
        frames = [Picture.new("RGB", (6, 6), colour) for colour in ("red", "blue", "green")]
        frames[0].save(stream, form, save_all=True, append_images=frames[1:], duration=50)
        with Picture.open(taken("a.gif", stream.getvalue()).file) as drawn:
            assert getattr(drawn, "n_frames", 1) == 1
            red, _green, blue = drawn.convert("RGB").getpixel((2, 2))  # type: ignore[misc]
            assert red > 200
            assert blue < 60


def test_a_large_picture_is_made_smaller() -> None:
    for form in ("JPEG", "PNG", "WEBP"):
        stream = BytesIO()
        Picture.new("RGB", (5000, 2500), "green").save(stream, form)
        found = taken("wide.png", stream.getvalue())
        assert (found.width, found.height) == (2048, 1024)


def test_a_picture_that_unfolds_to_more_than_anybody_needs() -> None:
    """A few hundred bytes that say they are a billion pixels are refused before anything is drawn."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 10_000))
        + chunk(b"IEND", b"")
    )
    assert "too many pixels: 25 million" in refused("bomb.png", bomb)
    stream = BytesIO()
    Picture.new("1", (9000, 9000)).save(stream, "PNG")
    assert "too many pixels" in refused("bomb.png", stream.getvalue())


def test_an_office_file_that_unfolds_to_more_than_a_disk() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as entry:
            for _ in range(210):
                entry.write(b"\x00" * 1024 * 1024)
    assert stream.tell() < 300_000
    assert "far too large" in refused("bomb.docx", stream.getvalue())


def test_an_archive_that_lies_about_its_size() -> None:
    """The directory says ten bytes; what is packed is larger."""
    whole = docx(**{"word/media/a.bin": b"\x00" * 100_000})
    size = struct.pack("<I", 100_000)
    assert whole.count(size) == 2
    assert "file is broken" in refused("liar.docx", whole.replace(size, struct.pack("<I", 10)))


def test_an_archive_of_very_many_files() -> None:
    many = zipped(**{"[Content_Types].xml": b"x", **{f"word/{number}": b"" for number in range(10_001)}})
    assert "far too large" in refused("many.docx", many)


@pytest.mark.parametrize("behind", [b"PK\x03\x04 a program", b"<script>alert(1)</script>", b"%PDF-1.4", docx()])
def test_what_hides_behind_a_picture_does_not_come_through(behind: bytes) -> None:
    for form in ("PNG", "JPEG", "GIF", "WEBP"):
        found = taken("both.png", picture(form) + behind)
        assert found.type in PICTURES
        assert behind not in found.file.read()


def test_what_is_too_large() -> None:
    small = Limits(POSTS.types, picture_bytes=100, other_bytes=200)
    assert "too large" in refused("a.pdf", b"%PDF-1.4" + b"x" * 300, small)
    assert "too large" in refused("a.png", picture("PNG", (90, 90)) + b"x" * 50, small)


@pytest.mark.parametrize(("given_name", "kept"), [
    ("../../etc/passwd.png", "passwd.txt"), ("C:\\Users\\ana\\letter.doc", "letter.txt"), ("a\x00b.txt", "ab.txt"),
    ("photo\u202egnp.exe", "photognp.txt"), ("\u200b\u2066x\u2069.txt", "x.txt"), ("CON.txt", "_CON.txt"), ("aux", "_aux.txt"),
    ("...", "file.txt"), ("", "file.txt"), ("   .txt", "file.txt"), ("\ud800.txt", "file.txt"), ("a" * 300 + ".txt", "a" * 80 + ".txt"),
    ('x"; filename="y.html', "x ; filename= y.txt"), ("two\r\nX-Header: 1.txt", "two X-Header 1.txt"), ("Übersicht März.txt", "Übersicht März.txt"),
])  # fmt: skip
def test_names_are_made_harmless(given_name: str, kept: str) -> None:
    assert safe_name(given_name, "txt") == kept


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.sampled_from(["pdf", "png"]))
def test_every_name_is_harmless(name: str, extension: str) -> None:
    safe = safe_name(name, extension)
    assert safe.endswith(f".{extension}")
    assert 0 < len(safe) - len(extension) - 1 <= LONGEST + 1
    assert not set(safe) & set('/\\<>:"|?*\x00')
    assert not safe.startswith((".", "-", " "))
    assert not {unicodedata.category(one) for one in safe} & {"Cc", "Cf", "Cs"}
    assert safe == safe_name(safe, extension)
    safe.encode()


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFFxxxxWEBP", b"%PDF-1.4"]))  # fmt: skip
def test_whatever_the_bytes_they_are_kept_or_refused(content: bytes, beginning: bytes) -> None:
    try:
        found: Any = taken("a.txt", beginning + content)
    except ValidationError:
        return
    assert found.type in POSTS.types
