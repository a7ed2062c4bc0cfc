"""The history of a record's ratings, for everybody, and the form of an appeal, for whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.foundation.limits import seconds_to_wait
from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send
from portal.texts.storable import storable
from practices.ratings import actions, policies
from practices.ratings.forms import AppealForm
from practices.ratings.models import Rating
from practices.ratings.reading import published, with_sources
from practices.records.models import Record
from practices.records.views import page_of


def rated_page(identifier: str, user: Any) -> Any:
    """The text of a record of a kind with badges that this person may see; Http404."""
    page = page_of(identifier, user)
    if not isinstance(page, Record) or not page.has_badges:
        raise Http404
    return page


@require_safe
def ratings(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/id/PR-0001/ratings/`: every rating that stood at the record's badge, with the appeals against it."""
    page = rated_page(identifier, request.user)
    context = {
        "page": page,
        "ratings": published(page.original, request.user),
        "crumbs": [(_("Home"), "/"), (page.title, page.url), (_("Ratings of the evidence"), "")],
    }
    return render(request, "practices/ratings/ratings.html", context)


@never_cache
@read_or_send
@login_required
def appeal(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/id/PR-0001/ratings/appeal/`: says what is wrong with the rating that stands."""
    page = rated_page(identifier, request.user)
    found = Rating.objects.published().filter(record=page.original.pk).prefetch_related("outcomes", "appeals").first()
    if found is None:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None, label_suffix="")
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            made_by(request, found, form)
        except NotNowError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, _("Thank you. A third person decides, and you hear what was decided."))
            return redirect("record_ratings", page.full_identifier)
    context = {
        "page": page,
        "shown": with_sources([found], request.user)[0],
        "may_appeal": policies.appeal(request.user, found),
        "mine": next((one for one in found.appeals.all() if one.by_id == request.user.pk), None),
        "form": form,
        "crumbs": [(_("Home"), "/"), (page.title, page.url), (_("Appeal against the rating"), "")],
    }
    return render(request, "practices/ratings/appeal.html", context, status=status)


def made_by(request: HttpRequest, found: Rating, form: AppealForm) -> None:
    """Keeps the appeal. Raises NotNowError, PermissionDenied."""
    if wait := seconds_to_wait(request, "drafts"):
        raise NotNowError(_("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait})
    if request.POST.get("of") != str(found.pk):
        raise NotNowError(_("Another rating has come meanwhile: read it below, then send what you wrote."))
    actions.appeal(found, request.user, storable(form.cleaned_data["reason"]), form.name)
