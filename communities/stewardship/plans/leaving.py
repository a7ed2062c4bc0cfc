"""When somebody deletes their account: what they said of plans in review goes; their words in others, if they want it so."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from communities.spaces.models import Membership
from communities.stewardship.plans.models import PlanLine, PlanVersion, Stance, Suggestion
from communities.stewardship.plans.terms import KIND
from portal.foundation.erasure import also_erase, erases_words
from search.indexing import changed


@erases_words
def forget_words(user: Any) -> None:
    """Reasons, and suggestions that are no plan's text."""
    Stance.objects.filter(user=user).update(reason="")
    Suggestion.objects.filter(Q(taken=None) | Q(taken=False), author=user).delete()


@also_erase
def forget_stances(user: Any) -> None:
    """Out of reviews that are open; and their name, where it stands by itself as who looks after something."""
    running = PlanVersion.objects.opened().filter(closed_at=None, closes_at__gt=timezone.now())
    Stance.objects.filter(user=user, line__version__in=running).delete()
    if not user.name:
        return
    spaces = Membership.objects.filter(user=user).values("community")
    lines = PlanLine.objects.filter(version__community__in=spaces, keeper__iexact=user.name)
    keys = sorted({str(pk) for pk in lines.values_list("version", flat=True)})
    lines.update(keeper="")
    changed(KIND, keys)
