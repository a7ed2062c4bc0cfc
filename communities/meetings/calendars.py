"""Meetings as calendars have them: one entry each, invitations by mail, and addresses that calendar programs read again and again."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.meetings.documents import said
from communities.meetings.models import Attendance, CalendarAddress, Meeting
from communities.meetings.terms import KEPT_IN_FEEDS, MOST_IN_FEEDS, Comes, State
from communities.spaces.models import Community
from communities.spaces.policies import spaces_of
from portal.foundation.calendars.schedules import Schedule
from portal.foundation.calendars.writing import CANCEL, REQUEST, Entry, Person, uid_of, written

SIGNER: Final = Signer(salt="communities.meetings")
ANSWERS: Final = {Comes.YES: "ACCEPTED", Comes.MAYBE: "TENTATIVE", Comes.NO: "DECLINED"}


def entry_of(meeting: Meeting, schedule: Schedule, *, with_video: bool, invited: Any = None) -> Entry:
    """A meeting in a calendar; `invited`, somebody to whom it is sent by mail."""
    video = meeting.video if with_video else ""
    url = settings.SITE_ADDRESS + meeting.get_absolute_url()
    agenda = "\n".join(f"{item.minutes}′ {item.title}" for item in meeting.agenda.all())
    about = (meeting.cancelled_because, said(meeting.about), agenda, video, url)
    return Entry(
        uid=uid_of(str(meeting.uid)),
        schedule=schedule,
        title=meeting.title,
        changed_at=meeting.changed_at,
        text="\n\n".join(filter(None, about)),
        place=meeting.place or video,
        url=url,
        sequence=meeting.sequence,
        cancelled=meeting.state == State.CANCELLED,
        organiser=_organiser(meeting.community) if invited else None,
        invited=[_person(meeting, invited)] if invited else (),
    )


def _organiser(community: Community) -> Person:
    """The site in the name of a community: nobody's own address is named."""
    return Person(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], community.name)


def _person(meeting: Meeting, user: Any) -> Person:
    says = Attendance.objects.filter(meeting=meeting, user=user).values_list("says", flat=True).first()
    return Person(user.email, user.name, ANSWERS.get(Comes(says), "NEEDS-ACTION") if says else "NEEDS-ACTION")


def invitation(meeting: Meeting, user: Any) -> tuple[str, bytes] | None:
    """What a mail brings to somebody's calendar, and its method; None where no date was ever fixed."""
    if meeting.schedule is None:
        return None
    method = CANCEL if meeting.state == State.CANCELLED else REQUEST
    shown = meeting.video_for_all or meeting.community_id in spaces_of(user)
    return method, written([entry_of(meeting, meeting.schedule, with_video=shown, invited=user)], method=method)


def entries(community: Community, user: Any) -> Iterator[Entry]:
    """The meetings of a space that this person may see now, those of the last year and all to come. Two queries."""
    belongs = community.pk in spaces_of(user)
    found = Meeting.objects.visible_to(user).filter(community=community, ends_at__gt=timezone.now() - KEPT_IN_FEEDS)
    for meeting in found.prefetch_related("agenda").order_by("-starts_at")[:MOST_IN_FEEDS]:
        meeting.community = community
        if meeting.schedule:
            yield entry_of(meeting, meeting.schedule, with_video=meeting.video_for_all or belongs)


def title_of(community: Community) -> str:
    """What a calendar program calls it."""
    return _("%(name)s: meetings") % {"name": community.name}


# -- Addresses of one's own --


def address_of(community: Community, user: Any) -> str:
    """The private address under which somebody's calendar program reads the meetings of a space."""
    row, _new = CalendarAddress.objects.get_or_create(community=community, user=user)
    token = SIGNER.sign(f"{row.pk}.{row.number}").replace(":", ".")
    return settings.SITE_ADDRESS + reverse("meetings_private_calendar", args=[community.slug, token])


def owner_of(community: Community, token: str) -> Any:
    """Whose address it is; None for one that is forged, was renewed, or whose account is suspended or gone."""
    key, _dot, signature = token.rpartition(".")
    try:
        pk, _dot, number = SIGNER.unsign(f"{key}:{signature}").partition(".")
    except BadSignature:
        return None
    found = CalendarAddress.objects.filter(pk=pk, number=number, community=community, user__is_active=True)
    row = found.select_related("user").first()
    return row.user if row else None
