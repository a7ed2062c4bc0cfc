"""Who sees which albums and pictures. That a consent was not given, covers less or has run out is asked here, at each request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from communities.galleries.terms import Scope
from communities.spaces.policies import facilitated_by, spaces_of
from communities.spaces.reach import ReachQuerySet, reached_by
from portal.foundation.files.facts import Consent


class AlbumQuerySet(ReachQuerySet):
    """Albums by who may see them."""

    def standing(self) -> AlbumQuerySet:
        """Those that nobody took away."""
        return self.filter(removed_at=None)

    def reaching(self, community: int, reached: Sequence[str]) -> AlbumQuerySet:
        """Those of one space that stand and reach so far."""
        return self.standing().filter(community=community, reach__in=reached)

    def visible_to(self, user: Any) -> AlbumQuerySet:
        """Those that stand and reach this person."""
        return self.standing().filter(reached_by(user))


class PictureQuerySet(models.QuerySet[Any]):
    """Pictures by who may see them."""

    def standing(self) -> PictureQuerySet:
        """Those that nobody withdrew, of albums that nobody took away."""
        return self.filter(withdrawn_at=None, album__removed_at=None)

    def may_be_shown(self) -> PictureQuerySet:
        """Those that are described, and that nobody who can be recognised has not agreed to, as of today."""
        return self.standing().filter(_agreed())

    def to_be_described(self) -> PictureQuerySet:
        """Those of which something is still to be said before others see them."""
        return self.standing().filter(Q(alt="") | Q(consent=Consent.UNKNOWN))

    def with_consent(self) -> PictureQuerySet:
        """Each with `is_shown`, whether others may see it, and `for_members`, whether only members may."""
        shown = ExpressionWrapper(_agreed(), BooleanField())
        return self.annotate(is_shown=shown, for_members=Exists(_agreements().filter(scope=Scope.MEMBERS)))

    def shown_to(self, reached: Sequence[str], *, belongs: bool) -> PictureQuerySet:
        """Those that may be shown, of albums that reach so far, to somebody who belongs to their space or doesn't."""
        found = self.may_be_shown().filter(album__reach__in=reached)
        return found if belongs else found.filter(_for_all())

    def in_album(self, album: int, user: int, *, belongs: bool, facilitates: bool) -> PictureQuerySet:
        """What `visible_to` finds in an album that reaches somebody, as a compiled query needs it."""
        found = self.filter(album=album)
        if facilitates:
            return found.standing()
        if not belongs:
            return found.may_be_shown().filter(_for_all())
        return found.standing().filter(_agreed() | Q(author=user))

    def visible_to(self, user: Any) -> PictureQuerySet:
        """Those that may be shown and reach this person; whoever brought them and who facilitates also see the others."""
        belongs = Q(album__community__in=spaces_of(user))
        seen = Q(reached_by(user, "album__"), _agreed(), belongs | _for_all())
        if user and user.pk:
            seen |= Q(author=user.pk) & belongs
            seen |= Q(album__community__in=facilitated_by(user))
        return self.standing().filter(seen)

    def served_to(self, user: Any) -> PictureQuerySet:
        """Those whose files this person gets: facilitators also see what was withdrawn, to decide about it."""
        seen = Q(pk__in=self.model.objects.visible_to(user).values("pk"))
        return self.filter(seen | Q(album__community__in=facilitated_by(user)))


def _agreements() -> models.QuerySet[Any]:
    return apps.get_model("communities", "Agreement").objects.filter(picture=OuterRef("pk"))


def _for_all() -> Q:
    return ~Q(Exists(_agreements().filter(scope=Scope.MEMBERS)))


def _agreed() -> Q:
    nobody = Q(consent=Consent.NOBODY)
    everybody = Q(Exists(_agreements()), consent=Consent.GIVEN)
    in_force = ~Q(Exists(_agreements().filter(until__lt=timezone.localdate())))
    return ~Q(alt="") & (nobody | everybody) & in_force
