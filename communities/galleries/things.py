"""Albums and pictures, as moderation sees them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.galleries import actions
from communities.galleries.models import Album, Picture
from communities.galleries.terms import ALBUM, PICTURE, WITHDRAWN_KEPT
from communities.moderation.things import Kind, Thing, register
from portal.foundation.duties import duty


def declare() -> None:
    """Registers both kinds."""
    register(Kind(ALBUM, _("album"), _albums, _sees_album, _remove_album, _restore_album))
    register(Kind(PICTURE, _("picture"), _pictures, _sees_picture, _withdraw, _restore))


def _albums(keys: Collection[int]) -> dict[int, Thing]:
    found = Album.objects.filter(pk__in=keys).select_related("community", "author")
    return {one.pk: Thing(one.title, one.text, one.get_absolute_url(), one.author, one.community) for one in found}


def _pictures(keys: Collection[int]) -> dict[int, Thing]:
    """What its author withdrew is gone for good, as its file is."""
    found = Picture.objects.filter(pk__in=keys).exclude(file="").select_related("album__community", "author")
    return {
        one.pk: Thing(
            one.caption or one.alt_or_word, "\n\n".join(filter(None, (one.caption, one.alt, one.credit))),
            one.get_absolute_url(), one.author, one.album.community, [one],
        )
        for one in found
    }  # fmt: skip


def _sees_album(key: int, user: Any) -> bool:
    return Album.objects.visible_to(user).filter(pk=key).exists()


def _sees_picture(key: int, user: Any) -> bool:
    return Picture.objects.visible_to(user).filter(pk=key).exists()


def _remove_album(key: int, because: str, by: Any) -> None:
    for album in Album.objects.standing().filter(pk=key):
        actions.remove_album(album, because, by)


def _restore_album(key: int, _by: Any) -> None:
    """What its author took away themselves stays away."""
    for album in Album.objects.filter(pk=key).exclude(removed_at=None).exclude(removed_by=F("author")):
        actions.restore_album(album)


def _withdraw(key: int, because: str, by: Any) -> None:
    for picture in Picture.objects.filter(pk=key, withdrawn_at=None):
        actions.withdraw(picture, because, by)


def _restore(key: int, _by: Any) -> None:
    """A picture that was sent once more meanwhile stands already."""
    for picture in Picture.objects.filter(pk=key).exclude(withdrawn_at=None).exclude(file=""):
        same = Picture.objects.filter(album=picture.album_id, sha256=picture.sha256, withdrawn_at=None)
        if not same.exists():
            actions.restore(picture)


@duty("forget_withdrawn_pictures", every=timedelta(days=1))
def forget() -> None:
    """Deletes what was withdrawn or taken away, when no appeal can bring it back."""
    before = timezone.now() - WITHDRAWN_KEPT
    for picture in Picture.objects.filter(withdrawn_at__lt=before).exclude(file=""):
        actions.forget(picture)
    Album.objects.filter(removed_at__lt=before).delete()
