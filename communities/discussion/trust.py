"""Levels of trust: rights grow with use. docs/moderation.md tells people the same.

Nobody is asked to prove anything: who is new is looked at once, who has taken part for a while is not looked at any more.
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Waiting
from communities.people.models import Profile
from communities.spaces.policies import Standing, facilitates
from communities.spaces.terms import Joining
from portal.texts.markdown import outward_links, to_html

REGULAR_POSTS: Final = 10  # that stand
REGULAR_SINCE: Final = timedelta(days=14)  # after the first of them
UNBLEMISHED: Final = timedelta(days=90)  # in which nothing was taken away by others
MOST_WAITING: Final = 5  # posts of one person


class Level(IntEnum):
    """How much somebody has taken part, in all spaces together."""

    NEW = 0  # nothing of theirs stands yet
    KNOWN = 1
    REGULAR = 2


MOST_LINKS: Final = {Level.NEW: 2, Level.KNOWN: 5}  # in a post that is not looked at first
MOST_POSTS: Final = {Level.NEW: 5, Level.KNOWN: 20, Level.REGULAR: 100}  # of one person within an hour
MOST_FILES: Final = {Level.NEW: 4, Level.KNOWN: 20, Level.REGULAR: 100}  # of one person within a day


def level_of(user: Any) -> Level:
    """The level of somebody; a verified profession counts as having taken part for long. At most four queries."""
    stands = Q(removed_at=None)
    lately = Q(removed_at__gt=timezone.now() - UNBLEMISHED)
    found = Post.objects.filter(author=user.pk).aggregate(
        posts=Count("pk", filter=stands),
        first=Min("created_at", filter=stands),
        taken=Count("pk", filter=lately & ~Q(removed_by=user.pk)),
    )
    taken = found["taken"] or Attachment.objects.filter(lately, author=user.pk).exists()
    if not taken and Profile.objects.filter(user=user.pk).exclude(verified_as="").exists():
        return Level.REGULAR
    if not found["posts"] and not Post.objects.standing().filter(pseudonym__user=user.pk).exists():
        return Level.NEW
    long = found["posts"] >= REGULAR_POSTS and timezone.now() - found["first"] > REGULAR_SINCE
    return Level.REGULAR if long and not taken else Level.KNOWN


def held_because(standing: Standing, level: Level, text: str) -> str:
    """Why a post is looked at before others see it; empty where it is not. Who let somebody in has vouched for them."""
    if facilitates(standing) or level == Level.REGULAR:
        return ""
    if level == Level.NEW and standing.community.joining == Joining.OPEN:
        return _("a first post, in a space that everybody can join")
    if outward_links(to_html(text)) > MOST_LINKS[level]:
        return _("many links")
    return ""


def waits_too_much(user: Any) -> bool:
    """Whether so much of somebody waits that they should wait, too."""
    return Waiting.objects.filter(author=user.pk).count() >= MOST_WAITING


def writes_too_much(user: Any) -> bool:
    """Whether somebody has written as much within an hour as their level lets them, under a role or their name. 0 posts a minute: no limit."""
    if not settings.REQUESTS_PER_MINUTE["posts"]:
        return False
    lately = Post.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    count = lately.filter(Q(author=user.pk) | Q(pseudonym__user=user.pk)).count()
    return count >= MOST_POSTS[Level.NEW] and count >= MOST_POSTS[level_of(user)]
