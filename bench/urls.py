"""The site's addresses, and an empty view before them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.site import urls as site_urls


def empty(_request: HttpRequest) -> HttpResponse:
    """The fastest answer that Django gives behind our middleware."""
    return HttpResponse("")


handler400, handler403, handler404, handler500 = (
    getattr(site_urls, f"handler{status}", None) for status in (400, 403, 404, 500)
)
urlpatterns = [path("bench/empty/", empty), *site_urls.urlpatterns]
