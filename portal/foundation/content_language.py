"""The language of the content is the prefix of the address: `/de/practices/`. English has none.

Every address of the content answers under each prefix, so that a reader stays in their language; where a text is not in it, the
English one stands there and says so. Links of the frame, trails and lists are written without a prefix and get the reader's own.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.urls import LocalePrefixPattern

PREFIXES: Final = frozenset(code for code, _name in settings.CONTENT_LANGUAGES) - {settings.LANGUAGE_CODE}
OUTSIDE: Final = ("/api/",)  # addresses of the frame that are the same in all languages


def language_of_address(path: str) -> str:
    """The content language that an address begins with; empty where it has no prefix."""
    first = path[1:].partition("/")[0]
    return first if first in PREFIXES and path.startswith(f"/{first}/") else ""


def in_language(url: str, language: str) -> str:
    """The address of the site's content, such as `/practices/?page=2`, under a language's prefix; others as they are."""
    if not language or not url.startswith("/") or url.startswith(OUTSIDE) or language_of_address(url):
        return url
    return f"/{language}{url}"


class ContentLanguagePattern(LocalePrefixPattern):
    """Addresses that answer under any content language's prefix, whatever the interface speaks; names lead to those without one."""

    @property
    def language_prefix(self) -> str:
        """What the address of a name begins with."""
        return ""

    def match(self, path: str) -> Any:
        """The rest of the path, behind the prefix."""
        language = language_of_address(f"/{path}")
        return path.removeprefix(f"{language}/") if language else path, (), {}
