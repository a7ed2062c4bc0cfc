"""Forgets proposals that came to nothing, and what becomes of ratings and appeals when somebody leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase, erases_words
from practices.ratings.actions import set_badge
from practices.ratings.models import Rating, RatingAppeal
from practices.ratings.terms import State, Verdict

KEPT: Final = timedelta(days=365)


@duty("forget_ratings", every=timedelta(days=1))
def forget() -> None:
    """A year later, what was declined or taken back goes; what stood on a page stays."""
    over = Rating.objects.filter(decided_at__lt=timezone.now() - KEPT)
    over.filter(state__in=(State.DECLINED, State.TAKEN_BACK)).delete()


@also_erase
def forget_name(user: Any) -> None:
    """Names go, also from the badge; an appeal that waits goes as a whole."""
    RatingAppeal.objects.filter(by=user, verdict=Verdict.WAITING).delete()
    RatingAppeal.objects.filter(by=user).update(named_as="")
    mine = Rating.objects.filter(Q(proposed_by=user) | Q(decided_by=user))
    records = set(mine.values_list("record", flat=True))
    Rating.objects.filter(proposed_by=user).update(proposed_as="")
    Rating.objects.filter(decided_by=user).update(decided_as="")
    for record in records:
        set_badge(record)


@erases_words
def forget_words(user: Any) -> None:
    """Somebody takes along what they wrote: that they appealed, and what was decided, stays."""
    RatingAppeal.objects.filter(by=user).update(reason="")
