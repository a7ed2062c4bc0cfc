"""What can be done with a meeting, each in one transaction: the change, what calendars and search are to know of it, and who is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussion import actions as discussion
from communities.discussion.mentions import settled
from communities.discussion.models import Post, Topic
from communities.discussion.terms import FORUM
from communities.meetings.documents import reindex
from communities.meetings.filing import filed
from communities.meetings.models import Attendance, CalendarAddress, Meeting, ProposedTime, TimeAnswer
from communities.meetings.terms import MOST_TIMES, State, Suits
from communities.meetings.texts import of_minutes
from communities.spaces.models import Community
from communities.spaces.parts import is_on
from communities.spaces.reach import Reach
from portal.notices import telling

CALLED: Final = "meeting"  # what happened: a poll began
DATED: Final = "meeting_date"  # a date was fixed, changed or cancelled
RECORDED: Final = "meeting_minutes"
TOLD: Final = ("title", "starts_at", "ends_at", "zone", "place", "video")  # who comes is told of their changes
SHOWN: Final = (*TOLD, "about", "state")  # calendars show these


def call(meeting: Meeting, author: Any) -> None:
    """Keeps a new meeting, with a date or to find one."""
    with transaction.atomic():
        meeting.author = author
        meeting.about = settled(meeting.about, author, meeting.community)
        if meeting.starts_at:
            meeting.set_start(meeting.starts_at)
            meeting.state = State.FIXED
        meeting.save()
        reindex(meeting)
        if meeting.state == State.FIXED:
            _date_told(meeting)
        else:
            telling.happened(CALLED, meeting.pk)


def change(meeting: Meeting, by: Any) -> None:
    """Saves what was set on a meeting; one that is given a date is fixed by it. Raises ValidationError where it was cancelled meanwhile."""
    with transaction.atomic():
        before = locked(meeting)
        if before.state == State.CANCELLED:
            raise ValidationError(_("This meeting was cancelled meanwhile."))
        meeting.state, meeting.sequence, meeting.told_sequence = before.state, before.sequence, before.told_sequence
        meeting.about = settled(meeting.about, by, meeting.community)
        if meeting.starts_at:
            meeting.set_start(meeting.starts_at)
            meeting.state = State.FIXED
        differs = {name for name in SHOWN if getattr(before, name) != getattr(meeting, name)}
        meeting.changed_at = timezone.now()
        meeting.save()
        reindex(meeting, hides=before.reach != meeting.reach)
        if meeting.state == State.FIXED and differs & {*TOLD, "state"}:
            _date_told(meeting)
        elif differs:
            meeting.sequence += 1
            meeting.save(update_fields=["sequence"])


def agenda_changed(meeting: Meeting) -> None:
    """Calendars and search take over another agenda; nobody is told."""
    with transaction.atomic():
        before = locked(meeting)
        meeting.sequence, meeting.changed_at = before.sequence + 1, timezone.now()
        meeting.save(update_fields=["sequence", "changed_at"])
        reindex(meeting)


def fix(meeting: Meeting, start: datetime) -> None:
    """The date is found. Raises ValidationError where it was found already, or can't be any more."""
    with transaction.atomic():
        if locked(meeting).state != State.PLANNING:
            raise ValidationError(_("The date of this meeting was decided meanwhile."))
        if start <= timezone.now():
            raise ValidationError(_("This time is past. Propose others."))
        meeting.set_start(start)
        meeting.state = State.FIXED
        meeting.changed_at = timezone.now()
        meeting.save()
        _comes_who_said_yes(meeting, start)
        reindex(meeting)
        telling.withdraw(CALLED, [meeting.pk])
        _date_told(meeting)


def _comes_who_said_yes(meeting: Meeting, start: datetime) -> None:
    """Whoever said in the poll that the time suits, or doesn't, has answered; they can change it."""
    answers = TimeAnswer.objects.filter(time__meeting=meeting, time__starts_at=start).exclude(says=Suits.IF_NEEDED)
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, user_id=user, says=says) for user, says in answers.values_list("user", "says")],
        ignore_conflicts=True,
    )


def cancel(meeting: Meeting, because: str) -> None:
    """It does not take place; a second time nothing changes."""
    with transaction.atomic():
        if locked(meeting).state == State.CANCELLED:
            return
        meeting.state, meeting.cancelled_because, meeting.changed_at = State.CANCELLED, because, timezone.now()
        meeting.save()
        reindex(meeting)
        telling.withdraw(CALLED, [meeting.pk])
        _date_told(meeting)


def _date_told(meeting: Meeting) -> None:
    """Who may see it is told, in place of what they were told before."""
    if meeting.told_sequence:
        telling.withdraw(DATED, [f"{meeting.pk}.{meeting.told_sequence}"])
    meeting.sequence += 1
    meeting.told_sequence = meeting.sequence
    meeting.save(update_fields=["sequence", "told_sequence"])
    telling.happened(DATED, f"{meeting.pk}.{meeting.told_sequence}")


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is stored, until the transaction ends nobody else's to change."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


