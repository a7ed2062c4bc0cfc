"""What lists of albums show, put together with a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString

from communities.galleries.drawing import cover
from communities.galleries.models import Album, Picture
from communities.spaces.models import Community
from communities.spaces.parts import Way
from communities.spaces.reach import Reach
from portal.foundation import prepared
from portal.foundation.files import derived
from portal.foundation.prepared import PKS, groups_of


def covers_of(albums: Sequence[Album], community: Community, way: Way) -> Mapping[int, SafeString]:
    """Albums of a space as a list shows them, each with the chosen cover, else the first picture that this reader sees. Three queries."""
    today = timezone.localdate()  # consents run out
    known: dict[int, tuple[int, int | None]] = {}
    for group in groups_of([album.pk for album in albums]):
        rows = prepared.rows(("covers", way, today), lambda: _covers(way), pks=group)
        known |= {pk: (number or 0, first) for pk, number, first in rows}
    pictures: dict[int, Picture] = {}
    for group in groups_of([first for _number, first in known.values() if first]):
        pictures |= {one.pk: one for one in prepared.objects("pictures on covers", Picture, _drawn, pks=group)}
    found: dict[int, Picture] = {}
    for one in albums:
        one.community = community
        one.number, first = known.get(one.pk, (0, None))
        if first in pictures:
            found[one.pk] = pictures[first]
    sizes = derived.of(str(one.file.name) for one in found.values())
    return {one.pk: cover(one, found.get(one.pk), sizes) for one in albums}


def _covers(way: Way) -> Any:
    """How many pictures of each album are seen, and the one on its cover."""
    belongs = way.belongs or Reach.FACILITATORS in way.reached
    seen = Picture.objects.shown_to(way.reached, belongs=belongs).filter(album=OuterRef("pk")).order_by()
    number = seen.values("album").annotate(number=Count("*")).values("number")
    chosen = seen.filter(pk=OuterRef("cover")).values("pk")[:1]
    first = seen.order_by("position", "pk").values("pk")[:1]
    drawn = Coalesce(Subquery(chosen), Subquery(first))
    return Album.objects.filter(pk__in=PKS).order_by().values_list("pk", Subquery(number), drawn)


def _drawn() -> Any:
    return Picture.objects.filter(pk__in=PKS).only("file", "width", "height").order_by()
