"""Addresses of the catalogue that are not Wagtail pages."""

from django.urls import path, re_path

from practices.claims import views as claims
from practices.concepts import views as concepts
from practices.conflicts import views as conflicts
from practices.countries import views as countries
from practices.exports import views as exports
from practices.exports.formats import EXTENSIONS
from practices.glossary import views as glossary
from practices.records import a_to_z
from practices.records import views as records
from practices.sources import views as sources

urlpatterns = [
    path("id/<str:identifier>/", records.by_identifier, name="by_identifier"),
    re_path(
        rf"^id/(?P<identifier>[^/]+)/cite\.(?P<extension>{EXTENSIONS})$", exports.export_record, name="record_citation"
    ),
    path("id/<str:identifier>/history/", records.history, name="record_history"),
    re_path(rf"^search/export\.(?P<extension>{EXTENSIONS})$", exports.export_list, name="export_list"),
    path("a-z/", a_to_z.a_to_z, name="a_to_z"),
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
]
