"""Pictures in the sizes and formats that screens need: made once, by the worker, of a picture that was taken (`files.taking`).

Whoever keeps a picture says so in the same transaction: `derived.wanted(name)`. Until the sizes are there, pages show the picture itself
(`files.showing`). They are as visible as their original, and go with it (`files.pruning`). Each is written under another name first and
gets its row when it is whole, so that a worker that is killed leaves nothing that could be served by half, and begins again.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from portal.foundation import outbox, prepared
from portal.foundation.files.limits import AVIF, WEBP, FileType
from portal.foundation.files.models import DerivedPicture
from portal.foundation.files.pruning import named
from portal.foundation.files.serving import Found, find, serves_folder
from portal.foundation.outbox import OutboxEntry
from portal.foundation.prepared import TEXTS, groups_of

log = structlog.get_logger(__name__)
KIND: Final = "derive"  # the kind of row in the outbox
FOLDER: Final = "derived"
WIDTHS: Final = (320, 960, 1920)  # pixels: a list on any screen, a telephone or a column, a whole screen
MOST_PIXELS: Final = 25_000_000  # of the original, which is read as a whole: 75 MB
# AVIF is a third smaller than WebP, which older browsers read. Its speed 8 takes a tenth of the time of 6 for a twentieth more bytes; one
# thread, so that the site goes on answering.
FORMATS: Final[tuple[tuple[FileType, dict[str, Any]], ...]] = (
    (AVIF, {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1}),
    (WEBP, {"format": "WEBP", "quality": 78, "method": 4}),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One size in one format, before it is stored."""

    type: FileType
    width: int
    height: int
    content: bytes


def wanted(*names: str) -> None:
    """Has the sizes of stored pictures made once the current transaction is done."""
    outbox.enqueue_many(KIND, names)


@outbox.handler(KIND, slow=True)
def make(entries: Sequence[OutboxEntry]) -> None:
    """Makes what is not there yet; nothing of a picture that is gone meanwhile."""
    for entry in entries:
        if named({entry.key}) and default_storage.exists(entry.key):
            _make(entry.key)


def _make(original: str) -> None:
    known = set(DerivedPicture.objects.filter(original=original).values_list("media_type", "width"))
    with default_storage.open(original) as file, Image.open(file) as image:
        if image.width * image.height > MOST_PIXELS:
            log.warning("derived.too_large", width=image.width, height=image.height)
            return
        for made in _sizes(image, known):
            _keep(original, made)


def _sizes(image: Any, known: set[tuple[str, int]]) -> Iterator[Made]:
    """Those that are wanted of a picture and not known, the largest first: each is drawn from the one before."""
    widths = sorted({min(width, image.width) for width in WIDTHS}, reverse=True)
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    drawn = image.convert("RGBA" if clear else "RGB")
    for width in widths:
        height = max(1, round(drawn.height * width / drawn.width))
        if drawn.size != (width, height):
            drawn = drawn.resize((width, height), Image.Resampling.LANCZOS)
        for kind, options in FORMATS:
            if (kind.media_type, width) not in known:
                out = BytesIO()
                drawn.save(out, **options)
                yield Made(kind, width, height, out.getvalue())


def _keep(original: str, made: Made) -> None:
    """The whole file first, then its row, as long as the original has one; a file without one is pruned."""
    name = f"{FOLDER}/{original.rpartition('.')[0]}-{made.width}.{made.type.extension}"
    _write(name, made.content)
    with transaction.atomic():
        if named({original}):
            facts = {"height": made.height, "file": name}
            DerivedPicture.objects.update_or_create(
                original=original, media_type=made.type.media_type, width=made.width, defaults=facts
            )


def _write(name: str, content: bytes) -> None:
    """Under its name there is all of it or nothing, also after the power went."""
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    with begun.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)


class Size(NamedTuple):
    """One size of a picture, as pages show it."""

    media_type: str
    width: int
    file: str


def of(originals: Iterable[str]) -> dict[str, tuple[Size, ...]]:
    """What there is of some pictures, the smallest first, by the names of the originals. A query for each sixty-four of them."""
    found: dict[str, list[Size]] = {}
    for group in groups_of(list(originals)):
        for original, *size in prepared.rows("sizes of pictures", _of, texts=group):
            found.setdefault(original, []).append(Size(*size))
    return {original: tuple(sizes) for original, sizes in found.items()}


def _of() -> Any:
    found = DerivedPicture.objects.filter(original__in=TEXTS).order_by("width")
    return found.values_list("original", "media_type", "width", "file")


@serves_folder(FOLDER)
def serve(path: str, user: Any) -> Found | None:
    """A derived picture, for whoever may see its original."""
    for original, media_type in DerivedPicture.objects.filter(file=path).values_list("original", "media_type"):
        if found := find(original, user):
            name = f"{found.name.rpartition('.')[0]}.{path.rpartition('.')[2]}"
            return Found(name, media_type, found.is_public)
    return None
