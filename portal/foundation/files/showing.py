"""A stored picture in a page: in the size and format that the reader's screen needs, and never moving what stands below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.foundation.files.derived import FORMATS, WIDTHS, Size

LARGEST: Final = max(WIDTHS)
MOST: Final = 4_000  # pictures whose HTML is remembered: an album has sixty on a page


def picture(
    name: str,
    alt: str,
    size: tuple[int, int],
    derived: Sequence[Size],
    *,
    sizes: str = "100vw",
    widest: int = LARGEST,
    lazy: bool = True,
) -> SafeString:
    """The HTML of a stored picture. `size` is its width and height; `derived` what `derived.of` found; `sizes` how wide it is shown, as CSS says
    it; `widest` the largest size that is ever needed there. Until anything is derived, the picture itself is shown."""
    return _picture(name, alt, size, tuple(derived), sizes, widest, lazy)


@lru_cache(maxsize=MOST)
def _picture(
    name: str, alt: str, size: tuple[int, int], derived: tuple[Size, ...], sizes: str, widest: int, lazy: bool
) -> SafeString:
    sources = "".join(_source(kind.media_type, derived, sizes, widest) for kind, _options in FORMATS)
    loading = ' loading="lazy" decoding="async"' if lazy else ""
    return SafeString(
        f'<picture>{sources}<img src="{_address(name)}" alt="{escape(alt)}" width="{size[0]}" height="{size[1]}"{loading}></picture>'
    )  # escaped above


def _source(media_type: str, derived: tuple[Size, ...], sizes: str, widest: int) -> str:
    ours = [one for one in derived if one.media_type == media_type and one.width <= widest]
    if not ours:
        return ""
    sources = ", ".join(f"{_address(one.file)} {one.width}w" for one in ours)
    return f'<source type="{media_type}" srcset="{sources}" sizes="{escape(sizes)}">'


def _address(name: str) -> str:
    return escape(f"{settings.MEDIA_URL}{name}")
