"""Folders of a space, its documents with all their versions, and the pages of the current one."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.documents.querysets import DocumentQuerySet
from communities.documents.terms import FOLDER, Unit
from communities.languages import choices
from communities.spaces.models import Community
from communities.spaces.reach import Reaching
from portal.foundation.erasure import Fate, declare
from portal.foundation.files import pruning
from portal.foundation.files.facts import Extraction, FileFacts, Unreadable
from portal.foundation.files.limits import MD
from portal.foundation.files.models import LICENCE_HELP
from portal.foundation.files.names import ending_of, kind_and_size

LONGEST_DESCRIPTION: Final = 4_000  # characters


def person(related_name: str = "+") -> Any:
    """A column for somebody, who may leave."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name=related_name
    )


def stored_under(extension: str) -> str:
    """Where a file lies: a name that tells nothing and can't be guessed."""
    key = uuid.uuid4().hex
    return f"{FOLDER}/{key[:2]}/{key}.{extension}"


def stored_as(version: DocumentVersion, _name: str) -> str:
    """Where the file of a version lies."""
    return stored_under(ending_of(version.name))


def drawn_as(_row: Any, _name: str) -> str:
    """Where a picture lies that was made of it."""
    return stored_under("webp")


class Folder(models.Model):
    """A place for documents. It has no audience of its own: it is told to whom it holds something for, and to who sees the inside."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="folders")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="folders")
    name = models.CharField(_("name"), max_length=80)
    author = person()
    created_at = models.DateTimeField(default=timezone.now)
    parent_id: int | None
    community_id: int
    author_id: int | None

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["community", "parent", "name"], name="folders_differ"),
            models.UniqueConstraint(
                fields=["community", "name"], condition=models.Q(parent=None), name="uppermost_folders_differ"
            ),
        ]
        verbose_name = _("folder")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its list."""
        return reverse("documents_folder", args=[self.community.slug, self.pk])


class Document(Reaching):
    """Something that people keep together and go on working on."""

    folder = models.ForeignKey(
        Folder, models.RESTRICT, null=True, blank=True, related_name="documents", verbose_name=_("folder")
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(
        _("what it is"),
        max_length=LONGEST_DESCRIPTION,
        blank=True,
        help_text=_(
            "What it is for, and what state it is in. Of a picture: what it shows, for those who can’t see it."
        ),
    )
    language = models.CharField(_("language"), max_length=12, choices=choices, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True, help_text=LICENCE_HELP)
    author = person()
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)  # the last version came, or its words changed
    current = models.ForeignKey("DocumentVersion", models.SET_NULL, null=True, editable=False, related_name="+")
    worked_on_by = person()
    worked_on_until = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = person()
    removed_because = models.CharField(max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]
    folder_id: int | None
    author_id: int | None
    worked_on_by_id: int | None
    version_author: str | None  # these by `with_face`
    version_name: str
    version_size: int
    version_number: int
    preview: str
    preview_width: int
    preview_height: int

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["community", "folder", "title"], name="documents_of_a_folder"),
            models.Index(fields=["community", "-changed_at"], name="documents_last_changed"),
        ]
        verbose_name = _("document")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("document", args=[self.community.slug, self.pk])

    def page_url(self, number: int) -> str:
        """Where it is read, opened at a page."""
        return f"{reverse('document_read', args=[self.community.slug, self.pk])}?page={number}"

    @property
    def is_worked_on(self) -> bool:
        """Whether somebody says that they work on it now."""
        until = self.worked_on_until
        return self.worked_on_by_id is not None and until is not None and until >= timezone.localdate()


class DocumentVersion(FileFacts):
    """One state of a document, as a file that was taken. Versions are never changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = person()
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    name = models.CharField(max_length=120)  # for people
    file = models.FileField(upload_to=stored_as, max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)  # pixels; 0 for what is no picture
    height = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    failure = models.CharField(max_length=8, choices=Unreadable, blank=True)  # why its words could not be read
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.PAGE)
    page_count = models.PositiveIntegerField(default=0)  # of all pages, also of those that are not shown here
    carries = models.BooleanField(default=False)  # files or programs inside, which the reader leaves out
    drawn_to = models.PositiveIntegerField(default=0)  # pages of which there are pictures
    preview = models.FileField(upload_to=drawn_as, max_length=120, blank=True)
    preview_width = models.PositiveIntegerField(default=0)
    preview_height = models.PositiveIntegerField(default=0)
    document_id: int
    author_id: int | None

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="versions_are_numbered_once")]
        indexes = [
            models.Index(fields=["sha256"], name="versions_by_content"),
            models.Index(fields=["author", "-created_at"], name="versions_of_a_person"),
        ]
        verbose_name = _("version of a document")

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, not only offered."""
        return self.width > 0

    @property
    def is_pdf(self) -> bool:
        """Whether its pages are drawn."""
        return self.media_type == "application/pdf"

    @property
    def is_markdown(self) -> bool:
        """Whether its marks are drawn where it is read."""
        return self.media_type == MD.media_type

    @property
    def is_waiting(self) -> bool:
        """Whether its words are still to be read."""
        return self.extraction == Extraction.WAITING

    @property
    def url(self) -> str:
        """The address that asks who is there."""
        return f"{settings.MEDIA_URL}{self.file.name}"

    @property
    def preview_url(self) -> str:
        """The same of its small picture; empty where there is none."""
        return f"{settings.MEDIA_URL}{self.preview.name}" if self.preview else ""

    @property
    def kind(self) -> str:
        """Type and size, as people read them."""
        return kind_and_size(self.name, self.size)


class DocumentPage(models.Model):
    """One page of a version: its words, and how it looks once it was drawn."""

    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    picture = models.FileField(upload_to=drawn_as, max_length=120, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    version_id: int

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="pages_are_numbered_once")]
        verbose_name = _("page of a document")

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"

    @property
    def picture_url(self) -> str:
        """The address that asks who is there; empty where it is not drawn."""
        return f"{settings.MEDIA_URL}{self.picture.name}" if self.picture else ""


@receiver(post_delete, sender=DocumentVersion)
def version_went(instance: DocumentVersion, **_details: Any) -> None:
    """However the row went, its files follow."""
    for name in filter(None, (instance.file.name, instance.preview.name)):
        pruning.goes(name)


@receiver(post_delete, sender=DocumentPage)
def page_went(instance: DocumentPage, **_details: Any) -> None:
    """The same for the picture of a page."""
    if instance.picture:
        pruning.goes(str(instance.picture.name))


DONE: Final = _("What you did in communities stays, without your name.")
GIVEN: Final = _("Documents that you put into a community stay with it, without your name.")
declare("communities.Folder.author", Fate.DETACH, because=DONE, export=("name", "created_at"))
declare(
    "communities.Document.author", Fate.DETACH, because=GIVEN,
    export=("community__name", "title", "description", "licence", "language", "reach", "created_at"),
)  # fmt: skip
declare("communities.Document.worked_on_by", Fate.DETACH, because=DONE, export=("title", "worked_on_until"))
declare("communities.Document.removed_by", Fate.DETACH, because=DONE, export=("title", "removed_at", "removed_because"))
declare(
    "communities.DocumentVersion.author", Fate.DETACH, because=GIVEN,
    export=("document__title", "number", "note", "name", "file", "consent", "media_type", "size", "created_at"),
)  # fmt: skip
