"""What people are told of a steering group: a duty that is theirs, that its day has come, and what was written and adopted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.spaces.models import Membership
from communities.spaces.policies import spaces_of
from communities.spaces.terms import State
from communities.spaces.told import in_space, row_of, told
from communities.steering.models import Duty, Statement
from communities.steering.terms import PART
from portal.foundation.duties import duty
from portal.notices import registry, telling
from portal.notices.models import Notice
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.notices.terms import Often

OWN: Final = "steering_duty"
LATE: Final = timedelta(days=90)  # so long ago that nobody is reminded any more


def declare() -> None:
    """Registers kinds and events."""
    own = gettext_lazy("You get this mail because you took this on.")
    registry.kind(Kind(OWN, gettext_lazy("A duty of yours in a steering group"), own, Often.NOW, in_places=True))
    belongs = gettext_lazy("You get this mail because you belong to this community.")
    about = gettext_lazy("A steering group of yours writes or adopts its agreement or strategy")
    registry.kind(Kind(PART, about, belongs, in_places=True))
    registry.event(Event("duty_given", whose, given))
    registry.event(Event("duty_due", whose, due))
    registry.event(Event("statement_written", group_of, written))
    registry.event(Event("statement_adopted", group_of, adopted))


def whose(key: str) -> Concerned | None:
    """Whoever does it, as long as it is not done."""
    one = Duty.objects.filter(pk=row_of(key), done_at=None).exclude(who=None).select_related("community").first()
    return in_space(one.community, [one.who_id or 0], OWN) if one else None


def _of_duty(user: Any, keys: Sequence[str], said: str) -> Mapping[str, Story]:
    found = Duty.objects.filter(pk__in=map(row_of, keys), who=user, done_at=None, community__in=spaces_of(user))

    def tell(one: Duty) -> Story:
        until = _("Until %(date)s.") % {"date": date_format(one.due_on)} if one.due_on else ""
        return Story(one.what, one.get_absolute_url(), f"{said} {until}".strip(), one.about, place=one.community.name)

    return told(keys, found.select_related("community"), tell)


def given(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it is theirs now."""
    return _of_duty(user, keys, _("This is your duty in the steering group."))


def due(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That its day has come; not where another day was set meanwhile. The key says pk and day."""
    days = {str(pk): day for pk, day in Duty.objects.filter(pk__in=map(row_of, keys)).values_list("pk", "due_on")}
    so = [key for key in keys if str(days.get(key.partition(".")[0])) == key.partition(".")[2]]
    return _of_duty(user, so, _("The day of this duty has come."))


@duty("duties_due", every=timedelta(hours=6))
def remind() -> None:
    """Reminds whoever does it once on the day, and anew where another day was set. Two queries."""
    today = timezone.localdate()
    alive = Duty.objects.filter(done_at=None, community__state=State.ACTIVE).exclude(who=None)
    found = alive.filter(due_on__range=(today - LATE, today)).values_list("pk", "due_on")
    keys = {f"{pk}.{day}" for pk, day in found}
    told_before = set(
        Notice.objects.filter(event__in=[f"duty_due:{key}" for key in keys]).values_list("event", flat=True)
    )
    for key in sorted(keys):
        if f"duty_due:{key}" not in told_before:
            with transaction.atomic():
                telling.happened("duty_due", key)


def group_of(key: str) -> Concerned | None:
    """Everybody in the group but its author."""
    one = Statement.objects.filter(pk=row_of(key)).select_related("community").first()
    if one is None:
        return None
    members = Membership.objects.filter(community=one.community_id).exclude(user=one.author_id)
    return in_space(one.community, members.values_list("user_id", flat=True), PART)


def _of_statement(user: Any, keys: Sequence[str], found: Any, said: str) -> Mapping[str, Story]:
    own = found.filter(pk__in=map(row_of, keys), community__in=spaces_of(user)).select_related("community")
    return told(
        keys, own, lambda one: Story(str(one), one.get_absolute_url(), said, one.note, place=one.community.name)
    )


def written(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That there is a new version."""
    return _of_statement(user, keys, Statement.objects.all(), _("A new version was written:"))


def adopted(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it is in force, as long as it is."""
    return _of_statement(user, keys, Statement.objects.filter(in_force=True), _("This version is in force now."))
