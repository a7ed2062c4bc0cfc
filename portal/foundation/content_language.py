"""The language of the content is the prefix of the address: `/de/practices/`. English has none.

Every address of the content answers under each prefix, so that a reader stays in their language; where a text is not in it, the
English one stands there and says so. Links are written without a prefix, by templates and by editors, and get the reader's own when
the page is finished. A link with `hreflang` leads to a text in a language of its own, and stays as it is.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.urls import LocalePrefixPattern

PREFIXES: Final = frozenset(code for code, _name in settings.CONTENT_LANGUAGES) - {settings.LANGUAGE_CODE}
# Addresses that are the same in all languages.
OUTSIDE: Final = (
    *("/account/", "/api/", "/demo/", "/files/", "/health/", "/language/", "/static/", "/style-guide/", "/thank-you/"),
    f"/{settings.ADMIN_PATH}",
    "//",
)
TAG: Final = re.compile(rb"<(?:a|form)\s[^>]*>")
ADDRESS: Final = re.compile(rb'(\s(?:href|action)=")(/[^"]*)')


def language_of_address(path: str) -> str:
    """The content language that an address begins with; empty where it has no prefix."""
    first = path[1:].partition("/")[0]
    return first if first in PREFIXES and path.startswith(f"/{first}/") else ""


def in_language(url: str, language: str) -> str:
    """The address of the site's content, such as `/practices/?page=2`, under a language's prefix; others as they are."""
    if language not in PREFIXES or not url.startswith("/") or url.startswith(OUTSIDE) or language_of_address(url):
        return url
    return f"/{language}{url}"


def without_language(path: str) -> str:
    """The address that all languages have in common."""
    language = language_of_address(path)
    return path.removeprefix(f"/{language}") if language else path


def links_in_language(html: bytes, language: str) -> bytes:
    """A page whose links and forms keep the reader in a language."""

    def address(match: re.Match[bytes]) -> bytes:
        return match[1] + in_language(match[2].decode(), language).encode()

    def tag(match: re.Match[bytes]) -> bytes:
        return match[0] if b" hreflang=" in match[0] else ADDRESS.sub(address, match[0])

    return TAG.sub(tag, html)


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
