"""The addresses of search."""

from django.urls import path

from search import views
from search.suggestions.views import suggest

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/advanced/", views.advanced, name="search_advanced"),
    path("search/why/", views.why, name="search_why"),
    path("search/help/", views.guide, name="search_help"),
    path("search/suggest/", suggest, name="suggest"),
]
