"""An event as an entry for calendar programs, and where one can take it: only where its days are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.foundation.calendars.schedules import Schedule
from portal.foundation.calendars.serving import as_file
from portal.foundation.calendars.writing import Entry, uid_of
from practices.records.views import page_of

if TYPE_CHECKING:
    from practices.events.models import Event


def entry_of(event: Event, schedule: Schedule) -> Entry:
    """What a calendar says of an event."""
    changed_at = event.last_published_at or event.latest_revision_created_at
    return Entry(
        uid=uid_of(event.full_identifier),
        schedule=schedule,
        title=event.title,
        changed_at=changed_at,
        text=event.summary,
        place=event.original.venue,
        url=settings.SITE_ADDRESS + (event.url or ""),
        sequence=int(changed_at.timestamp()) // 60,
    )


@require_safe
def calendar_entry(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/id/EV-0001/event.ics`: one event."""
    page = page_of(identifier, request.user)
    days = page.original.period.days if getattr(page, "calendar_url", "") else None
    if days is None:
        raise Http404
    return as_file([entry_of(page, Schedule(*days))], page.full_identifier, language=page.content_language)
