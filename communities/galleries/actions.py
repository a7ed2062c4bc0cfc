"""What can be done with albums and pictures, each in one transaction with what search and readers are to know of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.galleries.models import Agreement, Album, Picture
from communities.galleries.terms import ALBUM, LIMITS, MOST_A_DAY, MOST_PICTURES, PICTURE
from portal.foundation.files import derived, pruning
from portal.foundation.files.names import ending_of, safe_name
from portal.foundation.files.taking import Taken, take
from portal.notices import telling
from portal.texts.markdown import to_html
from search.indexing import changed


def keep_album(album: Album, *, hides: bool = False) -> None:
    """Keeps a new album, or its changed words and reach; its pictures reach as far."""
    with transaction.atomic():
        album.html = to_html(album.text)
        album.save()
        reindex(album, hides=hides)


def reindex(album: Album, *, hides: bool = False) -> None:
    """Has an album and its pictures found as they are now."""
    changed(ALBUM, [str(album.pk)], hides=hides)
    changed(PICTURE, [str(pk) for pk in album.pictures.values_list("pk", flat=True)], hides=hides)


def add(album: Album, file: Any, author: Any) -> Picture:
    """Takes a picture in; nobody else sees it before it is described. Raises ValidationError, which names the file, where it is not kept.

    The row comes after the file; a file without one is pruned.
    """
    try:
        _not_too_many(album, author)
        taken = take(file, LIMITS)
        _is_new(album, taken)
        return _kept(album, taken, author)
    except ValidationError as error:
        name = safe_name(str(file.name), ending_of(str(file.name)) or "file").removesuffix(".file")
        raise ValidationError(f"{name}: {error.messages[0]}", code=error.code) from error


def _not_too_many(album: Album, author: Any) -> None:
    if Picture.objects.filter(album=album).count() >= MOST_PICTURES:
        raise ValidationError(
            _("An album holds at most %(most)s pictures. Begin another one.") % {"most": MOST_PICTURES}
        )
    lately = timezone.now() - timedelta(days=1)
    if Picture.objects.filter(author=author, created_at__gt=lately).count() >= MOST_A_DAY:
        raise ValidationError(_("You can send %(most)s pictures a day. Go on tomorrow.") % {"most": MOST_A_DAY})


def _is_new(album: Album, taken: Taken) -> None:
    """What was withdrawn must not come back by being sent again."""
    for same in Picture.objects.filter(album=album, sha256=taken.sha256):
        if same.withdrawn_at:
            raise ValidationError(_("This picture was withdrawn from this album. A facilitator can tell you why."))
        raise ValidationError(_("This picture is in the album already."), code="twice")


def _kept(album: Album, taken: Taken, author: Any) -> Picture:
    last = Picture.objects.filter(album=album).aggregate(last=Max("position"))["last"] or 0
    picture = Picture(
        album=album, author=author, name=taken.name, media_type=taken.type.media_type, size=taken.size, sha256=taken.sha256,
        width=taken.width, height=taken.height, position=last + 1,
    )  # fmt: skip
    picture.file.save(taken.name, taken.file, save=False)
    try:
        with transaction.atomic():
            picture.save()
            derived.wanted(str(picture.file.name))
    except IntegrityError:  # the same picture, sent twice at the same moment
        default_storage.delete(str(picture.file.name))
        raise ValidationError(_("This picture is in the album already."), code="twice") from None
    return picture


def describe(picture: Picture, agreement: Agreement | None = None) -> None:
    """Keeps what was said of a picture, with a record of consent if one was given; members are told of an album once."""
    with transaction.atomic():
        picture.save(update_fields=["alt", "caption", "credit", "licence", "consent"])
        if agreement:
            agreement.picture = picture
            agreement.save()
        changed(PICTURE, [str(picture.pk)], hides=True)
        _tell(picture.album_id)


def _tell(album: int) -> None:
    if Picture.objects.may_be_shown().filter(album=album).exists():
        untold = Album.objects.filter(pk=album, told_at=None)
        if untold.update(told_at=timezone.now()):
            telling.happened(ALBUM, album)


def withdraw(picture: Picture, because: str, by: Any) -> None:
    """Takes a picture away, everywhere and at once; why stays to be read by who facilitates. Who withdrew their own brings it back by no
    appeal: its file and words go for good."""
    with transaction.atomic():
        picture.withdrawn_at, picture.withdrawn_by, picture.withdrawn_because = timezone.now(), by, because[:300]
        Album.objects.filter(cover=picture).update(cover=None)
        picture.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
        changed(PICTURE, [str(picture.pk)], hides=True)
        if by is not None and by.pk == picture.author_id:
            forget(picture)


def forget(picture: Picture) -> None:
    """Deletes the file and words of a withdrawn picture; its hash, and why it went, stay."""
    with transaction.atomic():
        name = str(picture.file.name)
        Picture.objects.filter(pk=picture.pk).update(file="", name="", alt="", caption="", credit="")
        Agreement.objects.filter(picture=picture).delete()
        pruning.goes(name)


def restore(picture: Picture) -> None:
    """Brings back what was withdrawn, if its file is still there."""
    with transaction.atomic():
        picture.withdrawn_at, picture.withdrawn_by, picture.withdrawn_because = None, None, ""
        picture.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
        changed(PICTURE, [str(picture.pk)])


def remove_album(album: Album, because: str, by: Any) -> None:
    """Takes an album away with all of its pictures."""
    with transaction.atomic():
        album.removed_at, album.removed_by, album.removed_because = timezone.now(), by, because[:300]
        album.save(update_fields=["removed_at", "removed_by", "removed_because"])
        reindex(album, hides=True)
        telling.withdraw(ALBUM, [album.pk])


def restore_album(album: Album) -> None:
    """Brings an album back."""
    with transaction.atomic():
        album.removed_at, album.removed_by, album.removed_because = None, None, ""
        album.save(update_fields=["removed_at", "removed_by", "removed_because"])
        reindex(album)


def move(picture: Picture, *, later: bool) -> None:
    """Changes places with the next picture of the album, or the one before."""
    with transaction.atomic():
        in_order = list(Picture.objects.standing().filter(album=picture.album_id).values_list("pk", flat=True))
        place = in_order.index(picture.pk)
        other = place + (1 if later else -1)
        if 0 <= other < len(in_order):
            in_order[place], in_order[other] = in_order[other], in_order[place]
            rows = [Picture(pk=pk, position=number) for number, pk in enumerate(in_order, start=1)]
            Picture.objects.bulk_update(rows, ["position"])
