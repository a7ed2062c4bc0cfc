"""Finds what a message is about by the identifier that somebody gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from portal.foundation.identity import PATTERN, Identifier
from portal.foundation.pages import BasePage


@dataclass(frozen=True)
class NamedRecord:
    """Something citable that a message can be about."""

    identifier: str
    title: str
    language: str

    @property
    def url(self) -> str:
        """Its stable address."""
        return f"/id/{self.identifier}/"


def named_record(written: str, user: Any) -> NamedRecord | None:
    """What an identifier names, with the title that this person may know; None where they may know of nothing. Two queries."""
    written = written.strip().upper()
    code, language = (written[:-3], written[-2:].lower()) if written[-3:-2] == "-" else (written, "")
    if not PATTERN.match(code):
        return None
    entry = Identifier.objects.filter(code=code, retired_at=None).first()
    if entry is None:
        return None
    model = apps.get_model(entry.kind)
    if issubclass(model, BasePage):
        return _page(code, language, user)
    found = model._default_manager.visible_to(user).filter(identifier=code).first()
    return NamedRecord(code, str(found), "en") if found and not language else None


def _page(code: str, language: str, user: Any) -> NamedRecord | None:
    texts = BasePage.objects.live().filter(identifier=code).select_related("locale").order_by("pk")
    wanted = [text for text in texts if not language or text.content_language == language]
    for text in wanted:
        if text.is_visible_to(user):
            return NamedRecord(text.full_identifier if language else code, text.title, text.content_language)
        if text.has_stub and not text.is_past:
            return NamedRecord(code, text.stub_title, text.content_language)
    return None
