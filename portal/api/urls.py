"""The addresses of the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from portal.api import problems, views
from portal.api.records import router as records
from portal.api.searching import router as search
from portal.api.serving import served

api = NinjaAPI(
    title="Passerelle",
    version="1",
    description="Records and search of the catalogue, read-only. Documentation with examples: /api/",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/records", records)
api.add_router("/search", search)
api.exception_handler(problems.ProblemError)(problems.of_error)
api.exception_handler(ValidationError)(problems.of_parameters)


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below the API's."""
    return problems.problem(404, "There is nothing at this address; the documentation is at /api/.")


def patterns() -> list[Any]:
    """The API's own addresses, each served as all of them are."""
    made = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern):
            pattern.callback = served(pattern.callback)
            made.append(pattern)
    return made


urlpatterns = [
    path("", views.documentation, name="api_documentation"),
    path("v1/", served(views.index), name="api_index"),
    path("v1/", (patterns(), "api", "api")),
    re_path(r"^v1/(?P<rest>.*)$", served(nothing_here)),
]
