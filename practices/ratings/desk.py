"""Ratings at the editing desk: the list, the form of a proposal, and a page for each with what is to be decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.foundation.exploring import page_policy
from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send, sent_with
from portal.texts.storable import storable
from practices.ratings import actions, policies
from practices.ratings.forms import OutcomeForms, ReasonForm, SecondForm, WholeForm
from practices.ratings.models import Rating, RatingAppeal
from practices.ratings.reading import outcomes_of, published, sources_of, with_sources
from practices.ratings.terms import State
from practices.records.models import Record


class RatingIndexView(IndexView):
    """Only of records that this editor may see."""

    def get_base_queryset(self) -> Any:
        """Those that wait first."""
        return Rating.objects.at_desk(self.request.user)


class RatingViewSet(ModelViewSet):
    """All ratings."""

    model = Rating
    name = "ratings_desk"
    icon = "success"
    menu_label = gettext_lazy("Ratings of evidence")
    menu_order = 246
    add_to_admin_menu = True
    index_view_class = RatingIndexView
    list_display: ClassVar[list[object]] = [
        TitleColumn("code", label=gettext_lazy("Record"), url_name="rating"),
        Column("get_strength_display", label=gettext_lazy("Evidence")),
        Column("get_state_display", label=gettext_lazy("State")),
        Column("get_origin_display", label=gettext_lazy("Origin")),
        DateColumn("proposed_at", label=gettext_lazy("Proposed")),
    ]
    list_filter: ClassVar[list[str]] = ["state", "origin", "strength"]
    search_fields: ClassVar[list[str]] = ["code"]
    form_fields: ClassVar[list[str]] = []
    copy_view_enabled = False
    add_to_reference_index = False


@read_or_send
def propose(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form of a proposal: the record as a whole and each outcome; leads to the proposal that waits where there is one."""
    if not policies.rate(request.user):
        raise PermissionDenied
    works = page_policy.but_hidden(Record.objects.originals().filter(identifier=identifier), request.user)
    work = getattr(works.first(), "specific", None)
    if work is None or not work.has_badges:
        raise Http404
    waiting = Rating.objects.at_desk(request.user).filter(code=identifier, state=State.PROPOSED).first()
    if waiting and request.method != "POST":
        return redirect("rating", waiting.pk)
    whole, outcomes = forms_for(request, work)
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and all([whole.is_valid(), outcomes.is_valid()]):
        kept = [one.kept for one in outcomes if one.is_judged]
        try:
            made = actions.propose(work, request.user, whole.cleaned_data["seen"], whole.whole, kept)
        except NotNowError as error:
            whole.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, _("Proposed. A second editor agrees or declines; you hear what was decided."))
            return redirect("rating", made.pk)
    before = published(work, request.user)
    context = {
        "record": work,
        "form": whole,
        "outcomes": outcomes,
        "seen": seen_of(work),
        "before": before[0] if before else None,
        "has_errors": status == 400,
    }
    return render(request, "practices/ratings/propose.html", context, status=status)


def forms_for(request: HttpRequest, work: Any) -> tuple[WholeForm, Any]:
    """The record as a whole, and a row for each outcome that it has figures for, with their sources chosen."""
    sent = request.POST if request.method == "POST" else None
    sources, outcomes = sources_of(work, request.user), outcomes_of(work)
    known = [{"outcome": words, "sources": sorted(codes & sources.keys())} for words, codes in outcomes.items()]
    whole = WholeForm(sent, sources=sources, label_suffix="")
    rows = OutcomeForms(sent, initial=known, prefix="outcome", form_kwargs={"sources": sources, "label_suffix": ""})
    return whole, rows


def seen_of(work: Any) -> int:
    """The version of a record that is published now."""
    return Record.objects.filter(pk=work.pk).values_list("live_revision_id", flat=True).get() or 0


@read_or_send
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """A rating: seconded, declined or taken back here; and the appeals against it."""
    rows = Rating.objects.at_desk(request.user).select_related("record", "proposed_by", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    forms: dict[str, Any] = {
        "second": SecondForm(sent_with(request, "agree", "decline"), label_suffix=""),
        "reason": ReasonForm(sent_with(request, "take_back"), label_suffix="", prefix="back"),
        "answer": ReasonForm(sent_with(request, "uphold", "reject"), label_suffix="", prefix="answer"),
    }
    status = 200
    if request.method == "POST":
        try:
            if said := done(request, found, forms):
                messages.success(request, said)
                return redirect("rating", pk)
            status = 400
        except NotNowError as error:
            messages.error(request, str(error))
            status, found = 409, rows.get(pk=pk)
    return page(request, found, forms, status)


def done(request: HttpRequest, found: Rating, forms: dict[str, Any]) -> str:
    """Carries out what was asked; empty where its form has to be shown again. Raises NotNowError, PermissionDenied, Http404."""
    seen = request.POST.get("seen", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 19 else 0
    if "still_holds" in request.POST:
        actions.still_holds(found, request.user, version)
        return _("Noted. It waits for a second editor again.")
    name = next((name for name, form in forms.items() if form.is_bound), "")
    if not name or not forms[name].is_valid():
        return ""
    reason = storable(forms[name].cleaned_data["reason"])
    if name == "second":
        agreed = "agree" in request.POST
        actions.second(found, request.user, version, agreed=agreed, reason=reason, named_as=forms[name].name)
        return _("Agreed: the badge is set.") if agreed else _("Declined. Who proposed it is told why.")
    if name == "reason":
        actions.take_back(found, request.user, reason)
        return _("The proposal is taken back.")
    upheld = "uphold" in request.POST
    actions.settle(of_rating(found, request.POST.get("of", "")), request.user, upheld=upheld, answer=reason)
    return _("Decided. Whom it concerns is told.")


def of_rating(found: Rating, key: str) -> RatingAppeal:
    """An appeal against this rating; Http404."""
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    return get_object_or_404(found.appeals, pk=key)


def page(request: HttpRequest, found: Rating, forms: dict[str, Any], status: int) -> HttpResponse:
    """The page of a rating: a constant number of queries."""
    record = found.record.specific if found.record else None
    now = (record.live_revision_id or 0) if record else 0
    appeals = list(found.appeals.select_related("by", "decided_by"))
    for one in appeals:
        one.rating = found
    context = {
        "rating": found,
        "record": record,
        "shown": with_sources([found], request.user)[0],
        "seen": now,
        "is_older": bool(record and found.state == State.PROPOSED and found.version != now),
        "is_mine": found.proposed_by_id == request.user.pk,
        "may_second": policies.second(request.user, found),
        "appeals": [{"one": one, "may_settle": policies.settle(request.user, one)} for one in appeals],
        "of": request.POST.get("of", ""),
        "forms": forms,
    }
    return render(request, "practices/ratings/desk.html", context, status=status)


def urls() -> list[URLPattern]:
    """The addresses behind the list."""
    return [
        path("rating/propose/<str:identifier>/", propose, name="rating_propose"),
        path("rating/<int:pk>/", rating, name="rating"),
    ]
