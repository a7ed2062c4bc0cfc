"""How strong the evidence of a record is: what one editor proposed and another agreed to, and the appeals against it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.foundation.dates import PartialDateField
from portal.foundation.erasure import Fate, declare
from portal.foundation.exploring import page_policy
from practices.ratings.terms import DESK_RIGHT, LONGEST_OUTCOME, PUBLISHED, Capacity, Origin, State, Verdict
from practices.records.models import Record


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings by who may read them."""

    def at_desk(self, user: Any) -> RatingQuerySet:
        """For editors, of records that they may see at the desk."""
        if not user.has_perm(DESK_RIGHT):
            return self.none()
        records = page_policy.but_hidden(Record.objects.all(), user)
        return self.filter(Q(record=None) | Q(record__in=records.values("pk")))

    def waiting_for(self, user: Any) -> RatingQuerySet:
        """Proposals that this editor can second."""
        return self.at_desk(user).filter(state=State.PROPOSED).exclude(proposed_by=user.pk)

    def published(self) -> RatingQuerySet:
        """What everybody reads who may read the record, the newest first: that one counts."""
        return self.filter(state__in=PUBLISHED).order_by("-decided_at", "-pk")


class Judged(models.Model):
    """A strength with its reason and the sources that it rests on."""

    strength = models.CharField(gettext_lazy("strength of evidence"), max_length=10, choices=Record.Evidence.choices)
    because = models.TextField(gettext_lazy("because"))
    sources = models.JSONField(default=list)  # identifiers, which outlive the sources

    class Meta:
        abstract = True


class Rating(Judged):
    """One rating of one record. The badge follows from the newest one that was agreed, and from nothing else."""

    record = models.ForeignKey(
        Record, models.SET_NULL, null=True, related_name="ratings", verbose_name=gettext_lazy("record")
    )
    code = models.CharField(gettext_lazy("record"), max_length=16)  # its identifier, which outlives it
    origin = models.CharField(max_length=9, choices=Origin.choices, default=Origin.EDITORS)
    state = models.CharField(gettext_lazy("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    version = models.PositiveBigIntegerField(default=0)  # the published revision that both have read
    on: Any = PartialDateField(gettext_lazy("rated on"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_as = models.CharField(max_length=255, blank=True)  # as readers are told
    proposed_at = models.DateTimeField(gettext_lazy("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_as = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(gettext_lazy("decided"), null=True)
    reason = models.TextField(gettext_lazy("reason"), blank=True)  # of who agreed, declined or took it back

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = [F("decided_at").desc(nulls_first=True), "-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(state=State.PROPOSED), name="one_proposal_of_each")
        ]
        verbose_name = gettext_lazy("rating of evidence")
        verbose_name_plural = gettext_lazy("ratings of evidence")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.code}"

    @property
    def proposer(self) -> str:
        """How readers know who proposed it."""
        return self.proposed_as or _("an editor")

    @property
    def seconder(self) -> str:
        """How readers know who agreed."""
        return self.decided_as or _("another editor")

    @property
    def raters(self) -> set[int]:
        """The accounts that it rests on, as far as they are known."""
        return {key for key in (self.proposed_by_id, self.decided_by_id) if key}


class RatedOutcome(Judged):
    """What the evidence says of one outcome, in the words in which it was judged: figures come and go."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="outcomes")
    outcome = models.CharField(gettext_lazy("outcome"), max_length=LONGEST_OUTCOME)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = gettext_lazy("outcome that was rated")

    def __str__(self) -> str:
        return self.outcome


class RatingAppealQuerySet(models.QuerySet["RatingAppeal"]):
    """Appeals by who may see them."""

    def at_desk(self, user: Any) -> RatingAppealQuerySet:
        """Those against ratings that this editor may see."""
        return self.filter(rating__in=Rating.objects.at_desk(user).values("pk"))

    def waiting_for(self, user: Any) -> RatingAppealQuerySet:
        """Those that this editor can decide: as a third person."""
        theirs = Q(by=user.pk) | Q(rating__proposed_by=user.pk) | Q(rating__decided_by=user.pk)
        waiting = self.at_desk(user).filter(verdict=Verdict.WAITING)
        return waiting.exclude(pk__in=RatingAppeal.objects.filter(theirs).values("pk"))


class RatingAppeal(models.Model):
    """Somebody finds that a rating is wrong; a third person decides. Everybody reads both."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="appeals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    capacity = models.CharField(max_length=12, choices=Capacity.choices, default=Capacity.MEMBER)
    named_as = models.CharField(max_length=120, blank=True)
    reason = models.TextField(gettext_lazy("reason"))
    made_at = models.DateTimeField(gettext_lazy("made"), default=timezone.now)
    verdict = models.CharField(gettext_lazy("state"), max_length=8, choices=Verdict.choices, default=Verdict.WAITING)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(gettext_lazy("decided"), null=True)

    objects = RatingAppealQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["rating", "by"], name="one_appeal_of_each")]
        verbose_name = gettext_lazy("appeal against a rating")
        verbose_name_plural = gettext_lazy("appeals against ratings")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.rating.code}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.verdict == Verdict.WAITING

    @property
    def shown_as(self) -> str:
        """How readers know who appealed."""
        capacity = str(self.get_capacity_display())
        return f"{self.named_as} ({capacity})" if self.named_as else capacity


_STAYS = gettext_lazy("What you proposed, agreed to or decided about the evidence of records stays without your name.")
for _column in ("Rating.proposed_by", "Rating.decided_by", "RatingAppeal.decided_by"):
    declare(f"practices.{_column}", Fate.DETACH, because=_STAYS)
declare(
    "practices.RatingAppeal.by",
    Fate.DETACH,
    because=gettext_lazy("An appeal against a rating stays with its answer, without your name; one that waits goes."),
    export=("rating__code", "capacity", "named_as", "reason", "made_at", "verdict", "answer", "decided_at"),
)
