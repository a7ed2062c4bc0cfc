"""What may be uploaded, in one place: kinds of files, bytes, pixels, and how far a packed file may unfold (docs/operations.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MB: Final = 1024 * 1024
LARGEST_REQUEST: Final = 64 * MB  # of a form with all of its files; the sum of what the largest form takes


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file, told by its content."""

    extension: str
    media_type: str
    label: Any = field(compare=False)
    is_picture: bool = False
    is_text: bool = False  # or can be turned into text
    is_packed: bool = False  # a ZIP that is looked into


JPEG: Final = FileType("jpg", "image/jpeg", "JPEG", is_picture=True)
PNG: Final = FileType("png", "image/png", "PNG", is_picture=True)
WEBP: Final = FileType("webp", "image/webp", "WebP", is_picture=True)
GIF: Final = FileType("gif", "image/gif", "GIF", is_picture=True)
AVIF: Final = FileType("avif", "image/avif", "AVIF", is_picture=True)
HEIC: Final = FileType("heic", "image/heic", "HEIC", is_picture=True)
PDF: Final = FileType("pdf", "application/pdf", "PDF", is_text=True)
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
OPEN: Final = "application/vnd.oasis.opendocument."
WORD: Final = "Word"
TABLE: Final = "Excel"
SLIDES: Final = "PowerPoint"
DOCX: Final = FileType("docx", f"{OFFICE}wordprocessingml.document", WORD, is_text=True, is_packed=True)
XLSX: Final = FileType("xlsx", f"{OFFICE}spreadsheetml.sheet", TABLE, is_text=True, is_packed=True)
PPTX: Final = FileType("pptx", f"{OFFICE}presentationml.presentation", SLIDES, is_text=True, is_packed=True)
ODT: Final = FileType("odt", f"{OPEN}text", "OpenDocument", is_text=True, is_packed=True)
ODS: Final = FileType("ods", f"{OPEN}spreadsheet", "OpenDocument", is_text=True, is_packed=True)
ODP: Final = FileType("odp", f"{OPEN}presentation", "OpenDocument", is_text=True, is_packed=True)
EPUB: Final = FileType("epub", "application/epub+zip", "EPUB", is_text=True, is_packed=True)
TXT: Final = FileType("txt", "text/plain", gettext_lazy("text"), is_text=True)
MD: Final = FileType("md", "text/markdown", gettext_lazy("text"), is_text=True)
CSV: Final = FileType("csv", "text/csv", "CSV", is_text=True)
HTML: Final = FileType("html", "text/html", "HTML", is_text=True)
JSON: Final = FileType("json", "application/json", "JSON", is_text=True)
XML: Final = FileType("xml", "application/xml", "XML", is_text=True)
RTF: Final = FileType("rtf", "application/rtf", "RTF", is_text=True)
DOC: Final = FileType("doc", "application/msword", WORD, is_text=True)
XLS: Final = FileType("xls", "application/vnd.ms-excel", TABLE, is_text=True)
PPT: Final = FileType("ppt", "application/vnd.ms-powerpoint", SLIDES, is_text=True)
ZIP: Final = FileType("zip", "application/zip", "ZIP", is_packed=True)
MP3: Final = FileType("mp3", "audio/mpeg", "MP3")
MP4: Final = FileType("mp4", "video/mp4", "MP4")

PICTURES: Final = frozenset({JPEG, PNG, WEBP, GIF, AVIF, HEIC})
PAPERS: Final = frozenset({PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, MD, CSV})


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken in one place of the site."""

    types: frozenset[FileType]
    picture_bytes: int = 15 * MB  # what a telephone makes, with some to spare
    other_bytes: int = 20 * MB
    pixels: int = 50_000_000  # of a photograph (JPEG, HEIC), however few bytes it has
    other_pixels: int = 25_000_000  # of other pictures, which take more memory to be drawn: up to half a gigabyte
    longest_side: int = 2048  # pixels; larger pictures are made smaller
    unfolded_bytes: int = 200 * MB  # of all that is packed in a file
    unfolded_entries: int = 10_000
    any_encoding: bool = False  # texts may be of any of `files.encodings`, not of UTF-8 alone

    def most_bytes(self, kind: FileType) -> int:
        """The largest file of a kind."""
        return self.picture_bytes if kind.is_picture else self.other_bytes

    def most_pixels(self, kind: FileType) -> int:
        """The largest picture of a kind."""
        return self.pixels if kind in (JPEG, HEIC) else self.other_pixels

    def __str__(self) -> str:
        """What is taken, in words: errors and forms end with it."""
        said = []
        if pictures := self._named(picture=True):
            said.append(
                _("Pictures: %(types)s, up to %(size)g MB.") % {"types": pictures, "size": self.picture_bytes / MB}
            )
        if others := self._named(picture=False):
            said.append(_("Files: %(types)s, up to %(size)g MB.") % {"types": others, "size": self.other_bytes / MB})
        return " ".join(said)

    def _named(self, *, picture: bool) -> str:
        return ", ".join(
            sorted({str(kind.label) for kind in self.types if kind.is_picture == picture}, key=str.casefold)
        )

    @property
    def accept(self) -> str:
        """What a browser offers to choose, for the attribute of a file field. Telephones turn their own format into one of these."""
        return ",".join(sorted(kind.media_type if kind.is_picture else f".{kind.extension}" for kind in self.types))


POSTS: Final = Limits(PICTURES | PAPERS)
DESK_PICTURES: Final = Limits(PICTURES, longest_side=4096)
DESK_DOCUMENTS: Final = Limits(
    PICTURES | PAPERS | {EPUB, JSON, XML, RTF, DOC, XLS, PPT, ZIP, MP3, MP4},
    other_bytes=50 * MB, longest_side=4096,
)  # fmt: skip
TABLES: Final = Limits(frozenset({CSV, XLSX}), other_bytes=10 * MB, unfolded_bytes=100 * MB, any_encoding=True)
