"""What every page's frame needs. It asks the database nothing, but for who signed in how much is new for them, once the page says it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.foundation.content_language import in_language, language_of_address, without_language
from portal.foundation.short_forms import explainer
from portal.notices.telling import unread
from portal.site.navigation import Entry, footer, navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """Navigation, footer links, operator and mode; the language that the address has and the page perhaps not.

    The pages beside Wagtail's are the same under every prefix: the address without one is the canonical one.
    """
    entries = navigation(request.path)
    language = language_of_address(request.path)
    return {
        "address_language": language,
        "home_url": in_language("/", language),
        "canonical_url": settings.SITE_ADDRESS + without_language(request.get_full_path()) if language else "",
        "wanted_language": getattr(request, "wanted_language", ""),
        "navigation": entries,
        "navigation_key": navigation_key(entries, request.path),
        "footer_links": footer(request.path),
        "operator": settings.OPERATOR,
        "content_licence": settings.CONTENT_LICENCE,
        "content_licence_url": settings.CONTENT_LICENCE_URL,
        "demo_mode": settings.DEMO,
        "site_address": settings.SITE_ADDRESS,
        "interface_languages": settings.INTERFACE_LANGUAGES,
        "explainer": SimpleLazyObject(explainer),  # of short forms, one for the page
        "unread_notices": SimpleLazyObject(lambda: unread_of(request)),
    }


def unread_of(request: HttpRequest) -> int:
    """How much is new for who is signed in; nobody else is asked about."""
    user = getattr(request, "user", None)
    return unread(user) if user and user.is_authenticated else 0


def navigation_key(entries: list[Entry], path: str) -> str:
    """Tells apart the heads that differ: by the current entry, and whether the reader is on its very page."""
    return next((f"{entry.url}{path == entry.url}" for entry in entries if entry.current), "")
