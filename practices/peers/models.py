"""A peer review of a record, whom editors invited, and, kept apart from what they say, who that is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, also_export, declare
from portal.foundation.exploring import page_policy
from practices.peers.terms import (
    CRITERIA,
    DECIDED,
    DESK_RIGHT,
    REVIEWING,
    Advice,
    Answer,
    Conflict,
    Named,
    Payment,
    Role,
    Score,
    State,
)
from practices.records.models import Record


class PeerReviewQuerySet(models.QuerySet["PeerReview"]):
    """Reviews by who may read them."""

    def at_desk(self, user: Any) -> PeerReviewQuerySet:
        """For editors, of records that they may see at the desk."""
        if not user.has_perm(DESK_RIGHT):
            return self.none()
        records = page_policy.but_hidden(Record.objects.all(), user)
        return self.filter(Q(record=None) | Q(record__in=records.values("pk")))

    def decided(self) -> PeerReviewQuerySet:
        """What everybody reads who may read the record."""
        return self.filter(state__in=DECIDED).order_by("-decided_at", "-pk")


class PeerReview(models.Model):
    """One review of one record. The badge follows from the newest one that was decided, and from nothing else."""

    record = models.ForeignKey(
        Record, models.SET_NULL, null=True, related_name="peer_reviews", verbose_name=_("record")
    )
    code = models.CharField(_("record"), max_length=16)  # its identifier, which outlives it
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    why = models.TextField(_("why now"), blank=True)  # for editors
    version = models.PositiveBigIntegerField(default=0)  # the published revision that it began with
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(_("begun"), default=timezone.now)
    reply = models.TextField(_("reply"), blank=True)
    reply_of = models.CharField(max_length=120, blank=True)  # as readers are told
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # an editor
    summary = models.TextField(_("summary"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = PeerReviewQuerySet.as_manager()

    class Meta:
        ordering = [F("decided_at").desc(nulls_first=True), "-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(state=State.OPEN), name="one_open_review_of_each")
        ]
        verbose_name = _("peer review")
        verbose_name_plural = _("peer reviews")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.code}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided or called it off yet."""
        return self.state == State.OPEN


class PeerInvitation(models.Model):
    """One person's part in a review, without a word on who it is, but what they want to be told."""

    review = models.ForeignKey(PeerReview, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=6, choices=Role.choices, default=Role.FIELD)
    answer = models.CharField(max_length=9, choices=Answer.choices, default=Answer.INVITED)
    serial = models.PositiveIntegerField(default=1)  # raised with each letter: older links no longer open it
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    conflict = models.CharField(max_length=6, choices=Conflict.choices, blank=True)
    conflict_is = models.TextField(blank=True)
    scores = models.JSONField(default=dict)  # by criterion: score and reason
    advice = models.CharField(max_length=13, choices=Advice.choices, blank=True)
    text = models.TextField(blank=True)  # for everybody
    note = models.TextField(blank=True)  # for editors
    named = models.CharField(max_length=3, choices=Named.choices, default=Named.NO)
    named_as = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["invited_at", "pk"]
        verbose_name = _("invitation to a peer review")

    def __str__(self) -> str:
        return str(self.get_role_display())

    @property
    def is_protected(self) -> bool:
        """Whether only who invited them learns who it is."""
        return self.role == Role.LIVED

    @property
    def reviews(self) -> bool:
        """Whether this is a reviewer, not whoever answers for the practice."""
        return self.role in REVIEWING

    @property
    def shown_as(self) -> str:
        """How readers know them."""
        wants = self.named == Named.YES and self.named_as and not self.is_protected
        return self.named_as if wants else str(self.get_role_display())

    @property
    def stated_conflict(self) -> str:
        """What readers are told of a conflict of interest; the words of who is protected are for editors alone."""
        if self.conflict != Conflict.STATED:
            return ""
        return (
            str(_("A possible conflict of interest was told to the editors."))
            if self.is_protected
            else self.conflict_is
        )

    @property
    def judgements(self) -> list[dict[str, Any]]:
        """Criterion, score and reason, in the order of the method."""
        said = [(one, self.scores.get(one.name, {})) for one in CRITERIA]
        return [
            {"criterion": one, "score": Score(given["score"]).label, "code": given["score"], "reason": given.get("reason", "")}
            for one, given in said if given.get("score") in Score.values
        ]  # fmt: skip


class PeerIdentity(models.Model):
    """Who was invited: a table of its own, so that nothing that is shown of a review reads it."""

    invitation = models.OneToOneField(PeerInvitation, models.CASCADE, related_name="identity")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"))
    payment = models.CharField(_("payment"), max_length=9, choices=Payment.choices, default=Payment.NOT_ASKED)

    class Meta:
        verbose_name = _("who was invited to a peer review")

    def __str__(self) -> str:
        return str(self.invitation_id)


_STAYS = _("What you did in peer reviews at the desk stays without your name.")
for _column in ("PeerReview.opened_by", "PeerReview.replied_by", "PeerReview.decided_by", "PeerInvitation.invited_by"):
    declare(f"practices.{_column}", Fate.DETACH, because=_STAYS)


@also_export("practices.peer_reviews")
def own_reviews(user: Any) -> Any:
    """What somebody wrote as a reviewer who was invited at the address of their account."""
    mine = PeerInvitation.objects.filter(identity__email__iexact=user.email)
    return mine.values(
        *("review__code", "role", "answer", "conflict", "conflict_is", "scores", "advice", "text", "note"),
        *("named", "named_as", "identity__name", "identity__payment", "invited_at", "answered_at"),
    )
