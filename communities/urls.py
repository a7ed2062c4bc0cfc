"""Addresses of this room."""

from django.urls import include, path

urlpatterns = [
    path("", include("communities.archives.urls")),
    path("", include("communities.moderation.urls")),
    path("", include("communities.spaces.urls")),
    path("", include("communities.discussion.urls")),
    path("", include("communities.people.urls")),
]
