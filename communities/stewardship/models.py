"""What a community says that it needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.spaces.models import Community
from communities.stewardship.terms import HIGHEST, PLACES, POLARITIES, Capacity, Orientation
from portal.foundation.erasure import Fate, declare


def check_scores(value: Any) -> None:
    """Raises ValidationError for anything but a score from 0 to 5 for each orientation."""
    if not isinstance(value, dict) or set(value) != set(Orientation.values):
        raise ValidationError(_("Give each orientation a score."))
    if any(type(score) is not int or not 0 <= score <= HIGHEST for score in value.values()):
        raise ValidationError(_("Scores go from 0 to 5."))


def check_polarities(value: Any) -> None:
    """Raises ValidationError for anything but a place on each polarity."""
    if not isinstance(value, dict) or set(value) != {one.code for one in POLARITIES}:
        raise ValidationError(_("Say where you stand on each line."))
    if any(place not in PLACES for place in value.values()):
        raise ValidationError(_("Places go from -2 to 2."))


class NeedsProfile(models.Model):
    """A round of asking what a community needs; it is repeated, so that one sees what has changed."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="needs_profiles")
    number = models.PositiveSmallIntegerField()  # from 1, in each space
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="profiles_numbered_once"),
            models.UniqueConstraint(fields=["community"], condition=Q(closed_at=None), name="one_open_profile"),
        ]
        verbose_name = _("needs profile")

    def __str__(self) -> str:
        return f"{self.community_id}/{self.number}"

    def get_absolute_url(self) -> str:
        """What came of it."""
        return reverse("needs_of", args=[self.community.slug, self.number])


class NeedsAnswer(models.Model):
    """What one person says. Only counts and means are ever shown; who leaves takes their name with them, the numbers stay."""

    profile = models.ForeignKey(NeedsProfile, models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    capacity = models.CharField(max_length=8, choices=Capacity)
    scores = models.JSONField(default=dict, validators=[check_scores])
    polarities = models.JSONField(default=dict, validators=[check_polarities])
    missing = models.CharField(
        _("What do you miss most?"),
        max_length=500,
        blank=True,
        help_text=_("Stewards read it without your name. Leave out what would tell who somebody is."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "user"], name="one_answer_about_needs")]
        verbose_name = _("answer about needs")

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.capacity}"


WHAT_STAYS = _("Your scores stay in the community’s means, without your name and without what you wrote.")
declare(
    "communities.NeedsProfile.opened_by",
    Fate.DETACH,
    because=_("What you decided for a community stays, without your name."),
    export=("community__name", "number", "opened_at", "closed_at"),
)
declare(
    "communities.NeedsAnswer.user", Fate.DETACH, because=WHAT_STAYS,
    export=("profile__community__name", "profile__number", "capacity", "scores", "polarities", "missing"),
)  # fmt: skip
