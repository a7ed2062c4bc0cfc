"""What somebody is asked or told alone: that their answer is wanted for the catalogue, that a steward asked who they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.discussion.models import Disclosure, Offer
from communities.discussion.pseudonyms import DISCLOSED
from communities.spaces.terms import audience_of
from communities.spaces.told import STANDING, row_of, told
from communities.texts import shown
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story

OFFERED: Final = "answer_offered"


def declare() -> None:
    """Registers the events; they are about oneself, so they come at once."""
    registry.event(Event(OFFERED, author_of, asked))
    registry.event(Event(DISCLOSED, disclosed_of, disclosed))


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


def disclosed_of(key: str) -> Concerned | None:
    """Who spoke under the role."""
    found = Disclosure.objects.filter(pk=row_of(key)).select_related("pseudonym__topic").first()
    if found is None or found.pseudonym.user_id is None:
        return None
    return Concerned({found.pseudonym.user_id: STANDING}, audience_of(found.pseudonym.topic.community_id))


def disclosed(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Who asked, and why: also when the person has left the space since."""
    found = Disclosure.objects.filter(pk__in=map(row_of, keys), pseudonym__user=user)
    return told(keys, found.select_related("pseudonym__topic__community", "by"), _disclosed)


def _disclosed(found: Disclosure) -> Story:
    topic = found.pseudonym.topic
    steward = found.by.name if found.by else _("Somebody who has left")
    shown_here = Story(
        _("A steward asked who you are"),
        topic.get_absolute_url(),
        _("In a protected case you speak as “%(role)s”. %(steward)s was told your name, for this reason:")
        % {"role": found.pseudonym.name, "steward": steward},
        found.because,
        str(shown(found.because)),
        place=topic.community.name,
    )
    in_mail = Story(  # a reason may tell what the case is about
        _("A steward asked who you are"),
        reverse("notices"),
        _("%(steward)s was told your name, in a protected case. The reason stands on the site.") % {"steward": steward},
        place=topic.community.name,
    )
    return replace(shown_here, in_mail=in_mail)
