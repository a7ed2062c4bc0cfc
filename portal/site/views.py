"""The small addresses of the site: choosing a language, the style guide, and what machines ask for."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.site.samples import style_guide as samples

A_YEAR = 365 * 24 * 60 * 60  # seconds


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers the reader's choice of interface language and returns to where they were; the content's stays as it is.

    Its form stands on pages that are kept for everybody, so it can't hold a token of one reader; all that others could do is
    to choose a language for somebody.
    """
    language = request.POST.get("language", "")
    if language not in settings.INTERFACE_LANGUAGES:
        reason = _("This site does not speak the language “%(code)s” yet. Choose one of: %(codes)s.")
        told = reason % {"code": language[:20], "codes": ", ".join(settings.INTERFACE_LANGUAGES)}
        return render(request, "400.html", {"reason": told}, status=HttpResponseBadRequest.status_code)
    answer = HttpResponseRedirect(own_address(request, request.POST.get("next") or request.headers.get("Referer", "")))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True
    )
    return answer


def own_address(request: HttpRequest, wanted: str) -> str:
    """The wanted address if it is one of this site, else the home page: nobody is sent away from here."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


@require_safe
@login_required
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for the people who change them."""
    return render(request, "site/style_guide.html", samples())


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read (RFC 9309): all records; not the endless combinations of filters, nor anybody's account."""
    closed = [
        f"/{settings.ADMIN_PATH}",
        "/account/",
        "/search/",
        "/demo/",
        "/contribute/?",
        "/contribute/correction/",
        "/contribute/problem/",
        "/follow/",
        "/api/v1/",
        "/id/*/cite.",
    ]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search here from its address bar (OpenSearch 1.1)."""
    context = {
        "address": settings.SITE_ADDRESS,
        "icon": static("images/favicon.svg"),
        "languages": settings.CONTENT_LANGUAGES,
    }
    return render(
        request, "site/opensearch.xml", context, content_type="application/opensearchdescription+xml; charset=utf-8"
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For whatever asks without reading the page: the icon that pages name."""
    return HttpResponseRedirect(static("images/favicon.svg"))


@require_safe
def thank_you(request: HttpRequest) -> HttpResponse:
    """After a message was sent."""
    return render(request, "site/thank_you.html")
