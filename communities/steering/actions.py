"""What can be done in a steering group, each in one transaction with what follows from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from communities.spaces.actions import locked
from communities.spaces.models import Community
from communities.spaces.terms import stamped
from communities.steering.models import Duty, Statement
from communities.steering.terms import AGREED, DUTY, MOST_DUTIES
from portal.notices import telling
from search.indexing import changed


def keep(duty: Duty, by: Any) -> None:
    """Keeps a duty; whoever it is given to by somebody else is told. Raises ValidationError where there are too many."""
    with transaction.atomic():
        before = Duty.objects.filter(pk=duty.pk).values_list("who", flat=True).first() if duty.pk else None
        if not duty.pk and Duty.objects.filter(community=duty.community).count() >= MOST_DUTIES:
            raise ValidationError(_("There are five hundred duties already. Delete some that are done."))
        duty.save()
        changed(DUTY, [str(duty.pk)])
        if duty.who_id and duty.who_id not in (before, by.pk):
            telling.happened("duty_given", stamped(duty.pk, timezone.now()))


def done(duty: Duty, by: Any, *, is_done: bool = True) -> None:
    """It is done, or it was not after all."""
    with transaction.atomic():
        moment = timezone.now() if is_done else None
        Duty.objects.filter(pk=duty.pk).update(done_at=moment, done_by=by if is_done else None)
        changed(DUTY, [str(duty.pk)])


def delete(duty: Duty) -> None:
    """It never was one."""
    with transaction.atomic():
        changed(DUTY, [str(duty.pk)], hides=True)
        duty.delete()


def newest(community: Community, subject: str) -> int:
    """The number of the last version; 0 where there is none."""
    found = Statement.objects.filter(community=community, subject=subject).aggregate(last=Max("number"))["last"]
    return found or 0


def write(statement: Statement, base: int, by: Any) -> Statement:
    """Keeps a new version, written on top of version `base`. Raises ValidationError where somebody has written another one meanwhile."""
    with transaction.atomic():
        locked(statement.community)
        last = newest(statement.community, statement.subject)
        if last != base:
            raise ValidationError(
                _("Version %(number)s was written meanwhile. Yours is kept below: compare them, and send it again."),
                params={"number": last},
            )
        statement.number, statement.author = last + 1, by
        statement.save()
        changed(AGREED, [str(statement.pk)])
        telling.happened("statement_written", statement.pk)
    return statement


def adopt(statement: Statement, on: date, by: Any, *, meeting: Any = None, poll: Any = None) -> None:
    """It is in force from now on, in place of whichever was; everybody in the group is told."""
    with transaction.atomic():
        locked(statement.community)
        others = Statement.objects.filter(community=statement.community, subject=statement.subject)
        others.exclude(pk=statement.pk).update(in_force=False)
        statement.in_force, statement.adopted_on, statement.meeting, statement.poll = True, on, meeting, poll
        statement.save(update_fields=["in_force", "adopted_on", "meeting", "poll"])
        log(
            statement.community,
            "communities.adopt",
            user=by,
            data={"subject": statement.subject, "version": statement.number},
        )
        changed(AGREED, map(str, others.values_list("pk", flat=True)))
        telling.happened("statement_adopted", stamped(statement.pk, timezone.now()))
