"""What can be done in the common room, each in one transaction; and who belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from communities.commonroom import policies
from communities.commonroom.models import Sharing, StandIn
from communities.commonroom.terms import MOST_OPEN, SLUG
from communities.spaces.actions import STEWARDS_CHANGED, on_from_the_start
from communities.spaces.models import Ban, Community, Membership
from communities.spaces.terms import READABLE, Kind, Role, State
from portal.foundation import outbox
from portal.foundation.audience import forget_audiences
from portal.foundation.duties import duty
from portal.foundation.outbox import OutboxEntry
from portal.notices import telling

PURPOSE: Final = gettext_lazy(
    "Where the stewards of all communities meet: to ask each other, to see what others need and plan, and to stand in for one another."
)


def room() -> Community | None:
    """The common room; None as long as no administrator has opened it."""
    return Community.objects.filter(kind=Kind.COMMON_ROOM, state__in=READABLE).first()


def open_room(by: Any) -> Community:
    """Founds it, with the administrator as its steward, and has the stewards of all communities join it. There is never more than one."""
    with transaction.atomic():
        found, new = Community.objects.get_or_create(
            kind=Kind.COMMON_ROOM,
            defaults={
                "name": _("Stewards’ common room"), "slug": SLUG, "state": State.ACTIVE, "founded_at": timezone.now(),
                "visibility": Community.Visibility.PRIVATE, "joining": Community.Joining.INVITATION,
                "purpose": str(PURPOSE),
                "parts": [*(part.code for part in on_from_the_start()), "documents", "meetings"],
            },
        )  # fmt: skip
        if new:
            Membership.objects.create(community=found, user=by, role=Role.STEWARD)
            log(found, "communities.found", user=by)
            keep_members()
    forget_audiences(by)
    return found


def keep_members() -> None:
    """Lets in who has become a steward somewhere, and out who is none any more; the room's own stewards stay. Five queries at most."""
    with transaction.atomic():
        there = Community.objects.select_for_update().filter(kind=Kind.COMMON_ROOM, state__in=READABLE).first()
        if there is None:
            return
        tended = Membership.objects.filter(community__state__in=READABLE).exclude(community=there)
        stewards = set(tended.stewards().values_list("user_id", flat=True))
        banned = set(Ban.objects.in_force().filter(community=there).values_list("user_id", flat=True))
        members = dict(Membership.objects.filter(community=there).values_list("user_id", "role"))
        new = stewards - banned - set(members)
        Membership.objects.bulk_create(Membership(community=there, user_id=user) for user in sorted(new))
        gone = {user for user, role in members.items() if role != Role.STEWARD} - stewards
        Membership.objects.filter(community=there, user__in=gone).delete()


@outbox.handler(STEWARDS_CHANGED)
def stewards_changed(_entries: Sequence[OutboxEntry]) -> None:
    """Somebody has become a steward, or is none any more."""
    keep_members()


@duty("keep_common_room", every=timedelta(days=1))
def daily() -> None:
    """Sees to what no action told of: suspended accounts, a restored backup."""
    keep_members()


def share(community: Community, by: Any, *, shared: bool) -> None:
    """Lets the stewards of other communities read what this one needs and plans, or no longer."""
    with transaction.atomic():
        if shared:
            _row, changed = Sharing.objects.get_or_create(community=community, defaults={"shared_by": by})
        else:
            changed = bool(Sharing.objects.filter(community=community).delete()[0])
        if changed:
            log(community, "communities.share_needs", user=by, data={"shared": shared})


def ask(one: StandIn, by: Any) -> None:
    """Keeps what a steward asks for a community of theirs, or offers to all. Raises ValidationError where so much waits already."""
    mine = StandIn.objects.open().filter(**{"steward" if one.community_id else "substitute": by})
    if mine.count() >= MOST_OPEN:
        raise ValidationError(_("Five of yours are open already. Take one back first."))
    if one.community_id:
        one.steward = by
    else:
        one.substitute = by
    one.save()


def agree(key: int, by: Any, community: Community | None = None) -> StandIn:
    """Takes up what was asked, or for `community` what was offered: of two who do so at once the first counts. The other side is told.

    Raises ValidationError where it is taken or over, PermissionDenied where this person may not.
    """
    with transaction.atomic():
        one = StandIn.objects.select_for_update().open().filter(pk=key).first()
        if one is None:
            raise ValidationError(_("Somebody else was faster, or it was taken back."))
        if community is None:
            if not policies.take_up(by, one):
                raise PermissionDenied
            one.substitute = by
        else:
            if not policies.accept(by, one, community):
                raise PermissionDenied
            one.community, one.steward = community, by
        one.agreed_at = timezone.now()
        one.save()
        log(one.community, "communities.stand_in", user=by, data={"from": one.first_day, "until": one.last_day})
        telling.happened("stand_in_agreed", one.pk)
    forget_audiences(by)
    return one


def end(one: StandIn, by: Any) -> None:
    """Takes back what is open; ends what was agreed, at once, and tells the other side."""
    with transaction.atomic():
        now = StandIn.objects.select_for_update().get(pk=one.pk)
        if now.agreed_at is None:
            now.delete()
        elif now.ended_at is None:
            now.ended_at = timezone.now()
            now.save(update_fields=["ended_at"])
            log(now.community, "communities.stand_in_ended", user=by)
            telling.happened("stand_in_ended", now.pk)
    forget_audiences(by)
