"""What views ask of requests."""

from __future__ import annotations

from django.views.decorators.http import require_http_methods

# For a page with a form: read, or sent.
read_or_send = require_http_methods(["GET", "HEAD", "POST"])
