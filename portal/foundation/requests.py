"""What views ask of requests."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

# For a page with a form: read, or sent.
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def sent_with(request: HttpRequest, *buttons: str) -> Any:
    """What was sent with one of some buttons, for the form that they belong to; None for others."""
    return request.POST if request.method == "POST" and any(button in request.POST for button in buttons) else None
