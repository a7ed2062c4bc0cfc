"""Everything about public faces."""

from django.urls import path

from communities.faces import feeds, views

HERE = "communities/<slug:slug>/face/"

urlpatterns = [
    path(HERE, views.face, name="face"),
    path(f"{HERE}feed/", feeds.feed, name="face_feed"),
    path(f"{HERE}preview/", views.preview, name="face_preview"),
    path(f"{HERE}<slug:key>/", views.section, name="face_section"),
]
