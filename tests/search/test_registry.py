"""Registering, and the check that nothing is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from wagtail.models import get_page_models

from search import registry
from search.checks import every_page_type_is_decided_about


class Pages:
    name = "page"
    models: tuple[Any, ...] = ()

    def documents(self, keys: Any) -> Any:
        return []

    def all_keys(self) -> Any:
        return []

    def visible(self, keys: Any, user: Any) -> set[str]:
        return set()


def test_every_page_type_of_the_site_is_decided_about() -> None:
    assert [error for error in run_checks() if error.id == "search.E001"] == []


def test_a_forgotten_page_type_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_left_out", {})
    errors = every_page_type_is_decided_about()
    assert len(errors) == len(get_page_models()) - 1
    assert "leave_out" in str(errors[0].hint)
    for model in get_page_models():
        registry.leave_out(model, because="this is a test")
    assert every_page_type_is_decided_about() == []


def test_a_source_covers_its_models_and_their_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_left_out", {})

    class Parents(Pages):
        models: tuple[Any, ...] = (Exception,)

    registry.register(Parents())
    assert registry.covered(ValueError)  # type: ignore[arg-type]
    assert not registry.covered(int)  # type: ignore[arg-type]


def test_names_that_would_collide_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_facets", {})

    class Others(Pages):
        pass

    class Colon(Pages):
        name = "a:b"

    registry.register(Pages())
    registry.register(Pages())
    with pytest.raises(ValueError, match="another search source"):
        registry.register(Others())
    with pytest.raises(ValueError, match="letters, digits"):
        registry.register(Colon())
    for name in ("q", "page", "a b"):
        with pytest.raises(ValueError, match="can't name a facet"):
            registry.facet(name, "Label", lambda _codes, _language: {})
