"""Keeps the front page, records and lists ready for readers who are not signed in.

A page is kept under the generation of the content (`portal.foundation.generation`): the change of anything that readers see
ends them all, in the same transaction. Browsers keep it too, and ask with its tag whether it is still the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from portal.foundation import generation
from portal.foundation.middleware import accepted_languages

MOST: Final = 400  # pages in a process, some 20 KB each
LONGEST: Final = 60.0  # seconds; whatever no row tells of, such as another configuration, is seen after them
PERSONAL: Final = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as its view made it."""

    content: bytes
    headers: dict[str, str]
    tag: str
    until: float  # seconds since 1970


class Shelf:
    """The pages that this process keeps, all of one generation."""

    def __init__(self) -> None:
        self.number = -1
        self.pages: dict[object, Kept] = {}
        self.expiry: datetime | None = None

    def of(self, number: int) -> dict[object, Kept]:
        """The pages of a generation; those of another are forgotten."""
        if number != self.number:
            self.pages, self.expiry = {}, generation.next_expiry()
            self.number = number
        return self.pages

    def kept(self, response: HttpResponse) -> Kept:
        """What is kept of a page, and how long at most: the next page to expire may be spoken of on this one."""
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        headers = {**response.headers, "Cache-Control": "no-cache", "ETag": tag}
        until = time.time() + LONGEST
        return Kept(response.content, headers, tag, min(until, self.expiry.timestamp()) if self.expiry else until)


shelf: Final = Shelf()


def kept_for_strangers(view: View) -> View:
    """A view whose page is the same for all who are not signed in and ask in the same languages."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" or request.META.get("QUERY_STRING") or any(c in request.COOKIES for c in PERSONAL):
            return view(request, *args, **kwargs)
        pages, key = shelf.of(generation.current()), _key(request)
        known = pages.get(key)
        if known is None or known.until <= time.time():
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
            if response.status_code != HTTPStatus.OK:
                return response
            known = shelf.kept(response)
            while len(pages) >= MOST:
                pages.pop(next(iter(pages)), None)
            pages[key] = known
        page = HttpResponse(known.content, headers=known.headers)
        found: Any = get_conditional_response(request, etag=known.tag, response=page)
        return found or page

    return answer


def _key(request: Any) -> object:
    """What the page depends on, beside the content."""
    known = dict(settings.CONTENT_LANGUAGES)
    languages = tuple(code for code in accepted_languages(request) if code in known)
    return (request.path, request.interface_language, languages, timezone.localdate())
