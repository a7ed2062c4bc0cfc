"""An author is told that their answer is wanted for the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.discussion.models import Offer
from communities.spaces.terms import audience_of
from communities.spaces.told import STANDING, row_of, told
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story

OFFERED: Final = "answer_offered"


def declare() -> None:
    """Registers the event; it is about oneself, so it comes at once."""
    registry.event(Event(OFFERED, author_of, asked))


def author_of(key: str) -> Concerned | None:
    """Who wrote the answer."""
    found = Offer.objects.filter(pk=row_of(key)).select_related("post__topic").first()
    if found is None or found.post.author_id is None:
        return None
    return Concerned({found.post.author_id: STANDING}, audience_of(found.post.topic.community_id))


def asked(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The question, as long as it is not answered and the post stands."""
    waiting = Offer.objects.filter(pk__in=map(row_of, keys), decided_at=None, post__removed_at=None, post__author=user)
    return told(keys, waiting.select_related("post__topic__community"), _asked)


def _asked(found: Offer) -> Story:
    topic = found.post.topic
    return Story(
        _("May your answer go into the catalogue?"),
        reverse("offer", args=[found.pk]),
        _(
            "Your answer to “%(title)s” helped. It could become an entry that others find. You decide, and how you are named."
        )
        % {"title": topic.title},
        place=topic.community.name,
    )
