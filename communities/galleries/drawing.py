"""Pictures of an album as HTML: sixty with their sizes take a template ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

from communities.galleries.models import Album, Picture
from communities.spaces.drawing import word as _
from portal.foundation.files.derived import Size
from portal.foundation.files.showing import picture as shown
from portal.foundation.templatetags.passerelle import icon

IN_A_GRID: Final = "(min-width: 60rem) 17rem, (min-width: 34rem) 30vw, 45vw"
WIDE: Final = 960  # pixels; a grid needs no more
Sizes = Mapping[str, tuple[Size, ...]]


def grid(pictures: Iterable[Picture], album_url: str, language: str, sizes: Sizes) -> SafeString:
    """The pictures of a page of an album, with captions; for whoever also sees what others don't, with that."""
    return SafeString(
        "".join(_item(one, album_url, language, sizes, number > 5) for number, one in enumerate(pictures))
    )


def _item(one: Picture, album_url: str, language: str, sizes: Sizes, lazy: bool) -> str:
    name = str(one.file.name)
    drawn = shown(
        name, one.alt_or_word, (one.width, one.height), sizes.get(name, ()), sizes=IN_A_GRID, widest=WIDE, lazy=lazy
    )
    caption = f'<p lang="{escape(language)}" dir="auto">{escape(one.caption)}</p>' if one.caption else ""
    return f'<li id="picture-{one.pk}"><a href="{album_url}{one.pk}/">{drawn}</a>{caption}{_state(one)}</li>'


def _state(one: Picture) -> str:
    """What only those see who see more than others."""
    if not one.is_shown:
        waits = not one.alt or not one.consent
        said = _("Not described yet") if waits else _("No consent in force")
        return f'<p><span class="state warn">{icon("warn")}{said}</span></p>'
    return f'<p class="meta">{_("For members only")}</p>' if one.for_members else ""


def cover(album: Album, one: Picture | None, sizes: Sizes) -> SafeString:
    """An album in a list, with one of its pictures that the reader may see."""
    drawn = f'<span class="empty">{icon("album")}</span>'
    if one:
        name = str(one.file.name)
        drawn = shown(name, "", (one.width, one.height), sizes.get(name, ()), sizes=IN_A_GRID, widest=WIDE)
    title = f'<a href="{album.get_absolute_url()}" lang="{escape(album.language)}" dir="auto">{escape(album.title)}</a>'
    number = _number(album.number)
    return SafeString(f'<li><div class="cover">{drawn}</div><h3>{title}</h3><p class="meta">{number}</p></li>')


def _number(number: int) -> str:
    if not number:
        return _("No pictures yet")
    return f"{number} {_('picture') if number == 1 else _('pictures')}"
