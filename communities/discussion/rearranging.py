"""Splitting and merging topics of one space. A post that moves leaves its number behind, with the way to where it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from communities.discussion.actions import note, read, reindex
from communities.discussion.models import Post, Topic
from communities.discussion.terms import Done
from portal.foundation import generation
from portal.texts.markdown import RULES


def split(topic: Topic, number: int, title: str, by: Any) -> Topic:
    """Begins a new topic with a post and all that came after it; what was removed stays as a trace where it was."""
    with transaction.atomic():
        moved = list(topic.posts.select_for_update().standing().filter(number__gte=number))
        first = moved[0]
        made = Topic.objects.create(
            community=topic.community,
            kind=topic.kind,
            title=title,
            language=topic.language,
            author=first.author,
            created_at=first.created_at,
            last_post_at=first.created_at,
        )
        _move(moved, made)
        note(topic, Done.SPLIT, by, title)
        note(made, Done.SPLIT_OFF, by, topic.title)
        _tell(topic, made)
    read(made, by, made.last_number)
    return made


def merge(topic: Topic, into: Topic, by: Any) -> None:
    """Puts all posts of a topic behind those of another one; what is left of it is closed and leads there."""
    with transaction.atomic():
        _move(list(topic.posts.select_for_update().standing()), into)
        Topic.objects.filter(pk=topic.pk).update(closed_at=timezone.now(), pinned=False)
        note(topic, Done.MERGED, by, into.title)
        note(into, Done.MERGED_IN, by, topic.title)
        _tell(topic, into)


def _move(posts: Sequence[Post], to: Topic) -> None:
    """Numbers them behind all others there; in their places stand traces of them."""
    if not posts:
        return
    left = Topic.objects.get(pk=posts[0].topic_id)
    Topic.objects.filter(pk=to.pk).update(last_number=F("last_number") + len(posts))
    to.last_number = Topic.objects.values_list("last_number", flat=True).get(pk=to.pk)
    traces = [
        Post(
            topic=left, number=post.number, text="", html="", rules=RULES, created_at=post.created_at, removed_at=timezone.now(), moved_to=post
        )
        for post in posts
    ]  # fmt: skip
    for place, post in enumerate(posts, start=to.last_number - len(posts) + 1):
        post.topic, post.number = to, place
    Post.objects.bulk_update(posts, ["topic", "number"], batch_size=200)
    Post.objects.bulk_create(traces, batch_size=200)
    Topic.objects.filter(pk=left.pk, accepted__in=posts).update(accepted=None)
    latest: datetime | None = to.posts.aggregate(latest=Max("created_at"))["latest"]
    Topic.objects.filter(pk=to.pk).update(last_post_at=latest)
    to.last_post_at = latest or to.last_post_at


def _tell(*topics: Topic) -> None:
    """Has search find the posts where they stand now, and records say so."""
    for topic in topics:
        reindex(topic)
    generation.rise()
