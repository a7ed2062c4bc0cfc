"""The forum as a part of a space: its tab, what is new in it, and its copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.discussion import offline
from communities.discussion.actions import reindex
from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Topic, TopicTag, name_of
from communities.discussion.references import as_members_read
from communities.discussion.terms import FORUM
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import Way
from communities.spaces.policies import Standing, belongs
from portal.foundation import generation, prepared
from portal.foundation.numbers import grouped
from portal.foundation.prepared import PK, PKS, SINCE


def declare() -> None:
    """Registers it; new spaces have it from the start."""
    parts.register(
        parts.Part(
            FORUM, _("Forum"), "topics", "topic",
            from_the_start=True, count=_counted, news=_news, export=_export, pages=offline.pages, files=_paths, space_changed=_space_changed,
        )
    )  # fmt: skip


def _counted(way: Way) -> QuerySet[Topic]:
    return Topic.objects.of_space(PK, cases=way.belongs)


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    """Topics with posts that came since: where reading goes on."""
    given, cases = (standing.community.pk, standing.user.pk), belongs(standing)
    found = prepared.objects(
        ("topics that moved on", cases), Topic, lambda: _moved_on(cases=cases), pks=given, since=since
    )
    for topic in found:
        topic.community = standing.community
        said = ngettext("%(count)s new post", "%(count)s new posts", topic.unread) % {"count": grouped(topic.unread)}
        yield parts.News(topic.last_post_at, topic.title, f"{topic.get_absolute_url()}unread/", "topic", said)


def _moved_on(*, cases: bool) -> QuerySet[Topic]:
    moved_on = Topic.objects.of_space(PKS[0], cases=cases).filter(last_post_at__gt=SINCE).only("title", "last_post_at")
    return moved_on.with_unread(PKS[1]).filter(unread__gt=0).order_by("-last_post_at")[: parts.MOST_NEWS]


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """The posts as an archive has them, which another space can take in: reactions become likes, since those who gave them don't come along."""
    tags, subjects = tags_of(community), subjects_of(community)
    files, names = files_of(community), as_members_read(community)
    posts = Post.objects.said_in(community).annotate(answered=F("reply_to__number"), reacted=Count("reactions"))
    for post in posts.order_by("topic", "number").iterator():
        row = {
            "topic": post.topic_id, "title": post.topic.title, "number": post.number, "author": name_of(post), "created": post.created_at,
            "body": names.in_text(post.text, community.pk),
            "reply_to": post.answered, "likes": post.likes + post.reacted, "tags": tags.pop(post.topic_id, None),
            "subjects": subjects.pop(post.topic_id, None),
            "below": post.topic.attached_to, "kind": post.topic.kind, "language": post.topic.language, "files": files.get(post.pk),
        }  # fmt: skip
        yield {name: value for name, value in row.items() if value}


def _paths(community: Community) -> Iterator[str]:
    """Where the files of the posts that stand lie."""
    yield from standing_files(community).values_list("file", flat=True)


def files_of(community: Community) -> dict[int, list[Mapping[str, Any]]]:
    """The files of the posts that stand, with what was said of them; where they lie in the copy. One query."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for one in standing_files(community).only("post", "file", "name", "alt", "consent", "media_type"):
        row = {
            "path": f"files/{one.file.name}",
            "name": one.name,
            "type": one.media_type,
            "alt": one.alt,
            "consent": one.consent,
        }
        found.setdefault(one.post_id or 0, []).append({name: value for name, value in row.items() if value})
    return found


def standing_files(community: Community) -> QuerySet[Attachment]:
    """The files of a space's posts, but for those that were taken away, alone or with their post."""
    return Attachment.objects.standing().filter(post__topic__community=community, post__removed_at=None)


def tags_of(community: Community) -> dict[int, list[str]]:
    """The tags of a space's topics. One query."""
    found: dict[int, list[str]] = {}
    rows = TopicTag.objects.filter(content_object__community=community).order_by("pk")
    for topic, name in rows.values_list("content_object", "tag__name"):
        found.setdefault(topic, []).append(name)
    return found


def subjects_of(community: Community) -> dict[int, list[str]]:
    """The subjects of a space's topics, such as theme:families. One query."""
    found: dict[int, list[str]] = {}
    rows = Topic.concepts.through.objects.filter(topic__community=community).order_by("pk")
    for topic, scheme, code in rows.values_list("topic", "concept__scheme", "concept__code"):
        found.setdefault(topic, []).append(f"{scheme}:{code}")
    return found


def _space_changed(community: Community) -> None:
    """Who may see the space, or what it is called: all of its topics are found accordingly."""
    for topic in Topic.objects.filter(community=community).only("pk", "last_number"):
        reindex(topic, hides=True)
    generation.rise()  # records say where they are talked about
