"""What every page's frame needs. It asks the database nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.site.navigation import Entry, footer, navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """Navigation, footer links, operator and mode."""
    entries = navigation(request.path)
    return {
        "navigation": entries,
        "navigation_key": navigation_key(entries, request.path),
        "footer_links": footer(),
        "operator": settings.OPERATOR,
        "content_licence": settings.CONTENT_LICENCE,
        "content_licence_url": settings.CONTENT_LICENCE_URL,
        "demo_mode": settings.DEMO,
        "site_address": settings.SITE_ADDRESS,
        "interface_languages": settings.INTERFACE_LANGUAGES,
    }


def navigation_key(entries: list[Entry], path: str) -> str:
    """Tells apart the heads that differ: by the current entry, and whether the reader is on its very page."""
    return next((f"{entry.url}{path == entry.url}" for entry in entries if entry.current), "")
