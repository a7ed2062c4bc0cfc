"""When somebody deletes their account: their name goes out of the agendas and duties of the spaces that they belong to."""

from __future__ import annotations

from typing import Any

from communities.meetings.documents import KIND
from communities.meetings.models import AgendaItem, Outcome
from communities.spaces.models import Membership
from portal.foundation.erasure import also_erase
from search.indexing import changed


@also_erase
def forget_name(user: Any) -> None:
    """Where it stands by itself: who leads an item, who does something."""
    if not user.name:
        return
    spaces = Membership.objects.filter(user=user).values("community")
    items = AgendaItem.objects.filter(meeting__community__in=spaces, lead__iexact=user.name)
    duties = Outcome.objects.filter(meeting__community__in=spaces, who__iexact=user.name)
    meetings = {*items.values_list("meeting", flat=True), *duties.values_list("meeting", flat=True)}
    items.update(lead="")
    duties.update(who="")
    changed(KIND, sorted(map(str, meetings)))
