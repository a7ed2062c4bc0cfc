"""Contributions at the editing desk: the list, and a page for each with the thread and the decision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.foundation.refusals import NotNowError
from practices.contributions import actions
from practices.contributions.actions import ChangedMeanwhileError
from practices.contributions.drawing import drawn
from practices.contributions.forms import ReasonForm, RemarkForm
from practices.contributions.models import Contribution
from practices.contributions.terms import Kind, State
from practices.representing.reading import by_the_organisation


class ContributionIndexView(IndexView):
    """Only what has reached the editors."""

    def get_base_queryset(self) -> Any:
        """Of records that this editor may see."""
        return Contribution.objects.at_desk(self.request.user)


class ContributionViewSet(ModelViewSet):
    """All contributions, those that wait first."""

    model = Contribution
    name = "contributions"
    icon = "form"
    menu_label = gettext_lazy("Contributions")
    menu_order = 245
    add_to_admin_menu = True
    index_view_class = ContributionIndexView
    list_display: ClassVar[list[object]] = [
        TitleColumn("__str__", label=gettext_lazy("Contribution"), url_name="contribution"),
        Column("get_state_display", label=gettext_lazy("State")),
        DateColumn("sent_at", label=gettext_lazy("Sent")),
    ]
    list_filter: ClassVar[list[str]] = ["state", "kind"]
    search_fields: ClassVar[list[str]] = ["code"]
    form_fields: ClassVar[list[str]] = []
    copy_view_enabled = False
    add_to_reference_index = False


def shown_to(request: HttpRequest, pk: int) -> Contribution:
    """A contribution that this editor may read; Http404."""
    return get_object_or_404(Contribution.objects.at_desk(request.user).select_related("record", "decided_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads, answers, decides: one page, one button for each."""
    found = shown_to(request, pk)
    form = RemarkForm(request.POST) if "say" in request.POST else RemarkForm()
    reason = ReasonForm(request.POST) if "decide" in request.POST else ReasonForm()
    if form.is_valid():
        actions.say(found, form.cleaned_data["text"], request.user, from_desk=True)
        messages.success(request, _("The sender gets a mail with your words."))
        return redirect("contribution", pk)
    if reason.is_bound:
        answer = decided(request, found, reason)
        if answer is not None:
            return answer
    status = 400 if form.is_bound or reason.is_bound else 200
    return page(request, found, status, form=form, reason=reason)


def decided(request: HttpRequest, found: Contribution, form: ReasonForm) -> HttpResponse | None:
    """Carries out a decision; None where its reason is missing."""
    what, said = request.POST["decide"], request.POST.get("reason", "").strip()[:5000]
    by_click = what == "apply" and found.kind != Kind.PROBLEM
    if not by_click and not form.is_valid():
        return None
    try:
        if not by_click:
            state = State.ACCEPTED if what == "settle" else State.DECLINED
            actions.settle(found, state, request.user, said)
        elif found.kind == Kind.PRACTICE:
            draft = actions.begin_practice(found, request.user, said)
            messages.success(request, _("The draft is there, and waits for its review. The sender is told."))
            return redirect("wagtailadmin_pages:edit", draft.pk)
        else:
            done = actions.apply(found, request.POST.getlist("field"), request.user, said)
            published = done.record is not None and not done.record.has_unpublished_changes
            messages.success(
                request,
                _("The record is changed and published; the sender is told.")
                if published
                else _(
                    "The change stands in the record’s draft, with what others are changing there; the sender is told."
                ),
            )
            return redirect("contribution", found.pk)
    except ChangedMeanwhileError as error:
        return page(request, found, 409, changed=error.differences, none_chosen=not request.POST.getlist("field"))
    except NotNowError as error:
        messages.error(request, str(error))
        return redirect("contribution", found.pk)
    except ValidationError as error:
        messages.error(request, _("The record would not be complete: %(what)s") % {"what": " ".join(error.messages)})
        return redirect("contribution", found.pk)
    messages.success(request, _("Decided. The sender is told."))
    return redirect("contribution", found.pk)


def page(request: HttpRequest, found: Contribution, status: int, **context: Any) -> HttpResponse:
    """The page of a contribution."""
    own = {"by_organisation": by_the_organisation(found)}
    shown = {**own, "form": RemarkForm(), "reason": ReasonForm(), **context, **drawn(found, request.user, at_desk=True)}
    return render(request, "practices/contributions/desk.html", shown, status=status)


def urls() -> list[URLPattern]:
    """The addresses behind the list."""
    return [path("contribution/<int:pk>/", contribution, name="contribution")]
