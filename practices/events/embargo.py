"""Records that wait for an event: they are published at the beginning of its first day, and go along when it is moved."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.signals import page_published

from portal.foundation.audit.recording import record as log
from portal.foundation.duties import duty
from portal.foundation.erasure import Fate, declare
from practices.events.models import Event
from practices.records.publishable import lacking_on

PAST = _("The event has begun, or its days are not known: publish the record now, or give the event a day to come.")


class Embargo(models.Model):
    """A page that is scheduled for an event. Wagtail does the publishing; this keeps its moment at the event's."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("embargo")
        verbose_name_plural = _("embargoes")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.event_id}"


declare(
    "practices.Embargo.set_by",
    Fate.DETACH,
    because=_("That you let records wait for an event stays, without your name."),
    export=("page_id",),
)


def moment_of(event: Event) -> datetime | None:
    """The beginning of its first day, where the site is; None where that is not known to the day."""
    period = event.original.period
    days = period.days if period else None
    return timezone.make_aware(datetime.combine(days[0], time.min), timezone.get_default_timezone()) if days else None


def to_come() -> list[Event]:
    """Published events whose first day is still to come, the nearest first."""
    found = Event.objects.live().originals().filter(period__gte=timezone.localdate().isoformat()[:4])
    now = timezone.now()
    coming = [(moment, event) for event in found if (moment := moment_of(event)) and moment > now]
    return [event for _moment, event in sorted(coming, key=lambda pair: (pair[0], pair[1].pk))]


@transaction.atomic
def hold(page: Any, event: Event, by: Any) -> None:
    """Schedules the newest draft. Raises ValidationError where the event is over, or the record is not ready for readers."""
    moment = moment_of(event)
    if moment is None or moment <= timezone.now():
        raise ValidationError(PAST)
    draft = page.get_latest_revision_as_object()
    if lacks := lacking_on(draft):
        raise ValidationError([str(one) for one in lacks.values()])
    draft.go_live_at = moment
    draft.save_revision(user=by, log_action=True).publish(user=by)
    if (
        review := page.current_workflow_state
    ):  # ends, as with publishing; Wagtail leaves it open where a version is published already
        review.cancel(user=by)
    Embargo.objects.update_or_create(page_id=page.pk, defaults={"event": event, "set_by": by})
    log("record.embargo", page, by=by, reason=event.identifier)


@transaction.atomic
def lift(page: Any, by: Any) -> None:
    """It waits no longer, and is not published either: that is for whoever presses the button then."""
    for revision in page.revisions.exclude(approved_go_live_at=None):
        _move(revision, None)
    Page.objects.filter(pk=page.pk).update(go_live_at=None)
    if Embargo.objects.filter(page_id=page.pk).delete()[0]:
        log("record.embargo_lifted", page, by=by)


def _move(revision: Any, moment: datetime | None) -> None:
    revision.approved_go_live_at = moment
    revision.content = {**revision.content, "go_live_at": moment.isoformat() if moment else None}
    revision.save(update_fields=["approved_go_live_at", "content"])


@duty("keep_embargoes", every=timedelta(minutes=10))
def keep_up() -> None:
    """Moves what waits for an event that was moved, and forgets what waits no more."""
    for embargo in Embargo.objects.select_related("page", "event"):
        with transaction.atomic():
            waiting = embargo.page.revisions.select_for_update().exclude(approved_go_live_at=None).first()
            moment = moment_of(embargo.event)
            if waiting is None:
                embargo.delete()
            elif moment and moment != waiting.approved_go_live_at:
                _move(waiting, moment)
                Page.objects.filter(pk=embargo.page_id).update(go_live_at=moment)
                log("record.embargo", embargo.page.specific, by=None, reason=embargo.event.identifier)


@receiver(page_published)
def moved(instance: Any, **_details: Any) -> None:
    """An event has perhaps another day."""
    if isinstance(instance, Event) and Embargo.objects.filter(event=instance.pk).exists():
        keep_up()
