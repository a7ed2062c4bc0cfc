"""Tells the foundation who belongs to which space, and editors which spaces they can give something to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.translation import gettext as _

from communities.commonroom.models import StandIn, today
from communities.spaces.models import Community, Membership
from communities.spaces.terms import FACILITATING, READABLE, Role, State, audience_of, facilitators_of, stand_ins_of
from portal.accounts.groups import ADMINISTRATORS
from portal.foundation import prepared
from portal.foundation.audience import offers_audiences, provides_audiences
from portal.foundation.prepared import PK


@provides_audiences
def spaces_of(user: Any) -> Iterable[str]:
    """The spaces that a person belongs to or stands in for today, and those that they facilitate; a closed one only while they tend it;
    all of them for who answers for the site. One query."""
    everywhere, day = bool(user.is_superuser), today()
    build = _all if everywhere else partial(_belonging, day)
    found = prepared.rows(("spaces of", everywhere or day), build, pk=user.pk)  # compiled anew each day
    for pk, facilitates, stands_in in found:
        yield audience_of(pk)
        if facilitates:
            yield facilitators_of(pk)
        if stands_in:
            yield stand_ins_of(pk)


def _all() -> Any:
    return Community.objects.order_by().values_list("pk", Value(value=True), Value(value=False))


def _belonging(day: date) -> Any:
    """The spaces of the person `PK`; each is asked for its own member, so that it doesn't matter how many there are."""
    member = Membership.objects.filter(community=OuterRef("pk"), user=PK)
    mine = Q(Exists(member), state__in=READABLE) | Q(Exists(member.filter(role=Role.STEWARD)), state=State.CLOSED)
    standing_in = StandIn.objects.in_force(day).filter(community=OuterRef("pk"), substitute=PK)
    stands_in = Q(Exists(standing_in), state__in=READABLE)
    answers = Q(Exists(Group.objects.filter(user=PK, name=ADMINISTRATORS)))
    facilitates = ExpressionWrapper(
        Exists(member.filter(role__in=FACILITATING)) | Exists(standing_in) | answers, BooleanField()
    )
    found = Community.objects.filter(mine | stands_in | answers).order_by()
    return found.values_list("pk", facilitates, Exists(standing_in))


@offers_audiences
def active_spaces() -> Iterable[tuple[str, Any]]:
    """What an editor can choose: the members of a space."""
    found = Community.objects.filter(state__in=READABLE).values_list("pk", "name")
    return [(audience_of(pk), _("Members of %(name)s") % {"name": name}) for pk, name in found]
