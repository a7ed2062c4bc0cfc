"""Polls, their options, and the votes.

How an anonymous poll stays one (docs/privacy.md says it to people): a ballot holds nothing about its voter but a key, made of the person by
a secret of the poll and the site's own key. By it one's vote is found again to change it, and only as long as the secret is there. At the
end the ballots are counted, and they and the secret are deleted: sums are what remains, and nothing that says who took part. A row
that says *that* somebody voted, as is usual, would outlive the vote and could be joined with ballots by their order; here none is needed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.polls.querysets import PollQuerySet
from communities.polls.terms import (
    HIGHEST_SCORE,
    LONGEST_OPTION,
    LONGEST_TEXT,
    Method,
    QuorumUnit,
    Shown,
    State,
)
from communities.spaces.reach import Reaching
from portal.foundation.erasure import Fate, declare


class Poll(Reaching):
    """A question that the members of a space vote on; the public too, apart from them, where it is an opinion poll."""

    question = models.CharField(_("question"), max_length=200)
    text = models.TextField(_("explanation"), max_length=LONGEST_TEXT, blank=True)
    html = models.TextField(editable=False, blank=True)
    language = models.CharField(_("language"), max_length=5)
    method = models.CharField(_("how one votes"), max_length=8, choices=Method, default=Method.SINGLE)
    most = models.PositiveSmallIntegerField(_("choices at most"), null=True, blank=True)
    named = models.BooleanField(_("named"), default=False)
    shown = models.CharField(_("results are shown"), max_length=6, choices=Shown, default=Shown.VOTED)
    quorum = models.PositiveIntegerField(_("quorum"), null=True, blank=True)
    quorum_unit = models.CharField(max_length=7, choices=QuorumUnit, default=QuorumUnit.VOTERS)
    suggestions = models.BooleanField(_("members may add options while it is open"), default=False)
    opinion = models.BooleanField(_("an opinion poll: people without an account can answer, too"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    waits = models.BooleanField(default=False)  # to be looked at before it opens
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(_("it ends on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)  # counted: by hand, or by the worker after `closes_at`
    reminded_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    secret = models.CharField(max_length=64, blank=True, editable=False)  # of an anonymous poll under way
    seal = models.CharField(max_length=64, blank=True, editable=False)  # by which site's key the ballots' keys are made
    voters = models.PositiveIntegerField(default=0, editable=False)
    public_voters = models.PositiveIntegerField(default=0, editable=False)
    changes = models.PositiveBigIntegerField(default=0, editable=False)  # rises with every vote
    electorate = models.PositiveIntegerField(null=True, editable=False)  # members when it ended
    result = models.JSONField(null=True, editable=False)  # rounds of a ranking that has ended

    objects: ClassVar[Any] = PollQuerySet.as_manager()
    author_name: str | None  # these by the page of the poll
    told: bool

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["community", "-opened_at"], name="polls_in_order")]
        verbose_name = _("poll")

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Where it stands."""
        return reverse("poll", args=[self.community.slug, self.pk])

    @property
    def state(self) -> State:
        """By the clock: a poll ends at its moment, whenever the worker comes to count it."""
        if self.opened_at is None:
            return State.DRAFT
        over = self.closed_at is not None or (self.closes_at is not None and self.closes_at <= timezone.now())
        return State.CLOSED if over else State.OPEN

    @property
    def ended_at(self) -> Any:
        """When it ended, or will."""
        return self.closed_at or self.closes_at

    @property
    def most_choices(self) -> int:
        """How many options one may choose."""
        return 1 if self.method == Method.SINGLE else (self.most or 0)


class Option(models.Model):
    """Something that one can vote for, with the sums of the votes: kept in the transaction of each."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    text = models.CharField(_("option"), max_length=LONGEST_OPTION)
    folded = models.CharField(max_length=LONGEST_OPTION * 3)  # by which repeated ones are told
    position = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    votes = models.PositiveIntegerField(default=0)  # ballots that choose it; that score it; that rank it first
    points = models.PositiveIntegerField(default=0)  # sum of the scores
    public_votes = models.PositiveIntegerField(default=0)
    public_points = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["poll", "folded"], name="options_differ")]
        verbose_name = _("option of a poll")

    def __str__(self) -> str:
        return self.text


class Ballot(models.Model):
    """A vote. Named: whose it is. Anonymous, or of the public: the key by which it can be changed until the end, when it is deleted."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001  (named ones have none, and each is unique)
    public = models.BooleanField(default=False)
    choices = models.JSONField()  # keys of options, ranked ones in order; of scores: [key, score]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "user"], name="one_named_vote"),
            models.UniqueConstraint(fields=["poll", "key"], name="one_anonymous_vote"),
            models.CheckConstraint(
                condition=models.Q(user=None) | models.Q(key=None), name="a_key_stands_for_nobody_named"
            ),
        ]
        verbose_name = _("vote")

    def __str__(self) -> str:
        return f"{self.poll_id}"


SCORES = range(HIGHEST_SCORE + 1)
DONE = _("Polls that you opened, and options that you added, stay, without your name.")
VOTED = _(
    "Your votes in polls that are still open are taken out. Those in polls that have ended stay counted, without your name: "
    "of anonymous ones nothing but the sums is kept."
)
declare(
    "communities.Poll.author", Fate.DETACH, because=DONE,
    export=("question", "text", "created_at", "opened_at", "closed_at", "removed_at"),
)  # fmt: skip
declare("communities.Poll.removed_by", Fate.DETACH, because=DONE, export=("question", "removed_at"))
declare("communities.Option.added_by", Fate.DETACH, because=DONE, export=("poll__question", "text"))
declare("communities.Ballot.user", Fate.DETACH, because=VOTED)
