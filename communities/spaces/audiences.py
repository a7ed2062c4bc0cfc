"""Tells the foundation who belongs to which space, and editors which spaces they can give something to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from communities.spaces.models import Community
from communities.spaces.terms import READABLE, Role, State, audience_of
from portal.accounts.groups import ADMINISTRATORS
from portal.foundation.audience import offers_audiences, provides_audiences


@provides_audiences
def spaces_of(user: Any) -> Iterable[str]:
    """The spaces that a person belongs to; a closed one only while they tend it; all of them for who answers for the site. One query."""
    mine = Q(memberships__user=user) & (Q(state__in=READABLE) | Q(state=State.CLOSED, memberships__role=Role.STEWARD))
    answers = Q(Exists(Group.objects.filter(user=user, name=ADMINISTRATORS)))
    found = Community.objects.all() if user.is_superuser else Community.objects.filter(mine | answers)
    return map(audience_of, found.order_by().values_list("pk", flat=True).distinct())


@offers_audiences
def active_spaces() -> Iterable[tuple[str, Any]]:
    """What an editor can choose: the members of a space."""
    found = Community.objects.filter(state__in=READABLE).values_list("pk", "name")
    return [(audience_of(pk), _("Members of %(name)s") % {"name": name}) for pk, name in found]
