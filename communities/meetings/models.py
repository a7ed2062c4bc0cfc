"""A meeting with its agenda, the times that are proposed for it, who comes, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussion.models import Topic
from communities.documents.models import Document
from communities.meetings.terms import (
    LONGEST,
    LONGEST_MINUTES,
    LONGEST_TEXT,
    SHORTEST,
    Comes,
    OutcomeKind,
    State,
    Suits,
)
from communities.spaces.reach import Reaching, ReachQuerySet
from portal.accounts.models import check_time_zone
from portal.foundation.calendars.schedules import Schedule
from portal.foundation.erasure import Fate, declare


class MeetingQuerySet(ReachQuerySet):
    """Meetings by who may see them, and by time."""

    def reaching(self, community: int, reached: Sequence[str]) -> MeetingQuerySet:
        """Those of one space that reach so far and were not taken away."""
        return super().reaching(community, reached).filter(removed_at=None)  # type: ignore[return-value]

    def visible_to(self, user: Any) -> MeetingQuerySet:
        """Those that reach this person and were not taken away."""
        found: Any = super().visible_to(user)
        return found.filter(removed_at=None)

    def to_come(self) -> MeetingQuerySet:
        """Those that are planned, to be held, or going on: the next first, polls before all."""
        ahead = models.Q(state=State.PLANNING) | models.Q(ends_at__gt=timezone.now())
        return self.filter(ahead).order_by(models.F("starts_at").asc(nulls_first=True), "pk")

    def past(self) -> MeetingQuerySet:
        """All others, the last first."""
        over = models.Q(ends_at__lte=timezone.now()) | models.Q(state=State.CANCELLED, starts_at=None)
        return self.filter(over).order_by(models.F("starts_at").desc(nulls_last=True), "-pk")


class Meeting(Reaching):
    """People of a space meet, in a room or before screens. Moments are UTC; `zone` is the one that they were set in."""

    State = State

    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5)
    about = models.TextField(_("what it is about"), max_length=LONGEST_TEXT, blank=True)  # Markdown
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNING, editable=False)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(null=True, editable=False)
    length = models.PositiveSmallIntegerField(
        _("length in minutes"), default=60, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    zone = models.CharField(_("time zone"), max_length=60, validators=[check_time_zone])
    place = models.CharField(_("place"), max_length=300, blank=True)
    video = models.URLField(_("video link"), max_length=500, blank=True, validators=[URLValidator(["https"])])
    video_for_all = models.BooleanField(_("whoever sees the meeting sees the video link"), default=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # for calendars, for good
    sequence = models.PositiveIntegerField(default=0, editable=False)  # rises with every change that calendars show
    told_sequence = models.PositiveIntegerField(default=0, editable=False)  # the last one that people were told of
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_because = models.CharField(_("reason"), max_length=300, blank=True)
    minutes = models.TextField(_("minutes"), max_length=LONGEST_MINUTES, blank=True)  # Markdown
    minutes_published_at = models.DateTimeField(null=True, editable=False)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+", editable=False)  # about the minutes
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, related_name="+", editable=False
    )  # the minutes as one
    others_came = models.PositiveSmallIntegerField(_("others who came"), default=0, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_because = models.CharField(max_length=300, blank=True, editable=False)

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "starts_at"], name="meetings_of_a_space")]
        verbose_name = _("meeting")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meeting", args=[self.community.slug, self.pk])

    def set_start(self, start: datetime) -> None:
        """It begins then, and ends after its length."""
        self.starts_at, self.ends_at = start, start + timedelta(minutes=self.length)

    @property
    def schedule(self) -> Schedule | None:
        """When it is; None as long as that is asked."""
        return Schedule(self.starts_at, self.ends_at, self.zone) if self.starts_at and self.ends_at else None

    @property
    def has_begun(self) -> bool:
        """Whether it goes on or is over."""
        return self.state == State.FIXED and self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether it was held."""
        return self.state == State.FIXED and self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def state_label(self) -> Any:
        """Its state in a word."""
        return _("held") if self.is_over else self.get_state_display()


class AgendaItem(models.Model):
    """One thing to talk about."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    title = models.CharField(_("what"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10, validators=[MaxValueValidator(LONGEST)])
    lead = models.CharField(_("who leads"), max_length=120, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("item of an agenda")

    def __str__(self) -> str:
        return self.title


class ProposedTime(models.Model):
    """A time that people are asked about."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "starts_at"], name="proposed_once")]
        verbose_name = _("proposed time")

    def __str__(self) -> str:
        return f"{self.meeting_id}, {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def schedule(self) -> Schedule:
        """From when to when that would be."""
        return Schedule(self.starts_at, self.starts_at + timedelta(minutes=self.meeting.length), self.meeting.zone)


class TimeAnswer(models.Model):
    """Whether a proposed time suits somebody."""

    time = models.ForeignKey(ProposedTime, models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    says = models.CharField(max_length=10, choices=Suits)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["time", "user"], name="one_answer_for_a_time")]
        verbose_name = _("answer about a proposed time")

    def __str__(self) -> str:
        return self.says


class Attendance(models.Model):
    """Whether somebody comes, and whether they came."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    says = models.CharField(max_length=10, choices=Comes, blank=True)  # empty: came without a word
    came = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="attends_once")]
        verbose_name = _("attendance")

    def __str__(self) -> str:
        return self.says


class Outcome(models.Model):
    """What was decided, or who does what until when."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=10, choices=OutcomeKind, default=OutcomeKind.DECISION)
    what = models.CharField(_("what"), max_length=300)
    who = models.CharField(_("who"), max_length=120, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "until", "pk"]
        verbose_name = _("outcome of a meeting")

    def __str__(self) -> str:
        return self.what


class CalendarAddress(models.Model):
    """Under which number the calendar programs of somebody read the meetings of a space: a new one makes the old address invalid."""

    community = models.ForeignKey("communities.Community", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "user"], name="one_calendar_address")]
        verbose_name = _("address of a calendar")

    def __str__(self) -> str:
        return f"{self.community_id}"


ANSWERED = _("What you answered about meetings, and at which you were.")
declare(
    "communities.Meeting.author", Fate.DETACH, because=_("Meetings that you called stay, without your name."),
    export=("community__name", "title", "about", "starts_at", "created_at"),
)  # fmt: skip
declare(
    "communities.TimeAnswer.user",
    Fate.DELETE,
    because=ANSWERED,
    export=("time__meeting__title", "time__starts_at", "says"),
)
declare(
    "communities.Attendance.user", Fate.DELETE, because=ANSWERED,
    export=("meeting__title", "meeting__starts_at", "says", "came"),
)  # fmt: skip
declare(
    "communities.CalendarAddress.user", Fate.DELETE, because=_("The addresses under which your calendar reads meetings."),
    export=("community__name",),
)  # fmt: skip
