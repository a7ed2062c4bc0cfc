"""How somebody stands to a space, asked of the database once for each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db.models import FilteredRelation, Q, QuerySet
from django.http import Http404

from communities.spaces.models import Ban, Community, Membership
from communities.spaces.policies import Standing, faces, faces_for, is_administrator, spaces_of
from communities.spaces.terms import Joining
from portal.foundation import prepared
from portal.foundation.prepared import PK, PKS, SLUG

Rule = Callable[[Standing], bool]


def standing_of(user: Any, community: Community) -> Standing:
    """At most three queries."""
    if not user.is_authenticated:
        return Standing(community, user, None, banned=False, administrator=False)
    return _standing(user, community, Membership.objects.filter(community=community, user=user).first())


def _standing(user: Any, community: Community, membership: Membership | None) -> Standing:
    """Of somebody who is signed in. At most two queries, none for a member."""
    return Standing(
        community,
        user,
        membership,
        banned=membership is None and Ban.objects.in_force().filter(community=community, user=user).exists(),
        administrator=is_administrator(user),
        has_domain=membership is None and has_domain(user, community),
    )


def has_domain(user: Any, community: Community) -> bool:
    """Whether somebody has a confirmed address in one of a space's domains. A domain doesn't cover those below it."""
    if community.joining != Joining.DOMAIN:
        return False
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return any(email.rpartition("@")[2].lower() in community.domains for email in confirmed)


def allowed(user: Any, slug: str, rule: Rule) -> Standing:
    """How somebody stands to the space of an address. Http404 where they may not know of it, PermissionDenied where they may not do this."""
    found = (_standing_of_member if user.is_authenticated else _standing_of_stranger)(user, slug)
    if found is None:
        raise Http404
    if not rule(found):
        raise PermissionDenied
    return found


def known_space(user: Any, slug: str) -> Community | None:
    """The space of an address, if this person may know of it."""
    return Community.objects.visible_to(user).filter(slug=slug).first()


def _standing_of_stranger(user: Any, slug: str) -> Standing | None:
    spaces = prepared.objects("space", Community, lambda: Community.objects.filter(faces(None), slug=SLUG), slug=slug)
    return standing_of(user, spaces[0]) if spaces else None


def _standing_of_member(user: Any, slug: str) -> Standing | None:
    """Of somebody with an account: the space with their membership, in one query."""
    mine, belongs = spaces_of(user), FilteredRelation("memberships", condition=Q(memberships__user=PK))
    few = len(mine) <= len(PKS)  # the query of somebody with more is kept for them alone

    def space() -> QuerySet[Community]:
        return Community.objects.alias(own=belongs).filter(faces_for(PK, PKS if few else mine), slug=SLUG)

    given = {"slug": slug, "pk": user.pk, "pks": sorted(mine)}
    found = prepared.pairs(("space for", few or mine), Community, space, "own", Membership, **given)
    return _standing(user, *found[0]) if found else None
