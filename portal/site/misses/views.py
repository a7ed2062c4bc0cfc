"""The two things that can be done about a search without result, a form each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.site.desk import may
from portal.site.misses.forms import CommissionForm, LabelForm
from search.misses.models import Miss


@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a concept the word, and leads to the concept."""
    miss = _shown(request, pk)
    if not request.user.has_perm("vocabularies.change_concept"):
        raise PermissionDenied
    form = LabelForm(_posted(request), initial={"language": miss.language, "text": miss.text})
    if request.method == "POST" and form.is_valid():
        added = form.save()
        messages.success(request, _("“%(text)s” is now a label of this concept.") % {"text": added.text})
        return redirect(reverse("wagtailsnippets_vocabularies_concept:edit", args=[added.concept_id]))
    return _form(
        request, miss, form, _("Add a label"), _("The word leads to everything about the concept from then on.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def commission(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a record, and leads to its form."""
    miss = _shown(request, pk)
    if not may(request.user, "add"):
        raise PermissionDenied
    form = CommissionForm(request.user, _posted(request), initial={"title": miss.text.capitalize()})
    if request.method == "POST" and form.is_valid():
        draft = form.save()
        messages.success(request, _("The draft is there: assign it by a comment, or write it."))
        return redirect("wagtailadmin_pages:edit", draft.pk)
    return _form(request, miss, form, _("Commission a record"), _("A draft that nobody but the desk sees."))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _shown(request: HttpRequest, pk: int) -> Miss:
    if not request.user.has_perm("search.view_miss"):
        raise PermissionDenied
    return get_object_or_404(Miss.objects.exclude(text=""), pk=pk)


def _form(request: HttpRequest, miss: Miss, form: Any, title: str, explanation: str) -> HttpResponse:
    context = {"form": form, "miss": miss, "title": title, "explanation": explanation}
    return render(request, "site/desk/miss.html", context, status=400 if form.is_bound else 200)


def urls() -> list[URLPattern]:
    """The addresses behind the list."""
    return [
        path("misses/<int:pk>/label/", label, name="miss_label"),
        path("misses/<int:pk>/commission/", commission, name="miss_commission"),
    ]
