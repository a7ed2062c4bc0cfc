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
from typing import Any, Final, Generic, TypeVar

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
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as its view made it."""

    content: bytes
    headers: dict[str, str]
    tag: str

    @classmethod
    def of(cls, response: HttpResponse) -> Kept:
        """What is kept of a page."""
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return cls(response.content, {**response.headers, "Cache-Control": "no-cache", "ETag": tag}, tag)


class Leaf(Generic[ValueT]):
    """What is kept of one generation. Who has begun to make something puts it here, so that nothing older comes among what is newer."""

    def __init__(self, most: int, expiry: datetime | None) -> None:
        self.most, self.expiry = most, expiry
        self.things: dict[
            object, tuple[float, ValueT]
        ] = {}  # each with the moment until which it holds, in seconds since 1970

    def find(self, key: object) -> ValueT | None:
        """What is kept under a key and holds still."""
        until, thing = self.things.get(key, (0.0, None))
        return thing if until > time.time() else None

    def keep(self, key: object, thing: ValueT) -> None:
        """Keeps something, at most until the next page expires: it may be spoken of there."""
        until = time.time() + LONGEST
        while len(self.things) >= self.most:
            self.things.pop(next(iter(self.things)), None)
        self.things[key] = (min(until, self.expiry.timestamp()) if self.expiry else until, thing)


class Shelf(Generic[ValueT]):
    """What this process keeps ready for strangers: `most` things of one generation."""

    def __init__(self, most: int) -> None:
        self.number, self.most = -1, most
        self.leaf: Leaf[ValueT] = Leaf(most, None)

    def today(self) -> Leaf[ValueT]:
        """That of the present generation; those before are forgotten. One query."""
        if (number := generation.current()) != self.number:
            self.leaf = Leaf(self.most, generation.next_expiry())
            self.number = number
        return self.leaf


shelf: Final[Shelf[Kept]] = Shelf(MOST)


def kept_for_strangers(view: View) -> View:
    """A view whose page is the same for all who are not signed in and ask in the same languages."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" or request.META.get("QUERY_STRING") or any(c in request.COOKIES for c in PERSONAL):
            return view(request, *args, **kwargs)
        leaf, key = shelf.today(), _key(request)
        known = leaf.find(key)
        if known is None:
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
            if response.status_code != HTTPStatus.OK:
                return response
            known = Kept.of(response)
            leaf.keep(key, known)
        page = HttpResponse(known.content, headers=known.headers)
        found: Any = get_conditional_response(request, etag=known.tag, response=page)
        return found or page

    return answer


def _key(request: Any) -> object:
    """What the page depends on, beside the content."""
    known = dict(settings.CONTENT_LANGUAGES)
    languages = tuple(code for code in accepted_languages(request) if code in known)
    return (request.path, request.interface_language, languages, timezone.localdate())
