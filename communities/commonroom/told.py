"""What stewards are told of stand-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.commonroom.models import StandIn
from communities.spaces.told import STANDING, in_space, row_of, told
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story


def declare() -> None:
    """Registers the events; they are about those whom they concern, so that nobody chooses how often."""
    registry.event(Event("stand_in_agreed", both, agreed))
    registry.event(Event("stand_in_ended", both, ended))


def both(key: str) -> Concerned | None:
    """Who stands in, and for whom."""
    one = StandIn.objects.filter(pk=row_of(key)).select_related("community").first()
    if one is None or one.community is None:
        return None
    return in_space(one.community, [person for person in (one.steward_id, one.substitute_id) if person], STANDING)


def _tell(user: Any, keys: Sequence[str], *, over: bool) -> Mapping[str, Story]:
    own = StandIn.objects.filter(
        Q(steward=user) | Q(substitute=user), pk__in=map(row_of, keys), ended_at__isnull=not over
    )
    found = own.exclude(Q(community=None) | Q(agreed_at=None)).select_related("community")

    def tell(one: StandIn) -> Story:
        space: Any = one.community
        words = {"name": space.name, "from": date_format(one.first_day), "until": date_format(one.last_day)}
        if over:
            said = _("It has ended before its time.")
        elif one.substitute_id == user.pk:
            said = _("From %(from)s until %(until)s you have a steward’s rights there. It begins and ends by itself.")
        else:
            said = _("From %(from)s until %(until)s somebody stands in. It begins and ends by itself.")
        return Story(
            _("Standing in at “%(name)s”") % words, space.get_absolute_url(), said % words, one.note, place=space.name
        )

    return told(keys, found, tell)


def agreed(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """From when until when, as long as nobody ended it."""
    return _tell(user, keys, over=False)


def ended(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it is over before its time."""
    return _tell(user, keys, over=True)
