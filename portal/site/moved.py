"""Leads from where a page stood to where it stands now, in the language of the address, by the redirects that are kept at the desk; says
at the address of a withdrawn record that it was withdrawn, and why."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from portal.foundation.content_language import in_language, language_of_address, without_language
from portal.foundation.identity import Identifier
from portal.foundation.pages import BasePage
from portal.site.direct import page_below_home
from portal.site.errors import error_page
from portal.texts.storable import storable
from practices.records.withdrawing import tombstone


class MovedMiddleware:
    """Where nothing is found, looks for a redirect: from the address as it is, without its query, and without its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND:
            return response
        found = redirect_from(request)
        if found is None or found.link is None or is_hidden(found.redirect_page, request.user):
            return withdrawn(request, found and found.redirect_page) or response
        answer = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
        return answer(in_language(found.link, language_of_address(request.path)))


def redirect_from(request: HttpRequest) -> Any:
    """The redirect for an address, the most exact first; None where there is none."""
    asked = (request.get_full_path(), request.path, without_language(request.path))
    paths = dict.fromkeys(Redirect.normalise_path(path, decode_unicode=False) for path in asked)
    return next((found for path in paths if (found := get_redirect(request, path))), None)


def withdrawn(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The tombstone of what stood at an address: under that name, under an earlier one, or in another language."""
    asked = storable(request.path)
    plain = without_language(asked)
    text = page or page_below_home(language_of_address(asked) or settings.LANGUAGE_CODE, plain.lstrip("/"))
    code = getattr(text and text.specific, "identifier", "")
    entry = Identifier.objects.tombstone([asked, plain], code)
    return error_page(request, "410.html", HTTPStatus.GONE, **tombstone(entry, request.user)) if entry else None


def is_hidden(page: Any, user: Any) -> bool:
    """Whether a redirect would tell somebody of a page that they must not learn of."""
    specific = page and page.specific
    shown = specific and specific.live and (specific.is_visible_to(user) or specific.has_stub)
    return isinstance(specific, BasePage) and not shown
