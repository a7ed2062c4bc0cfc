"""Who may do what with a meeting: one rule for each action. Who may see one is `MeetingQuerySet.visible_to`."""

from __future__ import annotations

from communities.meetings.models import Meeting
from communities.meetings.terms import State
from communities.spaces.policies import Standing, belongs, contribute, moderate, see_inside
from communities.spaces.terms import State as OfSpace

plan = contribute  # whoever belongs to a space may call a meeting


def tend(standing: Standing, meeting: Meeting) -> bool:
    """Change it, fix its date, write its minutes: who called it, and who keeps the space in order; while the space is alive."""
    own = meeting.author_id == standing.user.pk and contribute(standing)
    return own or (moderate(standing) and standing.community.state == OfSpace.ACTIVE)


def edit(standing: Standing, meeting: Meeting) -> bool:
    """Change when and where it is: not once it was held, nor after it was cancelled."""
    return meeting.state != State.CANCELLED and not meeting.is_over and tend(standing, meeting)


def vote(standing: Standing, meeting: Meeting) -> bool:
    """Say which of the proposed times suit."""
    return meeting.state == State.PLANNING and contribute(standing)


def attend(standing: Standing, meeting: Meeting) -> bool:
    """Say whether one comes: until it begins."""
    return meeting.state == State.FIXED and not meeting.has_begun and contribute(standing)


def take_minutes(standing: Standing, meeting: Meeting) -> bool:
    """Write down what was said, and who was there: from its beginning."""
    return meeting.has_begun and tend(standing, meeting)


def see_names(standing: Standing) -> bool:
    """Who answered what: for those who belong to the space, as all else about its people."""
    return belongs(standing)


def see_video(standing: Standing, meeting: Meeting) -> bool:
    """The video link: those who belong to the space, unless it was chosen otherwise, so that nobody else walks in."""
    return bool(meeting.video) and (meeting.video_for_all or belongs(standing))


def see_minutes(standing: Standing, meeting: Meeting) -> bool:
    """What was said is for those who may read the inside; a draft for those who write it."""
    if meeting.minutes_published_at:
        return see_inside(standing)
    return bool(meeting.minutes) and tend(standing, meeting)


def report(standing: Standing, meeting: Meeting) -> bool:
    """Say that somebody should look at it: everybody with an account, but for what is their own."""
    return standing.signed_in and meeting.author_id != standing.user.pk
