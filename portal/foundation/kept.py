"""Keeps the front page and records ready for readers who are not signed in.

A page is kept under the generation of the content (`portal.foundation.generation`): the change of anything that readers see
ends them all, in the same transaction. Browsers keep it too, and ask with its tag whether it is still the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from portal.foundation import generation
from portal.foundation.middleware import accepted_languages

MOST: Final = 400  # pages in a process, some 20 KB each
LONGEST: Final = 60.0  # seconds; whatever no row tells of, such as another configuration, is seen after them
PERSONAL: Final = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was sent."""

    content: bytes
    headers: dict[str, str]
    tag: str
    until: float  # seconds since 1970


class KeptPagesMiddleware:
    """Answers from what is kept; views mark what may be kept by `keep`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.number = -1
        self.pages: dict[object, Kept] = {}
        self.expiry: datetime | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or request.META.get("QUERY_STRING") or any(c in request.COOKIES for c in PERSONAL):
            return self.get_response(request)
        self._follow(generation.current())
        pages, key = self.pages, self._key(request)
        kept = pages.get(key)
        if kept is None or kept.until <= time.time():
            response = self.get_response(request)
            if not getattr(response, "may_be_kept", False) or not isinstance(response, HttpResponse):
                return response
            kept = self._kept(response)
            while len(pages) >= MOST:
                pages.pop(next(iter(pages)), None)
            pages[key] = kept
        answer = HttpResponse(kept.content, headers=kept.headers)
        found: Any = get_conditional_response(request, etag=kept.tag, response=answer)
        return found or answer

    def _follow(self, number: int) -> None:
        """Forgets everything when something has changed."""
        if number != self.number:
            self.pages, self.expiry = {}, generation.next_expiry()
            self.number = number

    def _key(self, request: Any) -> object:
        known = dict(settings.CONTENT_LANGUAGES)
        languages = tuple(code for code in accepted_languages(request) if code in known)
        return (request.path, request.interface_language, languages, timezone.localdate())

    def _kept(self, response: HttpResponse) -> Kept:
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        headers = dict(response.headers) | {
            "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
            "Cache-Control": "no-cache",
            "ETag": tag,
        }
        until = time.time() + LONGEST
        if self.expiry is not None:
            until = min(until, self.expiry.timestamp())
        return Kept(response.content, headers, tag, until)


def keep(response: HttpResponse) -> HttpResponse:
    """Marks a response as the same for all readers who are not signed in and ask in the same languages."""
    response.may_be_kept = True  # type: ignore[attr-defined]
    return response
