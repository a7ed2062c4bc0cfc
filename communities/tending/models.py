"""What a space has set aside for a while."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.spaces.models import Community
from communities.tending.terms import LONGEST_KEY


class SetAside(models.Model):
    """Something of the weekly five that nobody of this space wants to be shown again before a day. Who said so is not kept."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    source = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_KEY)
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "source", "key"], name="set_aside_once")]
        verbose_name = _("thing set aside")

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
