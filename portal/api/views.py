"""The first pages of the API: what there is, for programs; how to use it, for people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.api.asking import ROOT
from portal.api.examples import EXAMPLES
from portal.api.schemas import FACETS


def index(request: HttpRequest) -> HttpResponse:
    """`/api/v1/`: where to begin."""
    base = settings.SITE_ADDRESS
    return JsonResponse(
        {
            "records": f"{base}{ROOT}/records",
            "search": f"{base}{ROOT}/search",
            "openapi": f"{base}{ROOT}/openapi.json",
            "documentation": f"{base}/api/",
            "licence": settings.CONTENT_LICENCE_URL,
        }
    )


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """`/api/`: how to use it, with examples that can be followed."""
    context: dict[str, Any] = {
        "examples": EXAMPLES,
        "filters": ", ".join(FACETS),
        "address": settings.SITE_ADDRESS,
        "limit": settings.REQUESTS_PER_MINUTE["api"],
        "crumbs": [(_("Home"), "/"), (_("API"), "")],
    }
    return render(request, "api/documentation.html", context)
