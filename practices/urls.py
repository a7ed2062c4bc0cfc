"""Addresses of the catalogue that are not Wagtail pages."""

from django.urls import include, path, re_path

from practices.claims import views as claims
from practices.concepts import views as concepts
from practices.conflicts import views as conflicts
from practices.countries import views as countries
from practices.events import calendar
from practices.exports import views as exports
from practices.exports.formats import EXTENSIONS
from practices.following import views as following
from practices.glossary import views as glossary
from practices.peers import views as peers
from practices.ratings import views as ratings
from practices.records import a_to_z
from practices.records import views as records
from practices.representing import views as representing
from practices.sources import views as sources
from practices.stories import views as stories

urlpatterns = [
    path("id/<str:identifier>/", records.by_identifier, name="by_identifier"),
    re_path(
        rf"^id/(?P<identifier>[^/]+)/cite\.(?P<extension>{EXTENSIONS})$", exports.export_record, name="record_citation"
    ),
    path("id/<str:identifier>/event.ics", calendar.calendar_entry, name="event_calendar"),
    path("id/<str:identifier>/history/", records.history, name="record_history"),
    path("id/<str:identifier>/peer-review/", peers.reviews, name="peer_reviews"),
    path("id/<str:identifier>/ratings/", ratings.ratings, name="record_ratings"),
    path("id/<str:identifier>/ratings/appeal/", ratings.appeal, name="rating_appeal"),
    path("peer-review/", include("practices.peers.urls")),
    re_path(rf"^search/export\.(?P<extension>{EXTENSIONS})$", exports.export_list, name="export_list"),
    path("a-z/", a_to_z.a_to_z, name="a_to_z"),
    path("contribute/", include("practices.contributions.urls")),
    path("claim/confirm/<str:token>/", representing.confirm, name="claim_confirm"),
    path("claim/<str:identifier>/", representing.claim, name="claim"),
    path("follow/", following.search, name="follow_list"),
    path("follow/<str:identifier>/", following.record, name="follow_record"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<str:code>/", countries.country, name="country"),
    path("themes/", concepts.themes, name="themes"),
    path("themes/<slug:scheme>/<slug:code>/", concepts.concept, name="concept"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/<slug:code>/", glossary.term, name="glossary_term"),
    path("figures/", claims.figures, name="figures"),
    path("figures/<slug:code>/", claims.dataset, name="dataset"),
    path("figures/<slug:code>.csv", claims.dataset_csv, name="dataset_csv"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<str:identifier>/", sources.source, name="source"),
    path("stories/", stories.stories, name="stories"),
    path("stories/tell/", stories.tell, name="story_tell"),
    path("stories/mine/<uuid:key>/", stories.own, name="story_own"),
    path("stories/mine/<uuid:key>/act/", stories.act, name="story_act"),
    path("stories/desk/", stories.desk, name="story_desk"),
    path("stories/desk/write-down/", stories.write_down, name="story_write_down"),
    path("stories/desk/<uuid:key>/", stories.desk_story, name="story_desk_story"),
    path("stories/<str:identifier>/", stories.story, name="story"),
]
