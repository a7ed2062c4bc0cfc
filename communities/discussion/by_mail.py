"""Answers that come by mail: the same rules as on the page of the topic, and the same ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussion import actions, policies
from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.terms import LONGEST_POST
from communities.discussion.trust import held_because, level_of, waits_too_much, writes_too_much
from communities.discussion.waiting import hold
from communities.discussion.writing import attach
from communities.spaces.policies import Standing
from communities.spaces.standing import standing_of
from portal.notices.registry import Answered, SentFile
from portal.notices.terms import Outcome
from portal.texts.markdown import pictures_without_words, to_html


def answer(user: Any, key: str, text: str, files: Sequence[SentFile]) -> Answered:
    """Posts an answer to the post of a mail, with its files; else says why not."""
    found = Post.objects.visible_to(user).filter(pk=key).select_related("topic__community").first()
    if found is None or not found.topic.is_on:
        return Answered(Outcome.GONE)
    topic = found.topic
    if topic.is_protected:  # a mail carries its sender's name, and no check speaks before it
        return Answered(Outcome.PROTECTED)
    standing = standing_of(user, topic.community)
    if refused := _refused(standing, topic, text):
        return Answered(refused)
    answered = found if found.number > 1 or topic.attached_to else None
    with transaction.atomic():  # the words with their files, or neither
        if because := held_because(standing, level_of(user), text):
            held = Waiting(community=topic.community, topic=topic, author=user, text=text, reply_to=answered)
            hold(held, because)
            return Answered(Outcome.HELD, _attached(files, user, waiting=held))
        said = actions.say(topic, text, user, answered)
        return Answered(Outcome.POSTED, _attached(files, user, post=said))


def _refused(standing: Standing, topic: Topic, text: str) -> Outcome | None:
    """Why words can't be posted, if so."""
    if not policies.write(standing):
        return Outcome.MAY_NOT
    if not policies.answer(standing, topic):
        return Outcome.CLOSED
    if len(text) > LONGEST_POST:
        return Outcome.LONG
    if "![" in text and pictures_without_words(to_html(text)):
        return Outcome.PICTURES
    user = standing.user
    fast = waits_too_much(user) or writes_too_fast(user) or writes_too_much(user)
    return Outcome.FAST if fast else None


def _attached(files: Sequence[SentFile], author: Any, **owner: Any) -> list[str]:
    """Keeps files by the rule of the page; says which ones were not kept, and that pictures wait to be described."""
    said: list[str] = []
    kept: list[Attachment] = []
    for sent in files:
        try:
            kept.append(attach(ContentFile(sent.content, sent.name or "file"), author, len(kept), **owner))
        except ValidationError as error:
            said.append(error.messages[0])
    if any(one.is_picture for one in kept):
        said.append(
            _("Your pictures can be seen. Please change your post on the site, and say what they show for who can’t.")
        )
    return said


def writes_too_fast(user: Any) -> bool:
    """Whether somebody has written as many posts within a minute as anybody may."""
    most = settings.REQUESTS_PER_MINUTE["posts"]
    lately = Post.objects.filter(author=user, created_at__gt=timezone.now() - timedelta(minutes=1))
    return bool(most) and lately.count() >= most
