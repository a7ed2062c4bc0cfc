"""The yardstick: the least that a Wagtail page of this site can be."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.foundation.pages import BasePage


class BarePage(BasePage):
    """`<html>` and one sentence, through our middleware and Wagtail's routing."""

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing but the sentence."""
        return TemplateResponse(request, "bench/bare.html", {"page": self})
