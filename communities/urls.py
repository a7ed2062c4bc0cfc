"""Addresses of this room."""

from django.urls import include, path

urlpatterns = [
    path("", include("communities.archives.urls")),
    path("", include("communities.blog.urls")),
    path("", include("communities.moderation.urls")),
    path("", include("communities.commonroom.urls")),
    path("", include("communities.spaces.urls")),
    path("", include("communities.faces.urls")),
    path("", include("communities.discussion.urls")),
    path("", include("communities.stewardship.urls")),
    path("", include("communities.commitments.urls")),
    path("", include("communities.tending.urls")),
    path("", include("communities.health.urls")),
    path("", include("communities.polls.urls")),
    path("", include("communities.documents.urls")),
    path("", include("communities.meetings.urls")),
    path("", include("communities.galleries.urls")),
    path("", include("communities.people.urls")),
    path("", include("communities.steering.urls")),
]
