"""The one way in for files: everything that is uploaded anywhere on the site, or comes by mail, goes through `take`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.foundation.files.limits import FileType, Limits
from portal.foundation.files.names import safe_name
from portal.foundation.files.pictures import NoPictureError, TooManyPixelsError, draw
from portal.foundation.files.types import UnwantedError, type_of


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that may be kept: `file` is what is stored, under a name that is for people alone."""

    file: File[bytes]
    name: str
    type: FileType
    size: int  # bytes
    sha256: str
    width: int = 0  # pixels; 0 for what is no picture
    height: int = 0


def take(file: Any, limits: Limits) -> Taken:
    """Looks at an uploaded file; pictures are drawn afresh. Raises ValidationError that says what is taken instead."""
    name = str(file.name or "")
    try:
        _not_too_large(file, max(limits.picture_bytes, limits.other_bytes))
        kind = type_of(file, name, limits)
        if kind not in limits.types:
            raise UnwantedError(_("Files of this kind are not taken."))
        _not_too_large(file, limits.most_bytes(kind))
        return _picture(file, name, kind, limits) if kind.is_picture else _other(file, name, kind)
    except UnwantedError as error:
        raise ValidationError(f"{error} {limits}", code="unwanted") from error


def _not_too_large(file: Any, most: int) -> None:
    if file.size > most:
        said = _("The file is too large (%(size)s).") % {"size": filesizeformat(file.size)}
        raise UnwantedError(said)


def _picture(file: Any, name: str, kind: FileType, limits: Limits) -> Taken:
    file.seek(0)
    try:
        drawn = draw(file, kind, limits)
    except TooManyPixelsError:
        most = limits.most_pixels(kind) // 1_000_000
        raise UnwantedError(
            _("The picture has too many pixels: %(most)s million are the limit. Make it smaller and send it again.")
            % {"most": most}
        ) from None
    except NoPictureError:
        raise UnwantedError(_("The picture is broken. Open it, save it again and send that.")) from None
    safe = safe_name(name, drawn.type.extension)
    content = ContentFile(drawn.content, safe)
    return Taken(
        content,
        safe,
        drawn.type,
        len(drawn.content),
        hashlib.sha256(drawn.content).hexdigest(),
        drawn.width,
        drawn.height,
    )


def _other(file: Any, name: str, kind: FileType) -> Taken:
    safe = safe_name(name, kind.extension)
    file.seek(0)
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(256 * 1024), b""):
        digest.update(piece)
    file.seek(0)
    file.name = safe
    return Taken(file, safe, kind, file.size, digest.hexdigest())
