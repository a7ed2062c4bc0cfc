"""Files that go with a post, or with what is to become one: who sees the post sees them, and nobody else."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.discussion.drafts import Draft
from communities.discussion.models import Post, Waiting
from communities.spaces.policies import facilitated_by, is_administrator
from portal.foundation.audience import PUBLIC
from portal.foundation.erasure import Fate, declare
from portal.foundation.files import pruning
from portal.foundation.files.facts import FileFacts
from portal.foundation.files.names import ending_of, kind_and_size
from portal.foundation.files.serving import Found, serves

LONGEST_ALT: Final = 300  # characters
FOLDER: Final = "posts"


def stored_as(attachment: Attachment, _name: str) -> str:
    """Where a file lies: its own name is not told by it."""
    key = uuid.uuid4().hex
    return f"{FOLDER}/{key[:2]}/{key}.{ending_of(attachment.name)}"


class AttachmentQuerySet(models.QuerySet[Any]):
    """Files by who may see them."""

    def standing(self) -> AttachmentQuerySet:
        """Those that nobody took away: what pages, forms and copies may have."""
        return self.filter(removed_at=None)

    def visible_to(self, user: Any) -> AttachmentQuerySet:
        """Those of posts that this person may see; of what they are writing or what of theirs waits; and of what they decide about.

        What was taken away is only seen by who decides about it, and nobody decides about their own.
        """
        own = Q(draft__user=user.pk) | Q(waiting__author=user.pk)
        seen = Q(post__in=Post.objects.visible_to(user), removed_at=None)
        if not user.pk:
            return self.filter(seen)
        to_decide = Q(removed_at=None) | ~Q(author=user.pk)
        if is_administrator(user):
            return self.filter(own | seen | (Q(draft=None) & to_decide))
        tended = facilitated_by(user)
        inside = Q(waiting__community__in=tended) | Q(post__topic__community__in=tended)
        return self.filter(own | seen | (inside & to_decide))


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
    removed_at = models.DateTimeField(null=True)  # taken away alone, by others; its post stands

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


class AttachmentWords(models.Model):
    """What a file says, apart from its row: pages of topics don't need it. Search has it with the post (`communities.discussion.documents`)."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="words")
    text = models.TextField()

    class Meta:
        verbose_name = gettext_lazy("words of a file")

    def __str__(self) -> str:
        return f"{self.attachment_id}"


def alt_or_word(alt: str) -> str:
    """What a picture shows; of one that came by mail, until its author says it, that nobody has said it."""
    return alt or _("A picture that is not described yet")


declare(
    "communities.Attachment.author",
    Fate.DELETE,
    because=gettext_lazy("Pictures and files that you sent with your posts."),
    export=("name", "file", "alt", "consent", "media_type", "size", "created_at", "removed_at", "post__topic__title"),
    files=Q(removed_at=None, post__removed_at=None),
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
    is_public = (
        post is not None
        and post.removed_at is None
        and found.removed_at is None
        and post.topic.community.inside == PUBLIC
    )
    return Found(found.name, found.media_type, is_public)
