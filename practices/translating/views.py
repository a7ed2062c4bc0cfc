"""Translating at the desk: a record's languages, and a translation beside its original."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Locale

from portal.foundation.exploring import page_policy
from portal.foundation.refusals import NotNowError
from practices.records.models import Record
from practices.translating import actions
from practices.translating.actions import RIGHT, Written
from practices.translating.parts import State
from practices.translating.reading import Side, sides
from practices.translating.states import Kind, cells_of

NAMES = dict(settings.CONTENT_LANGUAGES)


def record_for(request: HttpRequest, page_id: int) -> Any:
    """A record for whoever may translate. Raises PermissionDenied; Http404 where they don't find it, or its original, at the desk."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    page = get_object_or_404(Record, pk=page_id).specific
    texts = Record.objects.filter(pk__in={page.pk, page.original.pk})
    if page_policy.but_hidden(texts, request.user).count() < texts.count():
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, page_id: int) -> HttpResponse:
    """A record in all languages, and the way to each: begins the translation that is asked for."""
    original = record_for(request, page_id).original
    message, status = "", 200
    if request.method == "POST":
        locales = Locale.objects.exclude(pk=original.locale_id)
        locale = locales.filter(language_code=request.POST.get("language", "")).first()
        try:
            if locale:
                return redirect("side_by_side", actions.begin(original, locale, request.user).pk)
            message, status = _("Choose one of the languages of this page."), 400
        except NotNowError as error:
            message, status = str(error), 409
    cells = [cell for cell in cells_of([original])[original.pk].values() if cell.kind != Kind.ORIGINAL]
    context = {"original": original, "cells": cells, "message": message}
    return render(request, "practices/translating/languages.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def side_by_side(request: HttpRequest, page_id: int) -> HttpResponse:
    """A translation beside its original."""
    page = record_for(request, page_id)
    if page.original.pk == page.pk:
        return redirect("translations_of_record", page.pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method != "POST":
        return shown(request, page, 200)
    source = actions.source_seen(page, request.POST.get("source", ""))
    before = sides(actions.draft_of(page), source)
    written = sent(request, before)
    try:
        with transaction.atomic():
            page = actions.write(page, written, by=request.user, seen=request.POST.get("seen", ""), source=source)
            said = act(request, page)
    except NotNowError as error:
        return shown(request, page, 409, written, str(error))
    except ValidationError as error:
        written.errors = error.message_dict
        return shown(
            request, page, 400, written, _("It was not kept as it stands: see what is said beside the fields.")
        )
    messages.success(request, said)
    return redirect("side_by_side", page.pk)


def sent(request: HttpRequest, before: list[Side]) -> Written:
    """What was changed, and what was found right. What a form leaves as it was shown is not written at all."""
    posted = request.POST
    said = {one.name: posted[one.name].replace("\r\n", "\n") for one in before if one.name in posted and one.written_as}
    shown_as = {one.name: posted.get(f"shown-{one.name}", one.kept).replace("\r\n", "\n") for one in before}
    texts = {name: text for name, text in said.items() if text.strip() != shown_as[name].strip()}
    confirmed = {one.name for one in before if f"right-{one.name}" in posted}
    return Written(texts, confirmed, posted.get("translated_by", "").strip())


def act(request: HttpRequest, page: Any) -> str:
    """Does what the button says with what was kept; returns what the editor is told."""
    if request.POST.get("do") == "publish":
        actions.publish(page, request.user)
        return _("It is kept, and published.")
    if request.POST.get("do") == "submit":
        actions.submit(page, request.user)
        return _("It is kept, and waits for its review.")
    return _("It is kept as a draft.")


def shown(
    request: HttpRequest, page: Any, status: int, written: Written | None = None, message: str = ""
) -> HttpResponse:
    """The two columns; with what was typed, where it could not be kept."""
    page = Record.objects.get(pk=page.pk).specific
    draft, source = actions.draft_of(page), actions.source_seen(page, "")
    parts = sides(draft, source)
    for part in parts:
        if written:
            part.said = written.texts.get(part.name, part.kept)
            part.confirmed = part.name in written.confirmed
            part.errors = written.errors.get(part.name, [])
    rights = page.permissions_for_user(request.user)
    context = {
        "page": page, "source": source, "parts": parts, "message": message,
        "seen": actions.version_of(page),
        "source_version": source.live_revision_id or "",
        "translator": written.translator if written else draft.translated_by,
        "translator_errors": written.errors.get("translated_by", []) if written else [],
        "stale": [part for part in parts if part.state == State.STALE],
        "missing": [part for part in parts if part.state == State.MISSING],
        "language": NAMES[page.content_language], "source_language": NAMES[source.content_language],
        "may_publish": rights.can_publish(), "may_submit": rights.can_submit_for_moderation(),
    }  # fmt: skip
    return render(request, "practices/translating/side_by_side.html", context, status=status)


def in_the_place_of_wagtails(request: HttpRequest, page_id: int) -> HttpResponse:
    """Wagtail's “Translate” leads to a record's languages; other pages are copied to be translated, as it does it."""
    if Record.objects.filter(pk=page_id).exists():
        return redirect("translations_of_record", page_id)
    answer: HttpResponse = SubmitPageTranslationView.as_view()(request, page_id=page_id)
    return answer


def button_for(page: Any, user: Any) -> dict[str, str] | None:
    """What the head of a record's editor offers to whoever may translate."""
    if not isinstance(page, Record) or not user.has_perm(RIGHT):
        return None
    if page.is_translation:
        return {"label": _("Side by side with the original"), "url": reverse("side_by_side", args=[page.pk])}
    return {"label": _("Translations"), "url": reverse("translations_of_record", args=[page.pk])}


def urls() -> list[URLPattern]:
    """The addresses of translating."""
    return [
        path("translating/<int:page_id>/", languages, name="translations_of_record"),
        path("translating/<int:page_id>/beside/", side_by_side, name="side_by_side"),
        path("translation/submit/page/<int:page_id>/", in_the_place_of_wagtails),
    ]
