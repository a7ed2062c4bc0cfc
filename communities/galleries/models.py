"""Albums, their pictures, and what those who can be recognised in them agreed to."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from communities.galleries.querysets import AlbumQuerySet, PictureQuerySet
from communities.galleries.terms import GALLERIES, Given, Scope
from communities.spaces.parts import is_on
from communities.spaces.reach import Reach, Reaching
from communities.spaces.terms import audience_of
from portal.foundation.audience import PUBLIC
from portal.foundation.erasure import Fate, declare
from portal.foundation.files import pruning
from portal.foundation.files.facts import FileFacts
from portal.foundation.files.names import ending_of, kind_and_size
from portal.foundation.files.serving import Found, serves_folder


class Album(Reaching):
    """Pictures that belong together, with what should be known of all of them."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(
        _("description"), max_length=10_000, blank=True, help_text=_("When, where, what for. Markdown.")
    )
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=5)
    cover = models.ForeignKey("communities.Picture", models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(
        null=True, editable=False
    )  # when there was something to be seen, and members were told
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    removed_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = AlbumQuerySet.as_manager()
    number: int  # of its pictures, where it is asked for

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["community", "-created_at"], name="albums_of_a_space")]
        verbose_name = _("album")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its first page."""
        return reverse("album", args=[self.community.slug, self.pk])


def stored_as(picture: Picture, _name: str) -> str:
    """Where a file lies: nobody can guess it, nor learn the picture's own name."""
    key = uuid.uuid4().hex
    return f"{GALLERIES}/{key[:2]}/{key}.{ending_of(picture.name)}"


class Picture(FileFacts):
    """One picture, as it was taken. One that was withdrawn keeps why, and the hash by which it is known when it is sent again."""

    album = models.ForeignKey(Album, models.CASCADE, related_name="pictures")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)  # for people
    file = models.FileField(_("file"), upload_to=stored_as, max_length=120, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    alt = models.CharField(_("what it shows"), max_length=300, blank=True)
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PictureQuerySet.as_manager()
    album_id: int
    is_picture = True  # as lists of files ask it
    is_shown: bool  # these by `with_consent`
    for_members: bool

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["album", "sha256"], condition=Q(withdrawn_at=None), name="one_picture_once_in_an_album"
            )
        ]
        indexes = [
            models.Index(fields=["album", "position", "id"], name="pictures_in_order"),
            models.Index(fields=["file"], name="pictures_by_file"),
        ]
        verbose_name = _("picture")

    def __str__(self) -> str:
        return self.caption or self.alt or self.name

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("picture", args=[self.album.community.slug, self.album_id, self.pk])

    @property
    def url(self) -> str:
        """The address that asks who is there."""
        return f"{settings.MEDIA_URL}{self.file.name}"

    @property
    def kind(self) -> str:
        """Type and size, as people read them."""
        return kind_and_size(self.name, self.size)

    @property
    def alt_or_word(self) -> str:
        """What it shows, or that nobody has said it yet."""
        return self.alt or __("A picture that is not described yet")


class Agreement(models.Model):
    """What somebody who can be recognised in a picture agreed to. A picture reaches no further than all of them, and ends with the first."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="agreements")
    who = models.CharField(max_length=300)
    given = models.CharField(_("how"), max_length=8, choices=Given)
    scope = models.CharField(_("who may see it"), max_length=9, choices=Scope)
    until = models.DateField(_("until"), null=True, blank=True)  # the last day
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["until"], name="agreements_that_end")]
        verbose_name = _("record of consent")

    def __str__(self) -> str:
        return self.who


def audience_for(picture: Picture) -> str:
    """Who may see a picture that may be shown, as search knows it; its agreements should be prefetched."""
    members = any(one.scope == Scope.MEMBERS for one in picture.agreements.all())
    if members and picture.album.reach != Reach.FACILITATORS:
        return audience_of(picture.album.community_id)
    return picture.album.audience


@receiver(post_delete, sender=Picture)
def row_went(instance: Picture, **_details: Any) -> None:
    """However the row went, its file follows."""
    if instance.file:
        pruning.goes(str(instance.file.name))


@serves_folder(GALLERIES)
def serve(path: str, user: Any) -> Found | None:
    """A picture of an album, for who may see it now."""
    seen = Picture.objects.served_to(user).filter(file=path).with_consent().select_related("album__community")
    found: Picture | None = seen.first()
    if found is None or not is_on(found.album.community, GALLERIES):
        return None
    stands = found.withdrawn_at is None and found.album.removed_at is None
    is_public = stands and found.is_shown and not found.for_members and found.album.audience == PUBLIC
    return Found(found.name, found.media_type, is_public)


STAYS = _(
    "Albums and pictures that you put into communities stay, without your name; if you take your words along, they go."
)
DONE = _("What you recorded or decided about pictures stays, without your name.")
declare("communities.Album.author", Fate.DETACH, because=STAYS, export=("title", "text", "created_at", "removed_at"))
declare("communities.Album.removed_by", Fate.DETACH, because=DONE, export=("title", "removed_at", "removed_because"))
declare(
    "communities.Picture.author", Fate.DETACH, because=STAYS,
    export=("name", "file", "alt", "caption", "credit", "licence", "consent", "created_at", "album__title", "withdrawn_at"),
)  # fmt: skip
declare("communities.Picture.withdrawn_by", Fate.DETACH, because=DONE, export=("withdrawn_at", "withdrawn_because"))
declare(
    "communities.Agreement.recorded_by", Fate.DETACH, because=DONE,
    export=("who", "given", "scope", "until", "recorded_at"),
)  # fmt: skip
