"""When somebody deletes their account: what nobody else has seen goes, and all of their pictures and albums if they want it so."""

from __future__ import annotations

from typing import Any

from communities.galleries import actions
from communities.galleries.models import Album, Picture
from portal.foundation.erasure import also_erase, erases_words


@erases_words
def forget_pictures(user: Any) -> None:
    """Pictures with their files, and albums that are empty then; what others put into their albums stays, without their words."""
    for album in Album.objects.filter(author=user):
        album.text = ""
        actions.keep_album(album, hides=True)
    _delete(Picture.objects.filter(author=user))
    Album.objects.filter(author=user, pictures=None).delete()


@also_erase
def forget_what_nobody_saw(user: Any) -> None:
    """Pictures that were never described."""
    _delete(Picture.objects.to_be_described().filter(author=user))


def _delete(pictures: Any) -> None:
    for album in Album.objects.filter(pk__in=pictures.values("album")):
        actions.reindex(album, hides=True)
    Picture.objects.filter(pk__in=list(pictures.values_list("pk", flat=True))).delete()
