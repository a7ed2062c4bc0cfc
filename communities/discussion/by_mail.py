"""Answers that come by mail: the same rules as on the page of the topic, and the same ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from communities.discussion import actions, policies
from communities.discussion.models import Post, Waiting
from communities.discussion.terms import FORUM, LONGEST_POST
from communities.discussion.trust import held_because, level_of, waits_too_much
from communities.discussion.waiting import hold
from communities.spaces.standing import standing_of
from portal.notices.terms import Outcome
from portal.texts.markdown import pictures_without_words, to_html


def answer(user: Any, key: str, text: str) -> Outcome | None:
    """Posts an answer to the post of a mail; else says why not. None where it was posted."""
    found = Post.objects.visible_to(user).filter(pk=key).select_related("topic__community").first()
    if found is None or FORUM not in found.topic.community.parts:
        return Outcome.GONE
    topic = found.topic
    standing = standing_of(user, topic.community)
    if not policies.write(standing):
        return Outcome.MAY_NOT
    if not policies.answer(standing, topic):
        return Outcome.CLOSED
    if len(text) > LONGEST_POST:
        return Outcome.LONG
    if "![" in text and pictures_without_words(to_html(text)):
        return Outcome.PICTURES
    if waits_too_much(user) or writes_too_fast(user):
        return Outcome.FAST
    answered = found if found.number > 1 else None
    if because := held_because(standing, level_of(user), text):
        hold(Waiting(community=topic.community, topic=topic, author=user, text=text, reply_to=answered), because)
        return Outcome.HELD
    actions.say(topic, text, user, answered)
    return None


def writes_too_fast(user: Any) -> bool:
    """Whether somebody has written as many posts within a minute as anybody may."""
    most = settings.REQUESTS_PER_MINUTE["posts"]
    lately = Post.objects.filter(author=user, created_at__gt=timezone.now() - timedelta(minutes=1))
    return bool(most) and lately.count() >= most
