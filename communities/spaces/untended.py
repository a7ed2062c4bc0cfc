"""Spaces that nobody tends any more: whatever the reason, a suspended account, a deleted one, a restored backup."""

from __future__ import annotations

from datetime import timedelta

from communities.spaces.models import Community
from communities.spaces.told import UNTENDED
from portal.foundation.duties import duty
from portal.notices import telling
from portal.notices.models import Notice


@duty("tell_untended", every=timedelta(minutes=10))
def tell_untended() -> None:
    """Tells the administrators once of each such space; once somebody tends it, it is as if they never had been told. Two queries."""
    now = {str(pk) for pk in Community.objects.untended().values_list("pk", flat=True)}
    known = Notice.objects.filter(event__startswith=f"{UNTENDED}:").values_list("event", flat=True).distinct()
    before = {event.partition(":")[2] for event in known}
    for key in sorted(now - before):
        telling.happened(UNTENDED, key)
    if tended := before - now:
        telling.withdraw(UNTENDED, tended)
