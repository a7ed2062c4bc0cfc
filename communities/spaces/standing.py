"""How somebody stands to a space, asked of the database once for each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from communities.spaces.models import Ban, Community, Membership
from communities.spaces.policies import Standing, faces_for, is_administrator, spaces_of
from communities.spaces.terms import Joining
from portal.foundation import prepared
from portal.foundation.prepared import PK, PKS, SLUG

Rule = Callable[[Standing], bool]


def standing_of(user: Any, community: Community) -> Standing:
    """At most three queries."""
    if not user.is_authenticated:
        return Standing(community, user, None, banned=False, administrator=False)
    belongs = prepared.objects("membership", Membership, _belonging, pks=(community.pk, user.pk))
    membership = belongs[0] if belongs else None
    return Standing(
        community,
        user,
        membership,
        banned=membership is None and Ban.objects.in_force().filter(community=community, user=user).exists(),
        administrator=is_administrator(user),
        has_domain=membership is None and has_domain(user, community),
    )


def _belonging() -> QuerySet[Membership]:
    """The membership of a space and a person, by their keys in this order."""
    return Membership.objects.filter(community=PKS[0], user=PKS[1])


def has_domain(user: Any, community: Community) -> bool:
    """Whether somebody has a confirmed address in one of a space's domains. A domain doesn't cover those below it."""
    if community.joining != Joining.DOMAIN:
        return False
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return any(email.rpartition("@")[2].lower() in community.domains for email in confirmed)


def allowed(user: Any, slug: str, rule: Rule) -> Standing:
    """How somebody stands to the space of an address. Http404 where they may not know of it, PermissionDenied where they may not do this."""
    community = space(user, slug)
    if community is None:
        raise Http404
    found = standing_of(user, community)
    if not rule(found):
        raise PermissionDenied
    return found


def space(user: Any, slug: str) -> Community | None:
    """The space of an address, if this person may know of it."""
    if not user.is_authenticated:
        found = prepared.objects(
            "space", Community, lambda: Community.objects.visible_to(user).filter(slug=SLUG), slug=slug
        )
    elif len(own := sorted(spaces_of(user))) <= len(PKS):
        found = prepared.objects(
            "space for", Community, lambda: Community.objects.filter(faces_for(PK, PKS), slug=SLUG), slug=slug, pk=user.pk, pks=own
        )  # fmt: skip
    else:
        found = list(Community.objects.visible_to(user).filter(slug=slug))
    return found[0] if found else None
