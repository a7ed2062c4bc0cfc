"""What a file is, by its content: names and headers are what somebody says about it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import IO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _

from portal.foundation.files import limits as kinds
from portal.foundation.files.encodings import UTF_8, encoding_of, text_in
from portal.foundation.files.limits import FileType, Limits
from portal.foundation.files.names import ending_of

HEAD: Final = 4096  # bytes that are looked at first
PIECE: Final = 256 * 1024
SIGNATURES: Final = (
    (re.compile(rb"\xff\xd8\xff"), kinds.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), kinds.PNG),
    (re.compile(rb"GIF8[79]a"), kinds.GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), kinds.WEBP),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), kinds.AVIF),
    (re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL), kinds.HEIC),
    (re.compile(rb"%PDF-[12]\."), kinds.PDF),
    (re.compile(rb"PK\x03\x04"), kinds.ZIP),
    (re.compile(rb"\{\\rtf1"), kinds.RTF),
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]"), kinds.MP3),
    (re.compile(rb"....ftyp(?:isom|iso[2-9]|mp4[12]|avc1|M4V |dash)", re.DOTALL), kinds.MP4),
)
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD: Final = {kind.extension: kind for kind in (kinds.DOC, kinds.XLS, kinds.PPT)}
NEW_OFFICE: Final = frozenset({"docx", "xlsx", "pptx"})
TEXTS: Final = {kind.extension: kind for kind in (kinds.TXT, kinds.MD, kinds.CSV, kinds.JSON, kinds.XML)}
TAG: Final = re.compile(r"<[a-z!]", re.IGNORECASE)
PAGES: Final = frozenset({"html", "htm", "xhtml"})
MARKUP: Final = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|script|iframe|img)\b", re.IGNORECASE)
DRAWING: Final = re.compile(r"<(?:\w+:)?svg[\s/>]", re.IGNORECASE)
CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
FOLDERS: Final = (("word/", kinds.DOCX), ("xl/", kinds.XLSX), ("ppt/", kinds.PPTX))
PACKED: Final = {kind.media_type: kind for kind in (kinds.ODT, kinds.ODS, kinds.ODP, kinds.EPUB)}
MACROS: Final = re.compile(r"(?:^|/)(?:vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
ENCRYPTED: Final = 0x1


class UnwantedError(ValueError):
    """The file is nothing that is taken. The message is for people, and translated late."""


def type_of(file: IO[bytes], name: str, limits: Limits) -> FileType:
    """What a file is; looks into packed ones. Raises UnwantedError with what to do instead."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise UnwantedError(_("The file is empty. Choose it again: perhaps it was still being saved."))
    found = next((kind for signature, kind in SIGNATURES if signature.match(head)), None)
    if found == kinds.ZIP:
        return _packed(file, limits)
    if found is None and head.startswith(OLD_OFFICE):
        if ending_of(name) in NEW_OFFICE:  # packed files are wrapped into an old one when they get a password
            raise UnwantedError(_("The file is locked by a password. Save it without one and send that."))
        found = OLD.get(ending_of(name))
    return found or _text(file, name, limits)


def _text(file: IO[bytes], name: str, limits: Limits) -> FileType:
    """A text, if all of it is one; its name says of which kind, since that makes no difference to anybody's safety."""
    file.seek(0)
    try:
        content = file.read()
        text = text_in(content, encoding_of(content) if limits.any_encoding else UTF_8)
    except UnicodeDecodeError:
        raise UnwantedError(_("Files of this kind are not taken.")) from None
    if ending_of(name) in PAGES and TAG.search(text) and not CONTROLS.search(text):
        return kinds.HTML  # whatever programs it holds: files are only offered for saving, and read without them
    if DRAWING.search(text):
        raise UnwantedError(
            _("SVG drawings are not taken, since they can hold programs. Save it as PNG and send that.")
        )
    ending = ending_of(name)
    if CONTROLS.search(text) or MARKUP.match(text) or ending not in TEXTS:
        if ending in {kind.extension for kind in limits.types}:
            raise UnwantedError(
                _(
                    "It is not what its name says. Choose the file that you meant, or save it anew in the program that made it."
                )
            )
        raise UnwantedError(_("Files of this kind are not taken."))
    return TEXTS[ending]


def _packed(file: IO[bytes], limits: Limits) -> FileType:
    """What a ZIP is, once it was unfolded as far as it may be."""
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            _look_at(entries, limits)
            _unfold(archive, entries, limits.unfolded_bytes)
            return _kind_of(archive, {entry.filename for entry in entries})
    except (BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, ValueError, KeyError) as error:
        if isinstance(error, UnwantedError):
            raise
        raise UnwantedError(_("The file is broken. Open it, save it again and send that.")) from error


def _look_at(entries: Iterable[ZipInfo], limits: Limits) -> None:
    """What can be seen from outside. Raises UnwantedError."""
    size = number = 0
    for entry in entries:
        size, number = size + entry.file_size, number + 1
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.flag_bits & ENCRYPTED:
            raise UnwantedError(_("The file is locked by a password. Save it without one and send that."))
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise UnwantedError(_("The file is broken. Open it, save it again and send that."))
        if MACROS.search(entry.filename):
            raise UnwantedError(_("The file holds macros, which are programs. Save it without them, or as PDF."))
    if size > limits.unfolded_bytes or number > limits.unfolded_entries:
        raise UnwantedError(_("What is packed in this file is far too large. Send its parts one by one."))


def _unfold(archive: ZipFile, entries: Iterable[ZipInfo], most: int) -> None:
    """Reads all of it, and keeps nothing: what an archive says of its own size need not be true. Raises UnwantedError."""
    read = 0
    for entry in entries:
        with archive.open(entry) as packed:
            while piece := packed.read(PIECE):
                read += len(piece)
                if read > most:
                    raise UnwantedError(_("What is packed in this file is far too large. Send its parts one by one."))


def _kind_of(archive: ZipFile, names: set[str]) -> FileType:
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in FOLDERS if any(name.startswith(folder) for name in names)), kinds.ZIP)
    if "mimetype" in names:
        with archive.open("mimetype") as told:
            return PACKED.get(told.read(200).decode("ascii", "replace").strip(), kinds.ZIP)
    return kinds.ZIP
