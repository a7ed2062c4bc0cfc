"""System checks: nothing that people publish is forgotten by search."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from wagtail.models import Page, get_page_models

from search import registry


@register()
def every_page_type_is_decided_about(**_options: Any) -> list[Error]:
    """Fails for a page type that neither has a search source nor is left out by name."""
    return [
        Error(
            f"{model._meta.label} can neither be found nor is it left out of search.",
            hint="Cover it by a source's `models`, or call search.registry.leave_out(Model, because='…').",
            obj=model,
            id="search.E001",
        )
        for model in get_page_models()
        if model is not Page and not registry.covered(model)
    ]
