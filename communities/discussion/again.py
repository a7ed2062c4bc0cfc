"""The same sent twice, by a double click or since the answer to the first time got lost: it is said once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from communities.discussion.attachments import Attachment
from communities.discussion.mentions import settled
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.writing import Writing
from communities.spaces.models import Community
from portal.accounts.models import User

AGAIN: Final = timedelta(minutes=10)


def answer_sent_before(writing: Writing, text: str, topic: Topic, reply_to: Post | None) -> Post | Waiting | None:
    """The same answer of the same person to the same post, or what waits to become it. Call it in the transaction that would post it."""
    return _sent_before(writing, text, topic.community, topic.posts.filter(reply_to=reply_to), topic=topic)


def topic_sent_before(writing: Writing, text: str, space: Community, title: str) -> Post | Waiting | None:
    """The first post of the same topic of the same person, or what waits to become it. Call it in the transaction that would begin it."""
    first = Post.objects.filter(number=1, topic__community=space, topic__title=title)
    return _sent_before(writing, text, space, first, topic=None, community=space, title=title)


def _sent_before(writing: Writing, text: str, space: Community, posts: Any, **waiting: Any) -> Post | Waiting | None:
    """Until the transaction ends, whoever else sends something in this person's name waits."""
    list(User.objects.select_for_update(no_key=True).filter(pk=writing.user.pk).values_list("pk"))
    since = timezone.now() - AGAIN
    said = posts.standing().said_by(writing.user).filter(text=settled(text, writing.user, space), created_at__gt=since)
    held = Waiting.objects.filter(author=writing.user, text=text, created_at__gt=since, **waiting)
    found: Iterable[Post | Waiting] = (*said.select_related("topic__community"), *held)
    return next((one for one in found if _has(one, writing.files)), None)


def _has(one: Post | Waiting, files: Iterable[Attachment]) -> bool:
    """Whether these files came with it then: whoever adds one says something new."""
    sent = {file.sha256 for file in files}
    return not sent or sent <= set(one.attachments.values_list("sha256", flat=True))
