"""Who says that they speak for an organisation, at the editing desk: the list, and a page for each with the decision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send
from portal.texts.storable import storable
from practices.representing import actions
from practices.representing.forms import ReasonForm
from practices.representing.links import domain_of
from practices.representing.models import LifeSign, Representation


class RepresentationIndexView(IndexView):
    """Only what has reached the editors."""

    def get_base_queryset(self) -> Any:
        """Of records that this editor may see."""
        return Representation.objects.at_desk(self.request.user)


class RepresentationViewSet(ModelViewSet):
    """All of them, those that wait first."""

    model = Representation
    name = "representations"
    icon = "user"
    menu_label = gettext_lazy("Representatives")
    menu_order = 247
    add_to_admin_menu = True
    index_view_class = RepresentationIndexView
    list_display: ClassVar[list[object]] = [
        TitleColumn("code", label=gettext_lazy("Record"), url_name="representation"),
        Column("get_state_display", label=gettext_lazy("State")),
        DateColumn("begun_at", label=gettext_lazy("Sent")),
    ]
    list_filter: ClassVar[list[str]] = ["state"]
    search_fields: ClassVar[list[str]] = ["code"]
    form_fields: ClassVar[list[str]] = []
    copy_view_enabled = False
    add_to_reference_index = False


@read_or_send
def representation(request: HttpRequest, pk: int) -> HttpResponse:
    """Verifies, declines, or ends what was verified; each with a reason."""
    rows = Representation.objects.at_desk(request.user).select_related("record", "user", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = storable(form.cleaned_data["reason"])
        try:
            if "end" in request.POST:
                actions.end(found, request.user, reason)
            else:
                actions.decide(found, request.user, accepted="verify" in request.POST, reason=reason)
        except NotNowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Decided. Whom it concerns is told."))
        return redirect("representation", pk)
    record = found.record.specific if found.record else None
    context = {
        "representation": found,
        "record": record,
        "domain": domain_of(record.website) if record else "",
        "signs": LifeSign.objects.filter(code=found.code)[:10],
        "form": form,
    }
    return render(request, "practices/representing/desk.html", context, status=400 if form.is_bound else 200)


def urls() -> list[URLPattern]:
    """The address behind the list."""
    return [path("representation/<int:pk>/", representation, name="representation")]
