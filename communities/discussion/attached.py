"""Keeps the discussion of a thing together with it: begun when the thing can be read, called and seen as it is, gone with it.

with transaction.atomic():
    entry.save()
    attached.follow(entry_key, community=…, title=…, language=…, author=…, readers=Readers.INSIDE)

The thing's page shows the posts and the form for an answer: `views.reading.page_context`, `discussion/posts.html`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from communities.discussion.actions import reindex
from communities.discussion.models import Topic
from communities.discussion.terms import Kind, Readers
from communities.spaces.models import Community
from communities.spaces.parts import MOST_NEWS, News, Way
from communities.spaces.policies import Standing
from portal.foundation import prepared
from portal.foundation.numbers import grouped
from portal.foundation.prepared import PKS, SINCE


def follow(key: str, *, community: Community, title: str, language: str, author: Any, readers: Readers) -> Topic:
    """Has a thing's topic be as the thing is now, and begins it where there is none: for whoever reads the inside, for members, for
    facilitators, or, as long as the thing can't be read, for nobody. Its author is told of what is said, as somebody who takes part."""
    facts = {"community": community, "title": title[:200], "language": language, "author": author, "readers": readers}
    with transaction.atomic():
        topic, new = Topic.objects.get_or_create(attached_to=key, defaults=facts | {"kind": Kind.DISCUSSION})
        if not new and any(getattr(topic, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(topic, name, value)
            topic.save(update_fields=list(facts))
            reindex(topic, hides=True)
    return topic


def hide(key: str) -> None:
    """Nobody reads what was said of a thing, as long as it can't be read itself."""
    for topic in Topic.objects.filter(attached_to=key).exclude(readers=Readers.NOBODY):
        topic.readers = Readers.NOBODY
        topic.save(update_fields=["readers"])
        reindex(topic, hides=True)


def end(key: str) -> None:
    """A thing is gone for good, and what was said of it."""
    for topic in Topic.objects.filter(attached_to=key):
        reindex(topic, hides=True)
        topic.delete()


def news(standing: Standing, since: datetime, sort: str) -> Iterator[News]:
    """What was said since a moment of the things of one sort (`Host.code`), as far as the reader reads it. One query."""
    way, given = Way.of(standing), (standing.community.pk, standing.user.pk)
    found = prepared.objects(("new comments", sort, way), Topic, lambda: _said(sort, way), pks=given, since=since)
    for topic in found:
        topic.community = standing.community
        said = ngettext("%(count)s new comment", "%(count)s new comments", topic.unread)
        url = f"{topic.get_absolute_url()}unread/"
        yield News(topic.last_post_at, topic.title, url, "topic", said % {"count": grouped(topic.unread)})


def _said(sort: str, way: Way) -> Any:
    of_sort = Topic.objects.hanging_in(PKS[0], way).filter(attached_to__startswith=f"{sort}:")
    talk = of_sort.filter(last_post_at__gt=SINCE, last_number__gt=0).with_unread(PKS[1])
    return talk.filter(unread__gt=0).order_by("-last_post_at")[:MOST_NEWS]
