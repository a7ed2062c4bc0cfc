"""Tells the foundation who belongs to which space, and editors which spaces they can give something to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from communities.spaces.models import Community, Membership
from communities.spaces.terms import READABLE, Role, State, audience_of
from portal.accounts.groups import ADMINISTRATORS
from portal.foundation import prepared
from portal.foundation.audience import offers_audiences, provides_audiences
from portal.foundation.prepared import PK


@provides_audiences
def spaces_of(user: Any) -> Iterable[str]:
    """The spaces that a person belongs to; a closed one only while they tend it; all of them for who answers for the site. One query."""
    everywhere = bool(user.is_superuser)
    found = prepared.rows(("spaces of", everywhere), lambda: _all() if everywhere else _belonging(), pk=user.pk)
    return [audience_of(pk) for (pk,) in found]


def _all() -> Any:
    return Community.objects.order_by().values_list("pk")


def _belonging() -> Any:
    """The spaces of the person `PK`; each is asked for its own member, so that it doesn't matter how many there are."""
    member = Membership.objects.filter(community=OuterRef("pk"), user=PK)
    mine = Q(Exists(member), state__in=READABLE) | Q(Exists(member.filter(role=Role.STEWARD)), state=State.CLOSED)
    answers = Q(Exists(Group.objects.filter(user=PK, name=ADMINISTRATORS)))
    return Community.objects.filter(mine | answers).order_by().values_list("pk")


@offers_audiences
def active_spaces() -> Iterable[tuple[str, Any]]:
    """What an editor can choose: the members of a space."""
    found = Community.objects.filter(state__in=READABLE).values_list("pk", "name")
    return [(audience_of(pk), _("Members of %(name)s") % {"name": name}) for pk, name in found]
