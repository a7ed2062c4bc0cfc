"""Pictures and files of posts, as moderation sees them: each is reported, taken away and brought back alone, and its post stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussion.attachments import Attachment, AttachmentWords
from communities.discussion.waiting import POST
from communities.discussion.words import found_anew
from communities.moderation.models import Case
from communities.moderation.terms import APPEALABLE
from communities.moderation.things import Kind, Thing, register
from portal.foundation.duties import duty
from portal.foundation.files import pruning

FILE: Final = "file"
REMOVED_KEPT: Final = APPEALABLE + timedelta(days=90)  # after that no appeal can bring a file back, but for an open one


def declare() -> None:
    """Registers them."""
    register(Kind(FILE, _("picture or file"), _files, _sees, _take_away, _bring_back))


def _files(keys: Collection[int]) -> dict[int, Thing]:
    found = Attachment.objects.filter(pk__in=keys, post__isnull=False).exclude(file="")
    found = found.select_related("post__topic__community", "post__author", "post__pseudonym__user")
    return {one.pk: _thing(one, one.post) for one in found}


def _thing(one: Attachment, post: Any) -> Thing:
    return Thing(
        f"{one.name} · {post.topic.title} #{post.number}",
        "",  # what it shows stands with it
        post.get_absolute_url(),
        post.writer,
        post.topic.community,
        [one],
        under=post.pseudonym.name if post.pseudonym else "",
    )


def _sees(key: int, user: Any) -> bool:
    """Whether it stands in a post that this person may see; those of drafts and of what waits are nobody else's."""
    shown = Attachment.objects.visible_to(user).standing().filter(pk=key, post__isnull=False, post__removed_at=None)
    return shown.exists()


def _take_away(key: int, _because: str, _by: Any) -> None:
    Attachment.objects.filter(pk=key).update(removed_at=timezone.now())
    found_anew(key, hides=True)


def _bring_back(key: int, _by: Any) -> None:
    Attachment.objects.filter(pk=key).update(removed_at=None)
    found_anew(key)


@duty("forget_files_of_removed_posts", every=timedelta(days=1))
def forget() -> None:
    """Deletes files that others took away, alone or with their post, when no appeal can bring them back. Of those that went alone a
    trace stays in their post, by which an archive that is read again knows them, too."""
    before = timezone.now() - REMOVED_KEPT
    open_still = Case.objects.waiting().order_by()
    of_posts = Attachment.objects.filter(post__removed_at__lt=before)
    of_posts.exclude(post__in=open_still.filter(kind=POST).values("key")).delete()
    alone = Attachment.objects.filter(removed_at__lt=before).exclude(file="")
    for one in alone.exclude(pk__in=open_still.filter(kind=FILE).values("key")):
        with transaction.atomic():
            pruning.goes(str(one.file.name))
            Attachment.objects.filter(pk=one.pk).update(file="", name="", alt="", sha256="")
            AttachmentWords.objects.filter(attachment=one.pk).delete()
