"""Files that go with a post, or with what is to become one: who sees the post sees them, and nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.discussion.drafts import Draft
from communities.discussion.models import Post, Waiting
from communities.moderation.terms import APPEALABLE
from communities.spaces.models import Membership
from communities.spaces.policies import is_administrator
from portal.foundation.audience import PUBLIC
from portal.foundation.duties import duty
from portal.foundation.erasure import Fate, declare
from portal.foundation.files import pruning
from portal.foundation.files.facts import FileFacts
from portal.foundation.files.names import ending_of
from portal.foundation.files.serving import Found, serves

LONGEST_ALT: Final = 300  # characters
FOLDER: Final = "posts"
REMOVED_KEPT: Final = APPEALABLE + timedelta(
    days=90
)  # files of posts that others took away: an appeal may bring them back


def stored_as(attachment: Attachment, _name: str) -> str:
    """Where a file lies: its own name is not told by it."""
    key = uuid.uuid4().hex
    return f"{FOLDER}/{key[:2]}/{key}.{ending_of(attachment.name)}"


class AttachmentQuerySet(models.QuerySet[Any]):
    """Files by who may see them."""

    def visible_to(self, user: Any) -> AttachmentQuerySet:
        """Those of posts that this person may see; of what they are writing or what of theirs waits; and of what they decide about."""
        own = Q(draft__user=user.pk) | Q(waiting__author=user.pk)
        seen = Q(post__in=Post.objects.visible_to(user))
        if not user.pk:
            return self.filter(seen)
        if is_administrator(user):
            return self.filter(own | seen | Q(draft=None))
        tended = Membership.objects.filter(user=user).facilitating().values("community")
        return self.filter(own | seen | Q(waiting__community__in=tended) | Q(post__topic__community__in=tended))


class Attachment(FileFacts):
    """A picture or a file, as it was taken."""

    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    waiting = models.ForeignKey(Waiting, models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments")
    author = models.ForeignKey(  # None: of an archive, and nobody has claimed its author's name
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    archive_key = models.UUIDField(null=True, unique=True, editable=False)  # of a file from an archive
    name = models.CharField(gettext_lazy("name"), max_length=120)  # for people
    file = models.FileField(gettext_lazy("file"), upload_to=stored_as, max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)  # pixels; 0 for what is no picture
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(gettext_lazy("what it shows"), max_length=LONGEST_ALT, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, waiting=None, draft=None)
                | Q(post=None, waiting__isnull=False, draft=None)
                | Q(post=None, waiting=None, draft__isnull=False),
                name="belongs_to_one_thing",
            )
        ]
        indexes = [models.Index(fields=["author", "-created_at"], name="attachments_of_a_person")]
        verbose_name = gettext_lazy("file of a post")

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, not only offered."""
        return self.width > 0

    @property
    def url(self) -> str:
        """The address that asks who is there."""
        return f"{settings.MEDIA_URL}{self.file.name}"

    @property
    def kind(self) -> str:
        """Type and size, as people read them: "PDF, 120 KB"."""
        return kind_and_size(self.name, self.size)


def kind_and_size(name: str, size: int) -> str:
    """Type and size, as people read them."""
    return f"{ending_of(name).upper()}, {filesizeformat(size)}"


def alt_or_word(alt: str) -> str:
    """What a picture shows; of one that came by mail, until its author says it, that nobody has said it."""
    return alt or _("A picture that is not described yet")


declare(
    "communities.Attachment.author",
    Fate.DELETE,
    because=gettext_lazy("Pictures and files that you sent with your posts."),
    export=("name", "file", "alt", "consent", "media_type", "size", "created_at", "post__topic__title"),
)


@receiver(post_delete, sender=Attachment)
def row_went(instance: Attachment, **_details: Any) -> None:
    """However the row went, its file follows."""
    pruning.goes(str(instance.file.name))


@serves
def of_a_post(path: str, user: Any) -> Found | None:
    """A file of a post, for who may see it."""
    if not path.startswith(f"{FOLDER}/"):
        return None
    seen = Attachment.objects.visible_to(user).filter(file=path).select_related("post__topic__community")
    found: Attachment | None = seen.first()
    if found is None:
        return None
    post = found.post
    is_public = post is not None and post.removed_at is None and post.topic.community.inside == PUBLIC
    return Found(found.name, found.media_type, is_public)


@duty("forget_files_of_removed_posts", every=timedelta(days=1))
def forget() -> None:
    """Deletes the files of posts that others took away or did not let in, when no appeal can bring them back."""
    before = timezone.now() - REMOVED_KEPT
    Attachment.objects.filter(Q(post__removed_at__lt=before) | Q(waiting__created_at__lt=before)).delete()
