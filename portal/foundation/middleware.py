"""What happens around every request: headers, the content's and the reader's languages, the reader's time zone."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from functools import partial
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.core.exceptions import BadRequest
from django.forms.formsets import ORDERING_FIELD_NAME, TOTAL_FORM_COUNT
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.foundation.content_language import language_of_address, links_in_language

GetResponse = Callable[[HttpRequest], HttpResponseBase]
LONGEST_PARAMETER = 1000  # letters
LONGEST_NUMBER = 18  # digits: what fits a 64-bit column
MOST_ROWS = 500  # of one sort in a form of the desk
EXPONENT = re.compile(r"[+-]?[0-9]+([.][0-9]*)?e[+]?[0-9]+", re.IGNORECASE)
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
ADMIN_POLICY = {  # Wagtail's admin has scripts and styles of its own in its pages, and shows previews in a frame
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class SecurityHeadersMiddleware:
    """Adds the permissions policy, and relaxes the Content-Security-Policy under the admin's path as little as Wagtail needs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.admin = "/" + settings.ADMIN_PATH

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if getattr(request, "is_preview", False):  # the page itself, inside the desk's frame
            response._csp_replace = {"frame-ancestors": [SELF]}
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        elif request.path.startswith(self.admin):
            response._csp_replace = {**ADMIN_POLICY, **getattr(response, "_csp_replace", {})}
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


class InputMiddleware:
    """Keeps away what no page can mean: a NUL in an address (PostgreSQL has no text with one), and at the desk endless texts and numbers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.admin = "/" + settings.ADMIN_PATH

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise Http404
        if request.path.startswith(self.admin):
            request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
            if any(map(unaskable, parameters(request))):
                raise BadRequest(_("A part of the address is too long. Shorten what you search for."))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _arguments: Any, _named: Any) -> None:
        """Forms that say they have more rows than anybody fills in: making them takes half a minute."""
        if request.path.startswith(self.admin) and request.method == "POST" and any(map(endless, request.POST.items())):
            raise BadRequest(
                _("A form has at most %(count)s rows of one sort. Save some of them first.") % {"count": MOST_ROWS}
            )

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What Wagtail's views don't expect: letters in an address where a key is a number, and forms without the parts they are sent with."""
        if not request.path.startswith(self.admin):
            return
        if request.method == "POST" and incomplete(request, exception):
            raise BadRequest(_("The form did not come whole. Load its page anew, and send it again.")) from exception
        if isinstance(exception, ValueError):
            kept = request.resolver_match.kwargs.values() if request.resolver_match else ()
            if any(map(partial(no_number, str(exception)), (*kept, *parameters(request)))):
                raise Http404 from exception


def parameters(request: HttpRequest) -> list[str]:
    """All values of the query string."""
    return [one for _name, all_ in request.GET.lists() for one in all_]


def endless(field: tuple[str, object]) -> bool:
    """Whether a field of a form says that too many rows follow."""
    name, count = field[0], str(field[1])
    return name.endswith(f"-{TOTAL_FORM_COUNT}") and count.isdecimal() and (len(count) > 9 or int(count) > MOST_ROWS)


def incomplete(request: HttpRequest, exception: Exception) -> bool:
    """Whether a view stumbled over a part of a form that is missing, or is no number where the form sends one."""
    sent = (one for _name, all_ in request.POST.lists() for one in all_)
    if isinstance(exception, KeyError):  # rows that only the count of a form's rows names have no order
        return isinstance(exception, MultiValueDictKeyError) or exception.args == (ORDERING_FIELD_NAME,)
    return isinstance(exception, ValueError) and any(map(partial(no_number, str(exception)), sent))


def no_number(said: str, value: str) -> bool:
    """Whether an error says that a value is no number."""
    return said.endswith(
        (f"expected a number but got {value!r}.", f"invalid literal for int() with base 10: {value!r}")
    )


def unaskable(value: str) -> bool:
    """Whether the desk's lists would stumble over a parameter."""
    return (
        len(value) > LONGEST_PARAMETER
        or (value.isdigit() and len(value) > LONGEST_NUMBER)
        or (EXPONENT.fullmatch(value) is not None and abs(float(value)) > 10**LONGEST_NUMBER)
    )


class LanguageMiddleware:
    """Two languages for each request.

    The address's prefix is the language of the content: it is active while the address is resolved and Wagtail finds the page.
    `request.interface_language` is the reader's choice among the complete ones (cookie, then browser): it is active in every
    view, and from `BasePage.serve` on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.interface_language = interface_language(request)
        translation.activate(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response: Any = self.get_response(request)
        if len(settings.INTERFACE_LANGUAGES) > 1:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> None:
        """Every view but Wagtail's page view speaks the reader's language at once."""
        if getattr(view, "__module__", "") != "wagtail.views":
            translation.activate(request.interface_language)
            request.LANGUAGE_CODE = request.interface_language


def interface_language(request: HttpRequest) -> str:
    """The complete language that the reader chose, or that the browser asks for first."""
    complete = settings.INTERFACE_LANGUAGES
    if len(complete) == 1:
        return str(complete[0])
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return (
        chosen
        if chosen in complete
        else next((code for code in accepted_languages(request) if code in complete), settings.LANGUAGE_CODE)
    )


def accepted_languages(request: HttpRequest) -> list[str]:
    """The languages that the reader's browser asks for, best first, without region."""
    header = request.headers.get("Accept-Language", "")[:500]
    return list(dict.fromkeys(code.split("-")[0] for code, _quality in parse_accept_lang_header(header)))


class ContentLanguageMiddleware:
    """Links of a page lead on in the language that its address has."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        language = language_of_address(request.path)
        if language and not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = links_in_language(response.content, language)
        return response


class TimeZoneMiddleware:
    """UTC is stored; a signed-in reader sees their own zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        zone = getattr(request.user, "time_zone", "") or "UTC"
        try:
            with timezone.override(zoneinfo.ZoneInfo(zone)):
                return self.get_response(request)
        except zoneinfo.ZoneInfoNotFoundError:
            return self.get_response(request)


def once_sent(response: HttpResponseBase, do: Callable[[], None]) -> None:
    """Does something after an answer was sent: nobody waits for it."""
    close = response.close

    def done() -> None:
        try:
            do()
        finally:
            close()

    response.close = done  # type: ignore[method-assign]
