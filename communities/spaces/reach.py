"""How far something reaches that stands in a space: everybody, whoever sees the inside, or those who facilitate. One rule for all parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.spaces.models import Community
from communities.spaces.policies import Standing, facilitated_by, facilitates, see_inside
from communities.spaces.terms import Visibility, audience_of, facilitators_of
from portal.foundation.audience import PUBLIC


class Reach(models.TextChoices):
    """What whoever puts something into a space chooses."""

    EVERYBODY = "everybody", _("everybody: it also stands on the community’s public face")
    INSIDE = "inside", _("whoever may read the inside of the community")
    FACILITATORS = "facilitators", _("facilitators and stewards only")


class ReachQuerySet(models.QuerySet[Any]):
    """Things in spaces by who may see them."""

    def reaching(self, community: int, reached: Sequence[str]) -> ReachQuerySet:
        """Those of one space that reach so far, by `reaches`: what `visible_to` finds there, as a compiled query needs it."""
        return self.filter(community=community, reach__in=reached)

    def visible_to(self, user: Any) -> ReachQuerySet:
        """Those that this person may see. A space that strangers may not know of has nothing for everybody."""
        return self.filter(reached_by(user))


def reached_by(user: Any, prefix: str = "") -> Q:
    """The same rule for what hangs on such a thing; `prefix` leads to it, as in `folder__`."""
    faces = Community.objects.visible_to(user)
    insides = Community.objects.open_to(user)
    reached = Q(**{f"{prefix}reach": Reach.EVERYBODY, f"{prefix}community__in": faces})
    reached |= Q(**{f"{prefix}reach": Reach.INSIDE, f"{prefix}community__in": insides})
    if facilitated := facilitated_by(user):
        reached |= Q(**{f"{prefix}reach": Reach.FACILITATORS, f"{prefix}community__in": facilitated})
    return reached


def reaches(standing: Standing) -> tuple[str, ...]:
    """The same rule for one space, whose face somebody sees: how far a thing there must reach to reach them; for compiled queries."""
    inside = (Reach.INSIDE,) if see_inside(standing) else ()
    return (Reach.EVERYBODY, *inside, *((Reach.FACILITATORS,) if facilitates(standing) else ()))


class Reaching(models.Model):
    """Something that stands in a space, with how far it reaches."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="%(class)ss")
    reach = models.CharField(_("who may see it"), max_length=12, choices=Reach, default=Reach.INSIDE)

    objects = ReachQuerySet.as_manager()
    community_id: int

    class Meta:
        abstract = True

    @property
    def audience(self) -> str:
        """Who may see it, as search knows it."""
        if self.reach == Reach.FACILITATORS:
            return facilitators_of(self.community_id)
        if self.reach == Reach.INSIDE:
            return self.community.inside
        return audience_of(self.community_id) if self.community.visibility == Visibility.PRIVATE else PUBLIC
