"""What the vocabularies add to the editing desk."""

from __future__ import annotations

from django.urls import URLPattern
from wagtail import hooks

from portal.vocabularies import effects


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """What labels find."""
    return effects.urls()
