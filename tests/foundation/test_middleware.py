"""Headers, languages and time zones around every request."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from pytest_django import Settings

from portal.accounts.groups import ensure_groups
from portal.foundation.middleware import (
    LanguageMiddleware,
    SecurityHeadersMiddleware,
    TimeZoneMiddleware,
    accepted_languages,
)
from tests.factories import make_user


def policy(answer: Any) -> dict[str, list[str]]:
    """The Content-Security-Policy by directive."""
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.django_db
def test_public_pages_allow_nothing_inline_and_nobody_else(client: Client) -> None:
    found = policy(client.get("/account/login/"))
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert found["frame-ancestors"] == ["'none'"]
    assert found["base-uri"] == ["'none'"]
    assert not any("://" in source for sources in found.values() for source in sources)


@pytest.mark.django_db
def test_the_desk_is_relaxed_as_little_as_it_needs(client: Client) -> None:
    ensure_groups()
    client.force_login(make_user("editors"))
    answer = client.get("/admin/")
    found = policy(answer)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert found["frame-ancestors"] == found["frame-src"] == ["'self'"]  # previews
    assert set(found["script-src"]) == set(found["style-src"]) == {"'self'", "'unsafe-inline'"}
    assert set(found["img-src"]) == {"'self'", "data:", "blob:"}
    assert found["default-src"] == ["'none'"]
    assert not any("://" in source or source == "'unsafe-eval'" for sources in found.values() for source in sources)


@pytest.mark.django_db
def test_a_path_that_only_looks_like_the_desk_is_not_relaxed(client: Client) -> None:
    for path in ("/administration/", "/de/admin/", "/health/live"):
        assert "unsafe" not in client.get(path)["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/", "/health/live"])
def test_every_answer_has_the_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_preview_may_be_shown_in_the_desks_frame(rf: RequestFactory) -> None:
    request: Any = rf.get("/practices/telfi/")
    request.is_preview = True
    answer: Any = SecurityHeadersMiddleware(lambda _request: HttpResponse())(request)
    assert answer._csp_replace == {"frame-ancestors": ["'self'"]}
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_view_may_be_stricter_than_the_rest(rf: RequestFactory) -> None:
    def own(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Permissions-Policy": "fullscreen=()"})

    answer = SecurityHeadersMiddleware(own)(rf.get("/files/a.pdf"))
    assert answer.headers["Permissions-Policy"] == "fullscreen=()"


@pytest.mark.parametrize(
    ("path", "language"), [("/", "en"), ("/de/practices/", "de"), ("/pl/", "pl"), ("/xx/", "en"), ("/account/", "en")]
)
def test_the_address_says_the_language_of_the_content(rf: RequestFactory, path: str, language: str) -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    LanguageMiddleware(view)(rf.get(path))
    assert seen == [language]


def test_the_interface_speaks_a_complete_language(rf: RequestFactory, settings: Settings) -> None:
    settings.INTERFACE_LANGUAGES = ["en"]
    request: Any = rf.get("/de/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    LanguageMiddleware(lambda _request: HttpResponse())(request)
    assert request.interface_language == "en"
    settings.INTERFACE_LANGUAGES = ["en", "de"]
    answer = LanguageMiddleware(lambda _request: HttpResponse())(request)
    assert request.interface_language == "de"
    assert "Accept-Language" in answer.headers["Vary"]
    request.COOKIES["django_language"] = "en"
    LanguageMiddleware(lambda _request: HttpResponse())(request)
    assert request.interface_language == "en"


@pytest.mark.parametrize("header", ["", "*", "de;q=x", "\x00", "x" * 10_000, "de-DE-" * 500, "日本語"])
def test_any_wish_for_a_language_is_survived(rf: RequestFactory, header: str) -> None:
    assert isinstance(accepted_languages(rf.get("/", headers={"accept-language": header})), list)


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "shown"), [("Europe/Lisbon", "Europe/Lisbon"), ("Mars/Olympus", "UTC"), ("", "UTC")])
def test_times_are_shown_in_the_readers_zone(rf: RequestFactory, settings: Settings, zone: str, shown: str) -> None:
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "a-session"
    request.user = make_user("", time_zone=zone)
    TimeZoneMiddleware(view)(request)
    assert seen == [shown]
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_stranger_costs_no_query(rf: RequestFactory) -> None:
    request = rf.get("/")  # no session, no user: asking for one would fail
    assert TimeZoneMiddleware(lambda _request: HttpResponse("read"))(request).status_code == 200
