"""The addresses of search."""

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/advanced/", views.advanced, name="search_advanced"),
    path("search/help/", views.guide, name="search_help"),
]
