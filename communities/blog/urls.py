"""Everything about blogs."""

from django.urls import path

from communities.blog import feeds
from communities.blog.views import reading, tending, writing

BLOG = "communities/<slug:slug>/blog/"
ENTRY = f"{BLOG}<int:key>/"

urlpatterns = [
    path(BLOG, reading.entries, name="blog"),
    path(f"{BLOG}feed/", feeds.feed, name="blog_feed"),
    path(f"{BLOG}new/", writing.new, name="entry_new"),
    path(f"{BLOG}mine/", reading.at_work, name="blog_mine"),
    path(f"{BLOG}settings/", tending.settings, name="blog_settings"),
    path(f"{BLOG}series/<int:key>/", reading.series, name="series"),
    path(ENTRY, reading.entry, name="entry"),
    path(f"{ENTRY}edit/", writing.edit, name="entry_edit"),
    path(f"{ENTRY}versions/", reading.versions, name="entry_versions"),
    path(f"{ENTRY}do/", tending.act, name="entry_act"),
    path(f"{ENTRY}back/", tending.back, name="entry_back"),
    path(f"{ENTRY}move/", tending.move, name="entry_move"),
]
