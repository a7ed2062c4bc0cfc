"""What the vocabularies add to the editing desk."""

from __future__ import annotations

from django.urls import URLPattern
from wagtail import hooks

from portal.vocabularies import effects, shaping


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """What labels find; vocabularies as trees."""
    return [*effects.urls(), *shaping.urls()]


@hooks.register("register_admin_menu_item")
def vocabularies() -> shaping.VocabulariesMenuItem:
    """The way to the trees."""
    return shaping.menu_item()
