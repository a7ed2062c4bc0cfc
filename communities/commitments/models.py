"""What a member takes up, and what stewards propose to take up."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.commitments.lessons import LESSONS
from communities.commitments.terms import LONGEST
from communities.spaces.models import Community, Membership
from communities.spaces.policies import is_administrator, spaces_of
from communities.spaces.terms import Role


class CommitmentQuerySet(models.QuerySet[Any]):
    """Commitments by who may see them, and by what became of them."""

    def visible_to(self, user: Any) -> CommitmentQuerySet:
        """One's own, those shown to a space that one belongs to, and all of the spaces that one tends."""
        if is_administrator(user):
            return self
        tended = Membership.objects.filter(user=user, role=Role.STEWARD).values("community")
        shown = Q(shown=True, membership__community__in=spaces_of(user))
        return self.filter(Q(membership__user=user) | shown | Q(membership__community__in=tended))

    def of_space(self, community: Community) -> CommitmentQuerySet:
        """Those of its members, with their names."""
        return self.filter(membership__community=community).select_related("membership__user")

    def open(self) -> CommitmentQuerySet:
        """Those that are not ticked, the next due first."""
        return self.filter(done_at=None).order_by("due_on", "pk")

    def done(self) -> CommitmentQuerySet:
        """Those that are, the last one first."""
        return self.exclude(done_at=None).order_by("-done_at", "-pk")


class Commitment(models.Model):
    """Somebody takes something up until a day. Only they say when it is done; who gives it up leaves no trace of it.

    It hangs on the membership: whoever leaves the space takes it along.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="commitments")
    lesson = models.CharField(max_length=20, blank=True, editable=False)  # that stands behind it
    words = models.CharField(_("in your own words"), max_length=LONGEST, blank=True)  # empty where a lesson has them
    due_on = models.DateField(_("until when"))
    shown = models.BooleanField(_("who sees it"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "lesson", "words"], condition=Q(done_at=None), name="taken_up_once"
            )
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="commitments_due")]
        verbose_name = _("commitment")

    def __str__(self) -> str:
        return self.said

    def get_absolute_url(self) -> str:
        """Where it stands among the others of its space."""
        return f"{reverse('commitments', args=[self.membership.community.slug])}#commitment-{self.pk}"

    @property
    def said(self) -> str:
        """What they take up: a lesson says it in the reader's language."""
        return self.words or (str(LESSONS[self.lesson].promise) if self.lesson in LESSONS else "")

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it is not ticked."""
        return self.done_at is None and self.due_on < timezone.localdate()


class Proposal(models.Model):
    """Something that the stewards of a space propose to its members. Who takes it up keeps the words, whatever becomes of this row."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="proposed_commitments")
    words = models.CharField(
        _("what you propose"),
        max_length=LONGEST,
        help_text=_("As a member would say it: “I answer one question a month.”"),
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["community", "words"], name="commitments_proposed_once")]
        verbose_name = _("proposed commitment")

    def __str__(self) -> str:
        return self.words
