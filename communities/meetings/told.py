"""What people are told of meetings: that a date is looked for, that one is fixed, changed or cancelled, and that there are minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.commonroom.people import reading
from communities.meetings.actions import CALLED, DATED, RECORDED
from communities.meetings.calendars import invitation
from communities.meetings.documents import said
from communities.meetings.models import Meeting
from communities.meetings.terms import MEETINGS, Comes, State
from communities.spaces.models import Ban
from communities.spaces.parts import is_on
from communities.spaces.terms import audience_of
from portal.notices import registry
from portal.notices.mails import letter
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.notices.terms import EXCERPT, Often

BECAUSE: Final = gettext_lazy("You get this mail because you belong to this community.")


def declare() -> None:
    """Registers kinds and events. A date is told at once: the entry for the calendar comes with the mail."""
    registry.kind(
        Kind(CALLED, gettext_lazy("A meeting of a community of yours: a date poll, minutes"), BECAUSE, in_places=True)
    )
    dated = gettext_lazy("The date of a meeting is fixed, changed or cancelled")
    registry.kind(Kind(DATED, dated, BECAUSE, Often.NOW, in_places=True))
    registry.event(Event(CALLED, _of_poll, _told(_poll)))
    registry.event(Event(DATED, _of_date, _told(_date)))
    registry.event(Event(RECORDED, _of_minutes, _told(_minutes)))


def meeting_of(key: str) -> Meeting | None:
    """The meeting of an event, if it stands and the event is about how it is now."""
    pk, _dot, sequence = key.partition(".")
    meeting = Meeting.objects.filter(pk=pk, removed_at=None).select_related("community").first()
    if meeting is None or not is_on(meeting.community, MEETINGS):
        return None
    return meeting if not sequence or int(sequence) == meeting.told_sequence else None


def people(meeting: Meeting) -> set[int]:
    """Who belongs to the space and may see the meeting."""
    banned = Ban.objects.in_force().filter(community=meeting.community_id).values_list("user_id", flat=True)
    return reading(meeting.community_id, meeting.reach) - set(banned)


def _concerned(
    meeting: Meeting | None, readers: Callable[[Meeting], Iterable[int | None]], kind: str
) -> Concerned | None:
    if meeting is None:
        return None
    return Concerned(dict.fromkeys((one for one in readers(meeting) if one), kind), audience_of(meeting.community_id))


def _of_poll(key: str) -> Concerned | None:
    meeting = meeting_of(key)
    polled = meeting if meeting and meeting.state == State.PLANNING else None
    return _concerned(polled, lambda one: people(one) - {one.author_id or 0}, CALLED)


def _of_date(key: str) -> Concerned | None:
    """All who may see it, who called it too: the entry is for their calendars. A change is not told to who doesn't come."""
    return _concerned(
        meeting_of(key), lambda one: people(one) - (_absent(one) if one.told_sequence > 1 else set()), DATED
    )


def _absent(meeting: Meeting) -> set[int]:
    return set(meeting.attendances.filter(says=Comes.NO).values_list("user_id", flat=True))


def _of_minutes(key: str) -> Concerned | None:
    return _concerned(meeting_of(key), people, CALLED)


def _told(story: Callable[[Meeting, Any], Story | None]) -> registry.Stories:
    """The stories of events, about the meetings that somebody may see now. Two queries."""

    def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
        wanted = {key: key.partition(".") for key in keys}
        found = Meeting.objects.visible_to(user).filter(pk__in={pk for pk, _dot, _number in wanted.values()})
        known = {str(one.pk): one for one in found.select_related("community").prefetch_related("agenda")}
        told = {}
        for key, (pk, _dot, number) in wanted.items():
            meeting = known.get(pk)
            is_now = meeting and (not number or number == str(meeting.told_sequence))
            if meeting and is_now and is_on(meeting.community, MEETINGS) and (one := story(meeting, user)):
                told[key] = one
        return told

    return stories


def _story(meeting: Meeting, sentence: str, paragraphs: Iterable[str], **more: Any) -> Story:
    text = letter(paragraphs)
    return Story(
        meeting.title, meeting.get_absolute_url(), sentence, text,
        short=" ".join(text.split())[: EXCERPT + 1], place=meeting.community.name, language=meeting.language, by_mail=False, **more,
    )  # fmt: skip


def _poll(meeting: Meeting, _user: Any) -> Story | None:
    if meeting.state != State.PLANNING:
        return None
    return _story(meeting, _("A date is looked for. Say which times suit you:"), [said(meeting.about)])


def _date(meeting: Meeting, user: Any) -> Story | None:
    if meeting.state == State.PLANNING:
        return None
    if meeting.state == State.CANCELLED:
        sentence = _("This meeting is cancelled.")
    elif meeting.told_sequence == 1:
        sentence = _("The date of this meeting is fixed:")
    else:
        sentence = _("Something changed about this meeting. When and where it is now:")
    lines = meeting.schedule.lines if meeting.schedule else []
    when = "\n".join(f"{at} ({zone})" if zone else at for at, zone in lines)
    brought = invitation if meeting.schedule else None
    return _story(
        meeting, sentence, [meeting.cancelled_because, when, meeting.place, "" if meeting.state == State.CANCELLED else said(meeting.about)],
        calendar=(lambda: brought(meeting, user)) if brought else None,
    )  # fmt: skip


def _minutes(meeting: Meeting, _user: Any) -> Story | None:
    if meeting.minutes_published_at is None:
        return None
    return _story(meeting, _("The minutes are there:"), [said(meeting.minutes)])
