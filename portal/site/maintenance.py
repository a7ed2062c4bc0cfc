"""While the operator works on the site (`PASSERELLE_MAINTENANCE=true`), every page says so, and when to come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

RETRY_AFTER: Final = 600  # seconds
OPEN: Final = "/health/"  # whoever keeps watch still gets an answer; static files are served further out


class MaintenanceMiddleware:
    """Answers 503 to everything but the health checks. Costs nothing while the site is open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN):
            return self.get_response(request)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
