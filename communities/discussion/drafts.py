"""What somebody is writing and has not sent: kept for them alone, offered on whatever device they come back with, gone once it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussion.models import Post, Topic
from communities.discussion.terms import LONGEST_POST
from communities.spaces.models import Community
from communities.spaces.policies import insides
from portal.foundation.duties import duty
from portal.foundation.erasure import Fate, declare
from portal.texts.storable import storable

KEPT: Final = timedelta(days=30)  # after somebody last wrote in it
WORDS: Final = {
    "text": LONGEST_POST,
    "title": 200,
    "kind": 12,
    "language": 5,
    "role": 80,
    "about": 20,
    "tags": 1500,
    "reply_to": 9,
    "subjects": 500,  # keys with commas between them
}  # characters
EXCERPT: Final = 280  # characters
DRAFTS_LINK: Final = _("Your drafts")
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
    words = {name: storable(_typed(sent, name))[:most] for name, most in WORDS.items() if sent.get(name)}
    return words if any(words.get(name, "").strip() for name in TYPED) else {}


def _typed(sent: Mapping[str, Any], name: str) -> str:
    """What a field of a form was sent with; of one with boxes, all that are ticked."""
    return ",".join(sent.getlist(name)) if isinstance(sent, QueryDict) else str(sent[name])


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft as its writer finds it again."""

    title: str
    url: str  # of its form; empty where they can't get there any more
    excerpt: str
    saved_at: datetime


def begun_by(user: Any) -> list[Begun]:
    """All drafts of somebody, the latest first. At most four queries."""
    drafts = Draft.objects.filter(user=user).order_by("-saved_at", "-pk")
    found = {place_of(one): one for one in _places([draft.place for draft in drafts], user)}
    return [_begun(draft, found.get(draft.place)) for draft in drafts]


def _places(places: Sequence[str], user: Any) -> Iterator[Community | Topic | Post]:
    """What the places are, as far as this person may see it."""
    keys = [place.partition(":") for place in places]
    of = {name: [int(key) for kind, _colon, key in keys if kind == name] for name in ("community", "topic", "post")}
    yield from Community.objects.filter(insides(user), pk__in=of["community"])
    yield from Topic.objects.visible_to(user).filter(pk__in=of["topic"]).select_related("community")
    yield from Post.objects.visible_to(user).said_by(user).filter(pk__in=of["post"]).select_related("topic__community")


def _begun(draft: Draft, where: Community | Topic | Post | None) -> Begun:
    title, url = draft.words.get("title", ""), ""
    if isinstance(where, Community):
        title, url = title or where.name, reverse("topic_new", args=[where.slug])
    elif isinstance(where, Topic):
        title, url = where.title, f"{where.get_absolute_url()}?page={where.last_page}#reply"
    elif where is not None:
        title, url = where.topic.title, f"{where.topic.get_absolute_url()}post/{where.number}/edit/"
    return Begun(title, url, draft.words.get("text", "")[:EXCERPT], draft.saved_at)


@duty("forget_drafts", every=timedelta(days=1))
def forget() -> None:
    """Deletes what nobody went on with, with its files."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()
