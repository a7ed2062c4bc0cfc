"""What a steering group steers, who does what in it, and what it agreed on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.meetings.models import Meeting
from communities.polls.models import Poll
from communities.spaces.models import Community
from communities.steering.terms import LONGEST_NOTE, SECTIONS, Subject, Work
from portal.foundation.erasure import Fate, declare


class Duty(models.Model):
    """Something that a member of the group has taken on."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="duties")
    work = models.CharField(_("kind"), max_length=10, choices=Work)
    what = models.CharField(_("what"), max_length=200)
    about = models.TextField(_("more about it"), max_length=2_000, blank=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who_id: int | None

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["community", "done_at", "due_on"], name="duties_of_a_group")]
        verbose_name = _("duty")

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Where it stands."""
        return f"{reverse('steering', args=[self.community.slug])}#duty-{self.pk}"

    @property
    def is_due(self) -> bool:
        """Whether its day has come and it is not done."""
        return self.done_at is None and self.due_on is not None and self.due_on <= timezone.localdate()


class StatementQuerySet(models.QuerySet["Statement"]):
    """Versions by what counts."""

    def current(self) -> StatementQuerySet:
        """Of each subject what is in force; the newest version where nothing is."""
        same = Statement.objects.filter(community=OuterRef("community"), subject=OuterRef("subject"))
        newer = Exists(same.filter(number__gt=OuterRef("number")))
        return self.filter(Q(in_force=True) | (~Q(Exists(same.filter(in_force=True))) & ~Q(newer)))


class Statement(models.Model):
    """A version of the agreement or of the strategy. Versions are never changed; the one that was adopted last is in force."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="statements")
    subject = models.CharField(max_length=10, choices=Subject)
    number = models.PositiveIntegerField()
    sections = models.JSONField(default=dict)  # text by the codes of `terms.SECTIONS`
    note = models.CharField(_("what changed, and why"), max_length=LONGEST_NOTE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    in_force = models.BooleanField(default=False)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("at the meeting")
    )
    poll = models.ForeignKey(
        Poll, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by the poll")
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "subject", "number"], name="statements_are_numbered_once"),
            models.UniqueConstraint(
                fields=["community", "subject"], condition=Q(in_force=True), name="one_statement_in_force"
            ),
        ]
        verbose_name = _("version of an agreement or a strategy")

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("statement", args=[self.community.slug, self.subject, self.number])

    @property
    def texts(self) -> list[tuple[Any, str]]:
        """Its sections with their titles."""
        return [(label, self.sections.get(code, "")) for code, label in SECTIONS[self.subject].items()]


KEPT: Any = _("What you wrote for a steering group, and that you took a duty on, stays with it, without your name.")
declare(
    "communities.Duty.who", Fate.DETACH, because=KEPT,
    export=("community__name", "work", "what", "about", "due_on", "done_at"),
)  # fmt: skip
declare("communities.Duty.done_by", Fate.DETACH, because=KEPT, export=("community__name", "what", "done_at"))
declare(
    "communities.Statement.author", Fate.DETACH, because=KEPT,
    export=("community__name", "subject", "number", "sections", "note", "created_at", "adopted_on"),
)  # fmt: skip
