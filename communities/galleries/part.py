"""Galleries as a part of a space: their tab, what is new in them, and their copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.galleries.actions import reindex
from communities.galleries.models import Album, Picture
from communities.galleries.terms import GALLERIES
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import OfflinePage, Way, shown_name
from communities.spaces.policies import Standing, see_face
from portal.foundation import prepared
from portal.foundation.numbers import grouped
from portal.foundation.prepared import PK, PKS, SINCE


def declare() -> None:
    """Registers it; stewards switch it on."""
    parts.register(
        parts.Part(
            GALLERIES, gettext_lazy("Galleries"), "albums", "album",
            may_see=see_face, on_the_face=True, count=_counted, news=_news, export=_export, pages=_pages, files=_files,
            space_changed=_space_changed,
        )
    )  # fmt: skip


def _counted(way: Way) -> Any:
    return Album.objects.reaching(PK, way.reached)


def _new(way: Way) -> Any:
    seen = Picture.objects.shown_to(way.reached, belongs=way.belongs).filter(album__community=PKS[0])
    new = seen.filter(created_at__gt=SINCE).exclude(author=PKS[1])
    columns = ("album", "album__title", "number", "last")
    return (
        new.values("album").annotate(number=Count("pk"), last=Max("created_at")).order_by("-last").values_list(*columns)
    )


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    """Albums with pictures that came since."""
    way, given = Way.of(standing), (standing.community.pk, standing.user.pk)
    name = ("new pictures", way, timezone.localdate())  # consents run out
    for pk, title, number, last in prepared.rows(name, lambda: _new(way), pks=given, since=since)[: parts.MOST_NEWS]:
        said = ngettext("%(number)s new picture", "%(number)s new pictures", number) % {"number": grouped(number)}
        at = prepared.value_of(Picture, "created_at", last)
        yield parts.News(at, title, reverse("album", args=[standing.community.slug, pk]), "album", said)


def in_copy(community: Community) -> Any:
    """The pictures of a space's copy: what its members may see today."""
    found = Picture.objects.may_be_shown().filter(album__community=community).select_related("album", "author")
    return found.prefetch_related("agreements").order_by("-album__created_at", "album", "position", "pk")


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    for album in Album.objects.standing().filter(community=community).select_related("author"):
        yield {
            "album": album.pk, "title": album.title, "text": album.text, "language": album.language, "reach": album.reach,
            "author": shown_name(album.author) if album.author else None, "created": album.created_at,
        }  # fmt: skip
    for one in in_copy(community).iterator(chunk_size=200):
        row = {
            "album": one.album_id, "picture": one.pk, "path": f"files/{one.file.name}", "name": one.name, "type": one.media_type,
            "alt": one.alt, "caption": one.caption, "credit": one.credit, "licence": one.licence,
            "author": shown_name(one.author) if one.author else None, "created": one.created_at, "consent": one.consent,
            "agreements": [
                {"who": agreed.who, "given": agreed.given, "scope": agreed.scope, "until": agreed.until}
                for agreed in one.agreements.all()
            ],
        }  # fmt: skip
        yield {name: value for name, value in row.items() if value}


def _files(community: Community) -> Iterator[str]:
    yield from in_copy(community).values_list("file", flat=True)


def _pages(community: Community) -> Iterator[OfflinePage]:
    """The list, then each album on a page of its own."""
    albums = list(Album.objects.standing().filter(community=community))
    items = format_html_join("", '<li><a href="{}.html">{}</a></li>', ((album.pk, album.title) for album in albums))
    yield OfflinePage("index.html", str(_("Galleries")), format_html("<ul>{}</ul>", items))
    pictures: dict[int, list[Picture]] = {}
    for one in in_copy(community):
        pictures.setdefault(one.album_id, []).append(one)
    for album in albums:
        shown = format_html_join("\n", "{}", ((_figure(one),) for one in pictures.get(album.pk, ())))
        html = format_html("{}{}", SafeString(album.html), shown)  # made harmless when it was saved
        yield OfflinePage(f"{album.pk}.html", album.title, html)


def _figure(one: Picture) -> SafeString:
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}"><figcaption>{} {}</figcaption></figure>',
        one.url, one.alt, one.width, one.height, one.caption, " · ".join(filter(None, (one.credit, one.licence))),
    )  # fmt: skip


def _space_changed(community: Community) -> None:
    """Who may see the space, or what it is called: all of its albums are found accordingly."""
    for album in Album.objects.filter(community=community):
        reindex(album, hides=True)
