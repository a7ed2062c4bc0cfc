"""Albums and pictures, as search finds them.

Each picture is a document of its own, though an album with all captions would be fewer: the consent for one picture ends on a day of its own
and may cover members alone, and a document has one expiry and one audience. Pictures come after what tells of things (`background`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from communities.galleries.models import Agreement, Album, Picture, audience_for
from communities.galleries.terms import ALBUM, GALLERIES, PICTURE
from communities.spaces.documents import numbers
from portal.texts.markdown import to_plain
from search import registry
from search.documents import Card, SearchDocument, Text

TITLE: Final = 80  # characters of a caption


class AlbumSource:
    """Albums by their words."""

    name = ALBUM
    models: Sequence[type[Any]] = (Album,)

    def all_keys(self) -> Iterable[str]:
        """Every album that stands."""
        return map(str, Album.objects.standing().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some albums: one query."""
        for album in Album.objects.standing().filter(pk__in=numbers(keys)).select_related("community"):
            key, plain = f"{ALBUM}:{album.pk}", to_plain(album.html)
            yield SearchDocument(
                id=key,
                record=key,
                kind=ALBUM,
                texts=[Text(album.language, album.title, plain[:300], plain)],
                facets={"language": [album.language], "community": [str(album.community_id)]},
                audience=album.audience,
                year_from=album.created_at.year,
                published=album.created_at,
                card=card(album, album.get_absolute_url()),
            )

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        found = Album.objects.visible_to(user).filter(pk__in=numbers(keys))
        rows = found.values_list("pk", "community__parts")
        return {str(pk) for pk, parts in rows if GALLERIES in parts}


class PictureSource:
    """Pictures that may be shown, each as far as everybody in it agreed."""

    name = PICTURE
    models: Sequence[type[Any]] = (Picture,)

    def all_keys(self) -> Iterable[str]:
        """Every picture that may be shown today."""
        return map(str, Picture.objects.may_be_shown().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some pictures: two queries."""
        found = Picture.objects.may_be_shown().filter(pk__in=numbers(keys)).select_related("album__community")
        for picture in found.prefetch_related(Prefetch("agreements", Agreement.objects.order_by("until"))):
            yield document(picture)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        found = Picture.objects.visible_to(user).may_be_shown().filter(pk__in=numbers(keys))
        rows = found.values_list("pk", "album__community__parts")
        return {str(pk) for pk, parts in rows if GALLERIES in parts}


def document(picture: Picture) -> SearchDocument:
    """A picture, which is found no longer than the first consent lasts."""
    album, key = picture.album, f"{PICTURE}:{picture.pk}"
    return SearchDocument(
        id=key,
        record=key,
        kind=PICTURE,
        texts=[
            Text(
                album.language,
                Truncator(str(picture)).chars(TITLE),
                picture.alt,
                f"{picture.caption}\n{picture.credit}",
            )
        ],
        facets={"language": [album.language], "community": [str(album.community_id)]},
        audience=audience_for(picture),
        background=True,
        year_from=picture.created_at.year,
        published=picture.created_at,
        expires=ends(picture),
        card=card(album, picture.get_absolute_url(), album.title),
    )


def ends(picture: Picture) -> datetime | None:
    """The moment from which nobody may see it any more; None where nobody named one."""
    days = [one.until for one in picture.agreements.all() if one.until]
    if not days:
        return None
    return timezone.make_aware(datetime.combine(min(days) + timedelta(days=1), time.min))


def card(album: Album, url: str, *above: str) -> Card:
    """Where it stands."""
    community = album.community
    belongs = [{"text": community.name, "url": community.get_absolute_url()}]
    if above:
        belongs.insert(0, {"text": above[0], "url": album.get_absolute_url()})
    return Card(url=url, language=album.language, belongs=belongs)  # type: ignore[typeddict-item]  # two keys are enough


def declare() -> None:
    """Registers both sources, the kinds and their symbols."""
    registry.register(AlbumSource())
    registry.register(PictureSource())
    registry.kind(ALBUM, _("Album"), icon="album")
    registry.kind(PICTURE, _("Picture"), icon="picture")
