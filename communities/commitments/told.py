"""What people are told of commitments: that a day comes which they set themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.commitments.actions import key_of
from communities.commitments.models import Commitment
from communities.commitments.terms import DUE, KIND, LATE
from communities.spaces.terms import State
from communities.spaces.told import in_space, row_of
from portal.foundation.duties import duty
from portal.notices import registry, telling
from portal.notices.models import Notice
from portal.notices.registry import Concerned, Event, Kind, Story


def declare() -> None:
    """Registers kind and event."""
    label = gettext_lazy("A day comes that you set yourself for something you took up in a community")
    because = gettext_lazy("You get this mail because you took this up. You can give it up or choose another day.")
    registry.kind(Kind(KIND, label, because, in_places=True))
    registry.event(Event(DUE, due_for, due))


@duty("commitments_due", every=timedelta(hours=6))
def look() -> None:
    """Has people told, once, of what they wanted to have done by tomorrow."""
    today = timezone.localdate()
    soon = Commitment.objects.open().filter(due_on__range=(today - LATE, today + timedelta(days=1)))
    for one in soon.filter(membership__community__state=State.ACTIVE):
        if not Notice.objects.filter(event=f"{DUE}:{key_of(one)}").exists():
            with transaction.atomic():
                telling.happened(DUE, key_of(one))


def due_for(key: str) -> Concerned | None:
    """Whose it is."""
    found = Commitment.objects.open().filter(pk=row_of(key)).select_related("membership__community").first()
    if found is None or key_of(found) != key:
        return None
    return in_space(found.membership.community, [found.membership.user_id], KIND)


def due(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Until when, as long as it is so: not ticked, not given up, and no other day."""
    own = Commitment.objects.open().filter(pk__in=map(row_of, keys), membership__user=user)
    found = {key_of(one): one for one in own.select_related("membership__community")}
    return {key: _story(found[key]) for key in keys if key in found}


def _story(one: Commitment) -> Story:
    said = _("You wanted to have it done by %(day)s. Tick it, choose another day, or give it up: all three are fine.")
    return Story(
        one.said,
        one.get_absolute_url(),
        said % {"day": date_format(one.due_on)},
        place=one.membership.community.name,
    )
