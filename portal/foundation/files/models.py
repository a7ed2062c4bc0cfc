"""Images and documents with what a reader needs to know of them: who may see them, alt text, licence, hash, size, type."""

from __future__ import annotations

import mimetypes
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from portal.foundation.audience import AudienceField, AudienceQuerySet
from portal.foundation.files.facts import Extraction, FileFacts

LICENCE_HELP = _("Such as CC BY 4.0, or who gave permission and when.")


class VisibleImageQuerySet(AudienceQuerySet[Any], ImageQuerySet):
    """Images by who may see them."""


class VisibleDocumentQuerySet(AudienceQuerySet[Any], DocumentQuerySet):
    """Documents by who may see them."""


class CustomImage(FileFacts, AbstractImage):
    """A picture. Wagtail's `description` is its alt text; an empty one says that it is decoration only."""

    audience = AudienceField()
    licence = models.CharField(_("licence"), max_length=120, blank=True, help_text=LICENCE_HELP)
    credit = models.CharField(_("credit"), max_length=255, blank=True)

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "description",
        "consent",
        "audience",
        "licence",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    objects = VisibleImageQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")


class Rendition(AbstractRendition):
    """An image at a certain size; it is as visible as its image."""

    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]


class DerivedPicture(models.Model):
    """A stored picture, smaller or in another format: made by the worker (`files.derived`), seen by whoever may see its original."""

    original = models.CharField(max_length=120)  # the name under which it is stored
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    file = models.FileField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "media_type", "width"], name="derived_once"),
        ]
        indexes = [models.Index(fields=["file"], name="derived_by_file")]
        verbose_name = _("derived picture")

    def __str__(self) -> str:
        return str(self.file)


class CustomDocument(FileFacts, AbstractDocument):
    """A file for readers to take away. Hash and size are kept by Wagtail; the type is told from the name."""

    audience = AudienceField()
    licence = models.CharField(_("licence"), max_length=120, blank=True, help_text=LICENCE_HELP)
    language = models.CharField(_("language"), max_length=12, blank=True)
    extraction = models.CharField(max_length=8, choices=Extraction, default=Extraction.WAITING, editable=False)

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "audience",
        "licence",
        "language",
        "collection",
        "tags",
    )
    objects = VisibleDocumentQuerySet.as_manager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")

    @property
    def media_type(self) -> str:
        """Its type, such as application/pdf."""
        return mimetypes.guess_type(self.filename)[0] or "application/octet-stream"
