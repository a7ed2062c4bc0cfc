"""What people are told of galleries: members of a new album, and whoever answers for pictures of consents that end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.commonroom.people import reading, tended_by, tending
from communities.galleries.models import Agreement, Album, Picture
from communities.galleries.terms import ALBUM, CONSENT, GALLERIES, SOON
from communities.spaces.models import Membership
from communities.spaces.parts import is_on, shown_name
from communities.spaces.terms import audience_of
from portal.foundation.duties import duty
from portal.notices import registry, telling
from portal.notices.models import Notice
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.texts.markdown import to_plain

LATE: Final = timedelta(days=90)  # so long ago that it is told no more, where nobody looked for a while


def declare() -> None:
    """Registers kinds and events."""
    belongs = gettext_lazy("You get this mail because you belong to this community.")
    registry.kind(Kind(ALBUM, gettext_lazy("A new album in a community of yours"), belongs, in_places=True))
    answers = gettext_lazy("You get this mail because you put these pictures there, or tend this community.")
    ends = gettext_lazy("The consent for pictures that you own or look after runs out")
    registry.kind(Kind(CONSENT, ends, answers, in_places=True))
    registry.event(Event(ALBUM, concerned, stories))
    registry.event(Event(CONSENT, concerned_by_consent, stories_of_consent))


def concerned(key: str) -> Concerned | None:
    """The members that the album reaches, but for who began it."""
    album = Album.objects.standing().filter(pk=key).select_related("community").first()
    if album is None or not is_on(album.community, GALLERIES):
        return None
    people = reading(album.community_id, album.reach) - {album.author_id}
    return Concerned(dict.fromkeys(people, ALBUM), audience_of(album.community_id))


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The albums that this person may see now. One query."""
    found = Album.objects.visible_to(user).filter(pk__in=keys).select_related("community", "author")
    return {
        str(one.pk): Story(
            one.title,
            one.get_absolute_url(),
            _("A new album:"),
            to_plain(one.html),
            one.html,
            who=shown_name(one.author) if one.author else "",
            place=one.community.name,
            language=one.language,
        )
        for one in found
        if is_on(one.community, GALLERIES)
    }


@duty("consents_that_end", every=timedelta(days=1))
def look() -> None:
    """Has people told of consents that end within a month, and of those that have ended; of each once."""
    today = timezone.localdate()
    ending = Agreement.objects.filter(until__range=(today - LATE, today + SOON), picture__in=Picture.objects.standing())
    found: Any = ending.order_by().values_list("picture__album", "until").distinct()
    for album, until in found:
        key = key_of(album, until, "over" if until < today else "soon")
        if not Notice.objects.filter(event=f"{CONSENT}:{key}").exists():
            with transaction.atomic():
                telling.happened(CONSENT, key)


def key_of(album: int, until: date, when: str) -> str:
    """What happens to the pictures of an album whose consent ends on one day."""
    return f"{album}.{until:%Y%m%d}.{when}"


def parted(key: str) -> tuple[int, date, bool]:
    """Album, day, and whether it is over."""
    album, day, when = key.split(".")
    return int(album), date(int(day[:4]), int(day[4:6]), int(day[6:])), when == "over"


def concerned_by_consent(key: str) -> Concerned | None:
    """Who brought the pictures, and who tends the space."""
    album, until, _over = parted(key)
    pictures = Picture.objects.standing().filter(album=album, agreements__until=until)
    authors = set(pictures.exclude(author=None).values_list("author", flat=True))
    space = Album.objects.filter(pk=album).values_list("community", flat=True).first()
    if space is None or not pictures.exists():
        return None
    members = Membership.objects.filter(community=space, user__in=authors)
    people = tending(space) | set(members.values_list("user_id", flat=True))
    return Concerned(dict.fromkeys(people, CONSENT), audience_of(space))


def stories_of_consent(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """As long as there are such pictures that this person put there, or answers for."""
    wanted = {key: parted(key) for key in keys}
    seen = Picture.objects.visible_to(user).filter(album__in={album for album, _until, _over in wanted.values()})
    own = seen.filter(Q(author=user) | Q(album__community__in=tended_by(user)))
    rows = list(own.values_list("album", "agreements__until", "pk").distinct())
    albums = Album.objects.filter(pk__in={album for album, _until, _pk in rows}).select_related("community").in_bulk()
    found = {}
    for key, (album, until, over) in wanted.items():
        number = len({pk for of, day, pk in rows if (of, day) == (album, until)})
        if number:
            found[key] = _story(albums[album], until, number, over=over)
    return found


def _story(album: Album, until: date, number: int, *, over: bool) -> Story:
    said = ngettext(
        "The consent for %(number)s picture ends on %(date)s.",
        "The consent for %(number)s pictures ends on %(date)s.",
        number,
    )
    if over:
        said = ngettext(
            "The consent for %(number)s picture ended on %(date)s.",
            "The consent for %(number)s pictures ended on %(date)s.",
            number,
        )
    what = _("Nobody else sees them any more.") if over else _("After that day nobody else sees them.")
    text = _("%(what)s Ask again and record the answer, or withdraw them.") % {"what": what}
    place = album.community.name
    url = reverse("album_consents", args=[album.community.slug, album.pk])
    return Story(
        album.title,
        url,
        said % {"number": number, "date": date_format(until)},
        text,
        place=place,
        language=album.language,
    )
