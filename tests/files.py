"""Files as people and attackers send them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image as Picture


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A green one."""
    stream = BytesIO()
    Picture.new("RGB", size, "green").save(stream, form)
    return stream.getvalue()


def jpeg_from_a_telephone() -> bytes:
    """With place, camera and a remark, lying on its side."""
    image, stream = Picture.new("RGB", (40, 30), "green"), BytesIO()
    told = Picture.Exif()
    told[0x0112], told[0x0110] = 6, "A telephone"
    told.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    image.save(stream, "JPEG", exif=told, comment=b"a remark")
    return stream.getvalue()


def zipped(**entries: bytes) -> bytes:
    """A ZIP of these entries."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(**more: bytes) -> bytes:
    """The shape of a Word file."""
    return zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})