# -- The date poll --


def propose(meeting: Meeting, starts: Collection[datetime]) -> None:
    """Adds times to a poll; one that is there stays. Raises ValidationError for too many, or where the date was decided."""
    with transaction.atomic():
        if locked(meeting).state != State.PLANNING:
            raise ValidationError(_("The date of this meeting was decided meanwhile."))
        known = set(meeting.times.values_list("starts_at", flat=True))
        if len(known | set(starts)) > MOST_TIMES:
            raise ValidationError(_("A date poll takes at most %(most)s times.") % {"most": MOST_TIMES})
        ProposedTime.objects.bulk_create(
            [ProposedTime(meeting=meeting, starts_at=start) for start in set(starts) - known], ignore_conflicts=True
        )


def answer_times(meeting: Meeting, user: Any, said: Mapping[int, str]) -> None:
    """Keeps what somebody says of times, by their keys; one answer for each time, the last one counts."""
    with transaction.atomic():
        if locked(meeting).state != State.PLANNING:
            raise ValidationError(_("The date of this meeting was decided meanwhile."))
        for time in meeting.times.filter(pk__in=said):
            TimeAnswer.objects.update_or_create(time=time, user=user, defaults={"says": said[time.pk]})


# -- Who comes --


def attend(meeting: Meeting, user: Any, says: str) -> None:
    """Keeps whether somebody comes."""
    Attendance.objects.update_or_create(meeting=meeting, user=user, defaults={"says": says})


def came(meeting: Meeting, people: Collection[int], asked: Collection[int], others: int) -> None:
    """Notes who of those that were asked about was there, and how many others."""
    with transaction.atomic():
        locked(meeting)
        meeting.others_came = others
        meeting.save(update_fields=["others_came"])
        Attendance.objects.bulk_create(
            [Attendance(meeting=meeting, user_id=person) for person in people], ignore_conflicts=True
        )
        Attendance.objects.filter(meeting=meeting, user__in=people).update(came=True)
        Attendance.objects.filter(meeting=meeting, user__in=set(asked) - set(people)).update(came=False)


# -- Minutes --


def keep_minutes(meeting: Meeting, text: str, by: Any, *, publish: bool) -> None:
    """Keeps the minutes. Published ones become a document, and a topic of the forum where all who read it may see the meeting; if the
    space has these parts."""
    with transaction.atomic():
        stored = locked(meeting)
        meeting.topic, meeting.document = stored.topic, stored.document
        meeting.minutes_published_at = stored.minutes_published_at
        meeting.minutes = settled(text, by, meeting.community)
        first = publish and meeting.minutes_published_at is None
        if first:
            meeting.minutes_published_at = timezone.now()
            telling.happened(RECORDED, meeting.pk)
        if meeting.minutes_published_at:
            _discussed(meeting, by)
            filed(meeting, by)
        meeting.save(update_fields=["minutes", "minutes_published_at", "topic", "document"])
        reindex(meeting)


def _discussed(meeting: Meeting, by: Any) -> None:
    """The topic about the minutes; where it stands already, its first post says what they say now."""
    text = of_minutes(meeting)
    if meeting.topic is not None:
        if post := Post.objects.standing().filter(topic=meeting.topic, number=1).first():
            discussion.change(post, text)
    elif is_on(meeting.community, FORUM) and meeting.reach != Reach.FACILITATORS:
        title = _("Minutes: %(title)s") % {"title": meeting.title}
        topic = Topic(
            community=meeting.community, kind=Topic.Kind.DISCUSSION, title=title[:200], language=meeting.language
        )
        discussion.begin(topic, text, by)
        meeting.topic = topic


# -- Taken away, and where calendars read --


def take_away(meeting: Meeting, because: str) -> None:
    """Nobody sees it any more; nobody is told of it any more."""
    with transaction.atomic():
        meeting.removed_at, meeting.removed_because = timezone.now(), because
        meeting.save(update_fields=["removed_at", "removed_because"])
        reindex(meeting, hides=True)
        telling.withdraw(CALLED, [meeting.pk])
        telling.withdraw(RECORDED, [meeting.pk])
        telling.withdraw(DATED, [f"{meeting.pk}.{meeting.told_sequence}"])


def bring_back(meeting: Meeting) -> None:
    """It is seen again."""
    with transaction.atomic():
        meeting.removed_at, meeting.removed_because = None, ""
        meeting.save(update_fields=["removed_at", "removed_because"])
        reindex(meeting)


def renew_address(community: Community, user: Any) -> None:
    """Gives somebody's calendar another address; the one before leads nowhere."""
    with transaction.atomic():
        address, new = CalendarAddress.objects.select_for_update().get_or_create(community=community, user=user)
        if not new:
            address.number += 1
            address.save(update_fields=["number"])
