"""Turns identifiers that stand in a text, such as "see CF-0002", into links to their stable addresses."""

from __future__ import annotations

import re
from typing import Final

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from practices.conflicts.models import Conflict
from practices.kinds import KINDS
from practices.sources.models import Source

PREFIXES: Final = sorted(
    {Conflict.identifier_prefix, Source.identifier_prefix, *(model.identifier_prefix for model in KINDS.values())}
)
MENTION: Final = re.compile(rf"\b(?:{'|'.join(PREFIXES)})-\d{{4,6}}\b")


def mentioned(text: str) -> list[str]:
    """The identifiers that a text names, each once, in their order."""
    return list(dict.fromkeys(MENTION.findall(text)))


def linked(text: str) -> SafeString:
    """Plain text as safe HTML with its identifiers linked."""

    def link(match: re.Match[str]) -> str:
        return f'<a href="{reverse("by_identifier", args=[match[0]])}">{match[0]}</a>'

    return mark_safe(MENTION.sub(link, str(conditional_escape(text))))  # noqa: S308  escaped before the links are put in
