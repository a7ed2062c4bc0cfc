"""Posts that wait to be looked at, and posts that are reported, as moderation sees them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussion import actions
from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.tagging import About
from communities.moderation import actions as moderation
from communities.moderation.models import Case
from communities.moderation.terms import APPEALABLE
from communities.moderation.things import Kind, Thing, register
from portal.foundation.duties import duty

POST: Final = "post"
WAITING: Final = "waiting"


def declare() -> None:
    """Registers both kinds."""
    register(Kind(POST, _("post"), _posts, _sees_post, _remove, _restore))
    register(Kind(WAITING, _("new post"), _waiting, lambda _key, _user: False, lambda *_given: None, _publish))


def hold(waiting: Waiting, because: str) -> None:
    """Keeps what somebody wrote apart, and tells who may let it in."""
    with transaction.atomic():
        waiting.save()
        moderation.hold(WAITING, waiting.pk, because)


def _posts(keys: Collection[int]) -> dict[int, Thing]:
    found: Any = Post.objects.filter(pk__in=keys).select_related("topic__community", "author", "pseudonym__user")
    found = found.prefetch_related(Prefetch("attachments", Attachment.objects.exclude(file="")))
    return {post.pk: _thing(post) for post in found}


def _thing(post: Any) -> Thing:
    topic = post.topic
    return Thing(
        f"{topic.title} #{post.number}",
        post.text,
        post.get_absolute_url(),
        post.writer,
        topic.community,
        post.attachments.all(),
        under=post.pseudonym.name if post.pseudonym else "",
    )


def _sees_post(key: int, user: Any) -> bool:
    return Post.objects.visible_to(user).filter(pk=key).exists()


def _remove(key: int, because: str, by: Any) -> None:
    """What its author took away meanwhile stays as it is."""
    for post in Post.objects.standing().filter(pk=key).select_related("topic__community"):
        actions.remove(post, because[:300], by)


def _restore(key: int, _by: Any) -> None:
    """What its author took away themselves stays away."""
    gone = (
        Post.objects.filter(pk=key)
        .exclude(removed_at=None)
        .exclude(Q(removed_by=F("author")) | Q(removed_by=F("pseudonym__user")))
    )
    for post in gone.select_related("topic__community"):
        actions.restore(post)


def _waiting(keys: Collection[int]) -> dict[int, Thing]:
    found: Any = Waiting.objects.filter(pk__in=keys).select_related("topic__community", "community", "author")
    found = found.prefetch_related("attachments")
    return {
        one.pk: Thing(
            one.topic.title if one.topic else one.title,
            one.text,
            one.topic.get_absolute_url() if one.topic else "",
            one.author,
            one.community,
            one.attachments.all(),
            under=one.role,
        )
        for one in found
    }


def _publish(key: int, _by: Any) -> None:
    """It becomes a post behind all others, as if it were written now; the case is about that post from then on."""
    for waiting in Waiting.objects.filter(pk=key).select_related("community", "topic__community", "author", "reply_to"):
        post = _said(waiting)
        Attachment.objects.filter(waiting=waiting).update(waiting=None, post=post)
        Case.objects.filter(kind=WAITING, key=key).update(kind=POST, key=post.pk)
        waiting.delete()


def _said(waiting: Waiting) -> Post:
    if waiting.topic:
        return actions.say(waiting.topic, waiting.text, waiting.author, waiting.reply_to, role=waiting.role)
    about = About(waiting.subjects, waiting.tags)
    topic = Topic(
        community=waiting.community,
        kind=waiting.kind,
        title=waiting.title,
        language=waiting.language,
        about=waiting.about,
    )
    return actions.begin(topic, waiting.text, waiting.author, role=waiting.role, about=about)


@duty("forget_waiting", every=timedelta(days=1))
def forget() -> None:
    """Deletes what was not let in, with its files, once no appeal can bring it in any more."""
    too_late = Q(appealed_at=None, settled_at__lt=timezone.now() - APPEALABLE)
    over = Case.objects.settled().filter(too_late | ~Q(answered_at=None), kind=WAITING)
    Waiting.objects.filter(pk__in=over.order_by().values("key")).delete()
