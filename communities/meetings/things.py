"""Meetings, as moderation sees them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.meetings import actions
from communities.meetings.models import Meeting
from communities.meetings.terms import MEETINGS
from communities.moderation.things import Kind, Thing, register


def declare() -> None:
    """Registers them."""
    register(Kind("meeting", _("meeting"), _find, _seen_by, _take_away, _bring_back))


def _find(keys: Collection[int]) -> dict[int, Thing]:
    found = Meeting.objects.filter(pk__in=keys).select_related("community", "author")
    return {meeting.pk: _thing(meeting) for meeting in found}


def _thing(meeting: Meeting) -> Thing:
    words = "\n\n".join(filter(None, (meeting.about, meeting.place, meeting.video, meeting.minutes)))
    return Thing(meeting.title, words, meeting.get_absolute_url(), meeting.author, meeting.community)


def _seen_by(key: int, user: Any) -> bool:
    found = Meeting.objects.visible_to(user).filter(pk=key).values_list("community__parts", flat=True)
    return any(MEETINGS in parts for parts in found)


def _take_away(key: int, because: str, _by: Any) -> None:
    for meeting in Meeting.objects.filter(pk=key).select_related("community"):
        actions.take_away(meeting, because)


def _bring_back(key: int, _by: Any) -> None:
    for meeting in Meeting.objects.filter(pk=key).select_related("community"):
        actions.bring_back(meeting)
