"""Pictures are drawn afresh: what is no picture does not come through, nor does anything that stood beside it (place, camera, thumbnails)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final

from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from portal.foundation.files.limits import AVIF, GIF, HEIC, JPEG, PNG, WEBP, FileType, Limits

READERS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", GIF: "GIF", AVIF: "AVIF", HEIC: "HEIF"}
SAVED: Final[dict[FileType, dict[str, Any]]] = {
    JPEG: {"format": "JPEG", "quality": 85, "optimize": True, "progressive": True},
    PNG: {"format": "PNG"},
    WEBP: {"format": "WEBP", "quality": 85},
}
# A telephone's format, which few browsers show: it is kept as JPEG.
register_heif_opener(thumbnails=False)


class NoPictureError(ValueError):
    """The bytes can't be drawn."""


class TooManyPixelsError(ValueError):
    """The picture is larger than anybody needs it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is kept."""

    content: bytes
    type: FileType
    width: int
    height: int


def draw(file: IO[bytes], kind: FileType, limits: Limits) -> Drawn:
    """The first frame of a picture, upright, in sRGB, no larger than is shown. Raises NoPictureError and TooManyPixelsError."""
    try:
        with Image.open(file, formats=[READERS[kind]]) as image:
            if image.width * image.height > limits.most_pixels(kind):
                raise TooManyPixelsError
            return _draw(image, kind, limits.longest_side)
    except TooManyPixelsError:
        raise
    except Image.DecompressionBombError:
        raise TooManyPixelsError from None
    except Exception as error:  # decoders raise all sorts of things about files that were made to break them
        raise NoPictureError from error


def _draw(image: Any, kind: FileType, side: int) -> Drawn:
    image.draft(None, (side, side))  # a JPEG is read no larger than it is needed
    if image.mode in ("RGB", "RGBA", "CMYK", "L"):  # before anything makes a copy: fifty million pixels are 200 MB
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    flat = image.convert("RGBA") if clear else _in_srgb(image)
    flat.thumbnail((side, side), Image.Resampling.LANCZOS)
    flat.info = {}  # comments, profiles and the like would be written again
    target = kind if kind in SAVED else PNG if clear or kind == GIF else JPEG
    out = BytesIO()
    (flat.convert("RGB") if target == JPEG and clear else flat).save(out, **SAVED[target])
    return Drawn(out.getvalue(), target, flat.width, flat.height)


def _in_srgb(image: Any) -> Any:
    """The colours as every screen shows them; the profile that said otherwise is needed no more."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):  # a broken profile says nothing
            pass
    return image.convert("RGB")
