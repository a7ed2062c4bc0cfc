"""The blog of a space: its entries, its series, and who publishes."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase
from wagtail.fields import StreamField

from communities.blog.blocks import entry_blocks
from communities.blog.querysets import EntryQuerySet
from communities.blog.terms import IN_HAND, LONGEST_TITLE, State
from communities.discussion.models import Tag, made_by_rules
from communities.spaces.models import Community
from communities.spaces.parts import named
from communities.spaces.reach import Reaching
from portal.foundation.erasure import Fate, declare
from portal.foundation.files import pruning
from portal.foundation.files.facts import FileFacts
from portal.foundation.files.names import ending_of
from portal.vocabularies.models import Concept

FOLDER = "blog"


class Blog(models.Model):
    """What a space chose for its blog; where there is no row, what stands here."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="blog")
    members_publish = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.community_id)


class Series(models.Model):
    """Entries that belong together, in their order."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="series")
    title = models.CharField(gettext_lazy("title"), max_length=LONGEST_TITLE)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["community", "title"], name="series_differ")]
        verbose_name = gettext_lazy("series")

    def __str__(self) -> str:
        return self.title


class Entry(Reaching):
    """An entry of a blog. Its HTML is made when it is kept; what it says of records and people, each reader's page puts in."""

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # of the form that it began with: sent twice, it is one
    title = models.CharField(gettext_lazy("title"), max_length=LONGEST_TITLE, blank=True)
    summary = models.CharField(
        gettext_lazy("in one or two sentences"),
        max_length=400,
        blank=True,
        help_text=gettext_lazy("Stands in lists, in mails and below the title."),
    )
    body = StreamField(entry_blocks(), blank=True)
    html = models.TextField(editable=False, default="")
    rules = made_by_rules()
    language = models.CharField(gettext_lazy("language"), max_length=5)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    guest = models.CharField(
        gettext_lazy("guest author"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Who wrote it, if it was somebody without an account who agreed to be named here."),
    )
    guest_from = models.CharField(
        gettext_lazy("the guest’s organisation"),
        max_length=160,
        blank=True,
    )
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, blank=True, related_name="entries", verbose_name=gettext_lazy("series")
    )
    place = models.PositiveIntegerField(default=0, editable=False)  # in its series
    concepts = models.ManyToManyField(Concept, blank=True, related_name="+")
    tags = TaggableManager(through="communities.EntryTag", blank=True)
    note = models.CharField(max_length=1000, blank=True, editable=False)  # of who handed it back
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)  # whatever changed
    published_at = models.DateTimeField(null=True, editable=False)  # the first time
    edited_at = models.DateTimeField(null=True, editable=False)  # its words, since then
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    removed_because = models.CharField(max_length=300, blank=True, editable=False)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()
    author_name: str | None  # these by `with_names`
    series_title: str | None
    is_tagged: bool  # these by `with_surroundings`
    has_subjects: bool
    was_changed: bool
    topic_pk: int | None

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["community", "state", "-published_at"], name="entries_in_order"),
            models.Index(fields=["series", "place"], name="entries_of_a_series"),
        ]
        verbose_name = gettext_lazy("blog entry")

    def __str__(self) -> str:
        return self.title or _("Untitled draft")

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("entry", args=[self.community.slug, self.pk])

    @property
    def is_published(self) -> bool:
        """Whether it can be read."""
        return self.state == State.PUBLISHED and self.removed_at is None

    @property
    def is_in_hand(self) -> bool:
        """Whether its author works on it."""
        return self.state in IN_HAND

    @property
    def by(self) -> str:
        """Whose words they are, as readers are told: the guest's, or its author's."""
        return self.guest or self.member

    @property
    def member(self) -> str:
        """The name of the member who wrote it, or put it in for a guest."""
        name = self.author_name if "author_name" in self.__dict__ else self.author and self.author.name
        return _("somebody who has left") if self.author_id is None else named(name or "")


class EntryNaming(models.Model):
    """An entry shows a citable thing or links to it: the thing's page leads to the entry, as long as that is published."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="namings")
    code = models.CharField(max_length=12, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "code"], name="shown_once")]
        verbose_name = gettext_lazy("naming")

    def __str__(self) -> str:
        return self.code


def body_of(blocks: list[Any]) -> Any:
    """Blocks as they are stored, as the value of an entry's body."""
    field: Any = Entry._meta.get_field("body")
    return field.to_python(blocks)


class EntryTag(ItemBase):
    """An entry bears a tag."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="entries")
    content_object = models.ForeignKey(Entry, models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="entry_tagged_once")]
        verbose_name = gettext_lazy("tag of a blog entry")


class EntryVersion(models.Model):
    """What a published entry said before it was changed."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions")
    title = models.CharField(max_length=LONGEST_TITLE)
    html = models.TextField()
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-until", "-pk"]
        verbose_name = gettext_lazy("earlier version of a blog entry")

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.until:%Y-%m-%d}"


def stored_as(picture: EntryPicture, _name: str) -> str:
    """Where a file lies: its own name is not told by it."""
    key = uuid.uuid4().hex
    return f"{FOLDER}/{key[:2]}/{key}.{ending_of(picture.name)}"


class EntryPicture(FileFacts):
    """A picture that was sent with an entry; its block says what it shows."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="pictures")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=stored_as, max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("picture of a blog entry")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address that asks who is there."""
        return f"{settings.MEDIA_URL}{self.file.name}"


@receiver(post_delete, sender=EntryPicture)
def row_went(instance: EntryPicture, **_details: Any) -> None:
    """However the row went, its file follows."""
    pruning.goes(str(instance.file.name))


STAYS = gettext_lazy("What you published in a community’s blog stays, but without your name; your drafts go.")
declare(
    "communities.Entry.author", Fate.DETACH, because=STAYS,
    export=("community__name", "title", "summary", "html", "state", "created_at", "published_at", "note"),
)  # fmt: skip
declare(
    "communities.Entry.removed_by",
    Fate.DETACH,
    because=gettext_lazy("What you took away from a blog stays away, without your name."),
    export=("title", "removed_at", "removed_because"),
)
declare(
    "communities.EntryPicture.author", Fate.DETACH, because=STAYS,
    export=("entry__title", "name", "file", "consent", "media_type", "size", "created_at"),
)  # fmt: skip
