"""What somebody is writing and has not sent: kept for them alone, offered on whatever device they come back with, gone once it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussion.models import Post, Topic
from communities.discussion.terms import LONGEST_POST
from communities.spaces.models import Community
from portal.foundation.duties import duty
from portal.foundation.erasure import Fate, declare

KEPT: Final = timedelta(days=30)  # after somebody last wrote in it
WORDS: Final = {"text": LONGEST_POST, "title": 200, "kind": 12, "language": 5, "about": 20, "reply_to": 9}  # characters
TYPED: Final = ("text", "title")  # without these there is nothing to keep


class Draft(models.Model):
    """What one person is writing in one place. The place is a space (a new topic), a topic (an answer) or a post (a change)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=30)
    words = models.JSONField(default=dict)  # the fields of the form
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="one_draft_per_place")]
        verbose_name = _("draft")

    def __str__(self) -> str:
        return self.place


declare(
    "communities.Draft.user",
    Fate.DELETE,
    because=_("What you were writing and have not sent."),
    export=("place", "words", "saved_at"),
)


def place_of(where: Community | Topic | Post) -> str:
    """Where something is written: an answer, in the thread that it will be part of (`terms.thread_of`)."""
    return f"{where._meta.model_name}:{where.pk}"


def words_in(sent: Mapping[str, Any]) -> dict[str, str]:
    """What of a form is worth keeping, as any database takes it; empty where nothing was typed."""
    words = {name: storable(sent[name])[:most] for name, most in WORDS.items() if sent.get(name)}
    return words if any(words.get(name, "").strip() for name in TYPED) else {}


def storable(text: Any) -> str:
    """Without what no database takes."""
    return str(text).replace("\x00", "").encode("utf-8", "ignore").decode()


@duty("forget_drafts", every=timedelta(days=1))
def forget() -> None:
    """Deletes what nobody went on with, with its files."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()
