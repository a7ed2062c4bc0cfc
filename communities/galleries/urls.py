"""Everything about galleries."""

from django.urls import path

from communities.galleries.views import reading, taking_away, writing

ALBUMS = "communities/<slug:slug>/galleries/"
ALBUM = f"{ALBUMS}<int:key>/"
PICTURE = f"{ALBUM}<int:number>/"

urlpatterns = [
    path(ALBUMS, reading.albums, name="albums"),
    path(f"{ALBUMS}new/", writing.new, name="album_new"),
    path(ALBUM, reading.album, name="album"),
    path(f"{ALBUM}edit/", writing.edit, name="album_edit"),
    path(f"{ALBUM}pictures/", writing.upload, name="album_upload"),
    path(f"{ALBUM}describe/", writing.describe, name="album_describe"),
    path(f"{ALBUM}consents/", reading.consents, name="album_consents"),
    path(f"{ALBUM}remove/", taking_away.remove, name="album_remove"),
    path(PICTURE, reading.picture, name="picture"),
    path(f"{PICTURE}edit/", writing.picture, name="picture_edit"),
    path(f"{PICTURE}move/", writing.move, name="picture_move"),
    path(f"{PICTURE}cover/", writing.cover, name="picture_cover"),
    path(f"{PICTURE}withdraw/", taking_away.withdraw, name="picture_withdraw"),
    path(f"{PICTURE}in-it/", taking_away.depicted, name="picture_depicted"),
]
