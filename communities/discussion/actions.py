"""What can be done in a discussion, each in one transaction: the change, its trace, and what search is to know of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from communities.discussion.attachments import Attachment
from communities.discussion.documents import KIND, key_of
from communities.discussion.mentions import addressed, settled
from communities.discussion.models import Naming, Post, PostVersion, Reaction, Reading, Topic, TopicEvent, Waiting
from communities.discussion.pseudonyms import spoken_under
from communities.discussion.tagging import About, set_about
from communities.discussion.terms import ACCEPTED, MENTION, POST, Done, Reacted
from communities.moderation.actions import follow
from communities.spaces.models import Community
from portal.foundation import generation
from portal.foundation.audience import PUBLIC
from portal.foundation.identity import PATTERN
from portal.notices import telling
from portal.texts.markdown import RULES, identifiers, to_html
from search.indexing import changed


def begin(topic: Topic, text: str, author: Any, *, role: str = "", about: About | None = None) -> Post:
    """Keeps a new topic with its first post; nobody is named as the author of a case."""
    with transaction.atomic():
        topic.author = None if topic.is_protected else author
        topic.save()
        if about:
            set_about(topic, about)
        return say(topic, text, author, role=role)


def say(topic: Topic, text: str, author: Any, reply_to: Post | None = None, *, role: str = "") -> Post:
    """Keeps a post behind all others: whoever else writes at this moment waits for its number. In a case it stands under a role: the
    one that its author spoke under before, or this one."""
    text, now = settled(text, author, topic.community), timezone.now()
    with transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(last_number=F("last_number") + 1, last_post_at=now)
        topic.last_number = Topic.objects.values_list("last_number", flat=True).get(pk=topic.pk)
        topic.last_post_at = now
        pseudonym = spoken_under(topic, author, role) if topic.is_protected else None
        post = Post.objects.create(
            topic=topic,
            number=topic.last_number,
            author=None if pseudonym else author,
            pseudonym=pseudonym,
            text=text,
            html=to_html(text),
            rules=RULES,
            reply_to=reply_to,
            created_at=now,
        )
        name(post)
        read(topic, author, post.number)
        changed(KIND, [key_of(post)])
        telling.happened(POST, post.pk)
        _tell_mentioned(post)
    return post


def change(post: Post, text: str) -> None:
    """Replaces what a post says; what it said is kept and can be read."""
    text = settled(text, post.writer, post.topic.community)
    if text == post.text:
        return
    with transaction.atomic():
        before = Post.objects.select_for_update().get(pk=post.pk)
        PostVersion.objects.create(post=post, text=before.text, html=before.html, rules=before.rules)
        post.text, post.html, post.rules, post.edited_at = text, to_html(text), RULES, timezone.now()
        post.save(update_fields=["text", "html", "rules", "edited_at"])
        name(post)
        changed(KIND, [key_of(post)])
        _tell_mentioned(post)


def undo(post: Post) -> bool:
    """Takes the last post of a topic back, as if it had never been there, an only one with its topic; False if somebody has answered."""
    topic = post.topic
    with transaction.atomic():
        still_last = Topic.objects.filter(pk=topic.pk, last_number=post.number)
        if not still_last.update(last_number=post.number - 1):
            return False
        changed(KIND, [key_of(post)], hides=True)
        _withdraw(post)
        _records_show(topic)
        if post.number == 1 and not topic.attached_to:
            topic.delete()
            return True
        post.delete()
        last = topic.posts.order_by("-number").values_list("created_at", flat=True).first() or topic.created_at
        Topic.objects.filter(pk=topic.pk).update(last_post_at=last)
        Reading.objects.filter(topic=topic, number__gte=post.number).update(number=post.number - 1)
    return True


def remove(post: Post, because: str, by: Any) -> None:
    """Takes a post's words away, here and in all its versions' places; that there was one, by whom and why it went stays."""
    with transaction.atomic():
        post.removed_at, post.removed_by, post.removed_because = timezone.now(), by, because
        post.save(update_fields=["removed_at", "removed_by", "removed_because"])
        Topic.objects.filter(pk=post.topic_id, accepted=post).update(accepted=None)
        _records_show(post.topic)
        changed(KIND, [key_of(post)], hides=True)
        _withdraw(post)
        if by is not None and by.pk == post.writer_id:  # nobody brings it back
            Attachment.objects.filter(post=post).delete()


def restore(post: Post) -> None:
    """Brings back what was removed."""
    with transaction.atomic():
        post.removed_at, post.removed_by, post.removed_because = None, None, ""
        post.save(update_fields=["removed_at", "removed_by", "removed_because"])
        _records_show(post.topic)
        changed(KIND, [key_of(post)])


def accept(topic: Topic, post: Post | None, by: Any) -> None:
    """Says which post answers the question, or takes that back."""
    with transaction.atomic():
        topic.accepted = post
        topic.save(update_fields=["accepted"])
        if post:
            note(topic, Done.ACCEPTED, by, f"#{post.number}")
            if post.author_id != by.pk:
                telling.happened(ACCEPTED, post.pk)


def pin(topic: Topic, by: Any) -> None:
    """Keeps a topic on top of the list, or no longer."""
    with transaction.atomic():
        topic.pinned = not topic.pinned
        topic.save(update_fields=["pinned"])
        note(topic, Done.PINNED if topic.pinned else Done.UNPINNED, by)


def close(topic: Topic, by: Any) -> None:
    """Ends a topic, or opens it again."""
    with transaction.atomic():
        topic.closed_at = None if topic.closed_at else timezone.now()
        topic.save(update_fields=["closed_at"])
        note(topic, Done.CLOSED if topic.closed_at else Done.REOPENED, by)


def rename(topic: Topic, before: str, by: Any) -> None:
    """Keeps a changed title, kind or subjects; the old title stays in the trace."""
    with transaction.atomic():
        topic.save(update_fields=["title", "kind", "language"])
        if topic.title != before:
            note(topic, Done.RENAMED, by, before)
        reindex(topic)
        _records_show(topic)


def tag(topic: Topic, about: About) -> None:
    """Gives a topic these subjects and tags and no others; it is found by them."""
    with transaction.atomic():
        set_about(topic, about)
        reindex(topic)


def move(topic: Topic, to: Community, by: Any) -> None:
    """Moves a topic into another space, whose people then see it."""
    with transaction.atomic():
        before, topic.community = topic.community, to
        topic.save(update_fields=["community"])
        note(topic, Done.MOVED, by, before.name if before.inside == PUBLIC else "")
        waiting, files = Waiting.objects.filter(topic=topic), Attachment.objects.filter(post__topic=topic)
        waiting.update(community=to)
        keys = {"post": topic.posts.values("pk"), "file": files.values("pk"), "waiting": waiting.values("pk")}
        follow(to, **keys)
        reindex(topic, hides=True)
        generation.rise()  # records say where they are talked about


def reindex(topic: Topic, *, hides: bool = False) -> None:
    """Has all of a topic found as it is now."""
    changed(KIND, [f"{topic.pk}.{page}" for page in range(1, topic.last_page + 1)], hides=hides)


def react(post: Post, kind: Reacted, user: Any) -> None:
    """Adds a reaction, or takes it back."""
    with transaction.atomic():
        _reaction, new = Reaction.objects.get_or_create(post=post, user=user, kind=kind)
        if not new:
            _reaction.delete()


def read(topic: Topic, user: Any, number: int) -> None:
    """Notes how far somebody has read; never back."""
    Reading.objects.bulk_create([Reading(topic=topic, user=user, number=number)], ignore_conflicts=True)
    Reading.objects.filter(topic=topic, user=user, number__lt=number).update(number=number)


def _tell_mentioned(post: Post) -> None:
    """Has those told whom a post mentions; who was told of it before is not told again."""
    if addressed(post.html):
        telling.happened(MENTION, post.pk)


def _withdraw(post: Post) -> None:
    """Nobody is told of a post any more."""
    telling.withdraw(POST, [post.pk])
    telling.withdraw(MENTION, [post.pk])


def codes_in(text: str) -> set[str]:
    """The citable things that a text names, each as the work in all its languages."""
    return {match["code"] for code in identifiers(text) if (match := PATTERN.match(code))}


def name(post: Post) -> None:
    """Keeps which citable things a post names."""
    codes = codes_in(post.text)
    post.namings.exclude(code__in=codes).delete()
    Naming.objects.bulk_create([Naming(post=post, code=code) for code in sorted(codes)], ignore_conflicts=True)
    _records_show(post.topic)


def _records_show(topic: Topic) -> None:
    """Has the pages of records that a topic speaks of made afresh: those that are kept, for strangers, tell of public spaces alone."""
    if topic.audience != PUBLIC:
        return
    if topic.about or Naming.objects.filter(post__topic=topic).exists():
        generation.rise()


def note(topic: Topic, done: Done, by: Any, what: str = "") -> None:
    """Leaves a trace of what was done to a topic."""
    TopicEvent.objects.create(topic=topic, done=done, by=by, note=what[:300])
