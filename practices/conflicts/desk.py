"""Proposals at the editing desk: the list, and a page for each with both figures and the decision."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from portal.vocabularies.snapshot import vocabulary
from practices.claims.models import Claim
from practices.conflicts import deciding
from practices.conflicts.models import Conflict
from practices.conflicts.proposals import LONGEST_REASON, Proposal

RIGHT: Final = "practices.change_proposal"
EACH_PAGE: Final = 50
FIGURES: Final = [f"{one}__{name}" for one in ("first", "second") for name in ("source", "record", "place", "dataset")]


class EnterForm(forms.Form):
    """The entry that would be made."""

    title = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=Conflict._meta.get_field("title").max_length,
        help_text=gettext_lazy("As a question that the sources answer differently. Readers see it."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What the editors think, and what they show. Personal data never stands here."),
    )  # fmt: skip


class DismissForm(forms.Form):
    """Why the figures don't contradict each other."""

    reason = forms.CharField(
        label=gettext_lazy("Why both are right"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Such as: they count different people. The pair is not proposed again."),
    )  # fmt: skip


@require_safe
@permission_required(RIGHT, raise_exception=True)
def proposals(request: HttpRequest) -> HttpResponse:
    """`/admin/contradictions/`: what waits, then what was decided. Six queries, however many there are."""
    rows = Proposal.objects.at_desk(request.user).select_related(*FIGURES)
    page = Paginator(rows, EACH_PAGE).get_page(request.GET.get("page"))
    listed = [(one, measured(one.figures)) for one in page]
    context = {
        "pages": page,
        "listed": listed,
        "page_title": _("Figures that contradict each other"),
        "header_icon": "warning",
    }
    return render(request, "practices/contradictions/list.html", context | {"header_title": context["page_title"]})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(RIGHT, raise_exception=True)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Compares, then enters or dismisses."""
    found = get_object_or_404(
        Proposal.objects.at_desk(request.user).select_related(*FIGURES, "conflict", "decided_by"), pk=pk
    )
    entering = EnterForm(request.POST if "enter" in request.POST else None, initial={"title": question(found.figures)})
    dismissing = DismissForm(request.POST if "dismiss" in request.POST else None)
    try:
        if entering.is_valid():
            conflict = deciding.accept(found, request.user, **entering.cleaned_data)
            messages.success(request, _("It stands in the ledger. Add what else belongs there."))
            return redirect("wagtailsnippets_practices_conflict:edit", conflict.pk)
        if dismissing.is_valid():
            deciding.dismiss(found, request.user, **dismissing.cleaned_data)
            messages.success(request, _("The pair is not proposed again."))
            return redirect("contradictions")
    except deciding.DecidedError as error:
        messages.error(request, str(error))
        return redirect("contradictions")
    context = {
        "proposal": found,
        "figures": [figure_of(one) for one in found.figures],
        "entering": entering,
        "dismissing": dismissing,
    }
    titles = {"page_title": measured(found.figures), "header_title": measured(found.figures), "header_icon": "warning"}
    status = HTTPStatus.BAD_REQUEST if entering.errors or dismissing.errors else HTTPStatus.OK
    return render(request, "practices/contradictions/one.html", context | titles, status=status)


def measured(figures: list[Claim]) -> str:
    """What the figures are of, in words."""
    if not figures:
        return _("The figures are gone")
    one, known = figures[0], vocabulary()
    indicator = known.concepts.get(one.indicator_id)
    place = known.places.get(one.place_id or 0)
    parts = (
        one.label or (indicator.label() if indicator else ""),
        one.population,
        place.name() if place else "",
        str(one.period or ""),
    )
    return ", ".join(part for part in parts if part)


def question(figures: list[Claim]) -> str:
    """A beginning for the title of the entry."""
    return _("%(measured)s: which figure?") % {"measured": measured(figures)[:200]}


def figure_of(one: Claim) -> dict[str, Any]:
    """A figure with where it stands and whose word it is."""
    stands = one.record or one.dataset
    edit = reverse("wagtailadmin_pages:edit", args=[one.record_id]) if one.record_id else ""
    return {"figure": one, "stands_on": str(stands or one.place or ""), "edit_url": edit, "source": one.source}


class ContradictionsMenuItem(MenuItem):
    """For whoever may decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)


def menu_item() -> ContradictionsMenuItem:
    """Its place among the reports."""
    label = gettext_lazy("Figures that contradict each other")
    return ContradictionsMenuItem(
        label, reverse("contradictions"), name="contradictions", icon_name="warning", order=20
    )


def urls() -> list[URLPattern]:
    """Their addresses."""
    return [
        path("contradictions/", proposals, name="contradictions"),
        path("contradictions/<int:pk>/", proposal, name="contradiction"),
    ]
