"""The stable address of every citable thing, its citation and its history; and the lists of records."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.foundation.content_language import in_language, language_of_address
from portal.foundation.identity import PATTERN, Identifier
from portal.foundation.pages import BasePage
from practices.contributions.credits import credits_of
from practices.records.history import comparison, versions
from practices.records.models import Record
from practices.records.withdrawing import tombstone


def page_of(identifier: str, user: Any) -> Any:
    """The text that an identifier names, if this person may see it; Http404 otherwise."""
    match = PATTERN.match(identifier)
    if not match:
        raise Http404
    pages = BasePage.objects.visible_to(user).filter(identifier=match["code"])
    page = pages.in_language(match["language"] or settings.LANGUAGE_CODE).first() or (
        None if match["language"] else pages.order_by("pk").first()
    )
    specific = page and page.specific
    if specific is None or not specific.is_visible_to(user):
        raise Http404
    return specific


@require_safe
def by_identifier(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/id/DP-0001/`: leads to where the work stands now, or says that it was withdrawn.

    `/id/DP-0001-de/` leads to its German text; where there is none, or none any more, to the work as it stands.
    """
    match = PATTERN.match(identifier.upper() if "-" not in identifier[3:] else identifier)
    entry = Identifier.objects.filter(code=match["code"]).first() if match else None
    if entry is None:
        raise Http404
    if entry.retired_at:
        return render(request, "410.html", tombstone(entry, request.user), status=410)
    language = (match and match["language"]) or language_of_address(request.path)
    model = apps.get_model(entry.kind)
    if not issubclass(model, BasePage):
        found = model._default_manager.visible_to(request.user).filter(identifier=entry.code).first()
        if found is None:
            raise Http404
        return HttpResponseRedirect(in_language(found.get_absolute_url(), language))
    texts = BasePage.objects.live().filter(identifier=entry.code).specific()
    wanted = language or settings.LANGUAGE_CODE
    chosen = sorted(texts, key=lambda text: (text.content_language != wanted, text.pk))
    shown = [text for text in chosen if text.is_visible_to(request.user) or text.has_stub]
    if not shown:
        raise Http404
    return HttpResponseRedirect(in_language(shown[0].url, language))


@require_safe
def history(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/id/DP-0001/history/`: published versions with dates, and what changed between two of them."""
    page = page_of(identifier, request.user)
    if not isinstance(page, Record):
        raise Http404
    published = versions(page, request.user)
    thanked = credits_of(page.pk, [version.revision_id for version in published])
    context = {
        "page": page,
        "versions": [(version, thanked.get(version.revision_id, [])) for version in published],
        "comparison": comparison(page, published, request.GET.get("version", ""), request.GET.get("against", "")),
        "crumbs": [(_("Home"), "/"), (page.title, page.url), (_("History"), "")],
    }
    return render(request, "practices/history.html", context)


def query_of(request: HttpRequest) -> str:
    """The part of the address behind the path, with its question mark; empty where there is none."""
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def kind_list(request: HttpRequest, index: Any) -> HttpResponse:
    """All records of a kind: the search with its kind preset."""
    from search.lists import result_list

    kinds = (
        ["recommendation_set", "recommendation", "recommendation_unit"]
        if index.record_kind == "recommendation_set"
        else [index.record_kind]
    )
    listing = result_list(request, presets={"kind": kinds}, facets_left_out=() if len(kinds) > 1 else ("kind",))
    return render(
        request,
        "practices/kind_list.html",
        {
            "page": index,
            "self": index,
            "listing": listing,
            "content_language": index.content_language,
            "canonical_url": settings.SITE_ADDRESS + (index.url or "") + query_of(request),
        },
        status=listing.status,
    )
