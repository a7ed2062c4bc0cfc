"""`/admin/embargo/7/`: letting a record wait for an event, for whoever may publish it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.foundation.exploring import page_policy
from practices.events import embargo
from practices.events.embargo import Embargo
from practices.records.models import Record


class EmbargoForm(forms.Form):
    """For which event."""

    event = forms.TypedChoiceField(
        label=gettext_lazy("Event"), coerce=int, help_text=gettext_lazy("Published events whose first day is to come.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.events = {event.pk: event for event in embargo.to_come()}
        choices = [(key, f"{event.title}, {event.original.period.display()}") for key, event in self.events.items()]
        self.fields["event"].choices = choices  # type: ignore[attr-defined]  # a field with choices


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows for what the record waits; lets it wait, or wait no longer."""
    page = get_object_or_404(page_policy.but_hidden(Record.objects.all(), request.user), pk=pk).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    form = EmbargoForm(request.POST if "hold" in request.POST else None)
    if "lift" in request.POST:
        embargo.lift(page, request.user)
        messages.success(request, _("It waits no longer. It is published when you publish it."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if form.is_valid() and held(request, page, form):
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page": page,
        "embargo": Embargo.objects.filter(page_id=page.pk).select_related("event").first(),
        "form": form,
        "page_title": _("Publish with an event"),
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "practices/events/embargo.html", context, status=status)


def held(request: HttpRequest, page: Any, form: EmbargoForm) -> bool:
    """Whether it waits now; the form says why not."""
    event = form.events[form.cleaned_data["event"]]
    try:
        embargo.hold(page, event, request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("It is published on the first day of “%(event)s”.") % {"event": event.title})
    return True


def button_for(page: Any, user: Any) -> dict[str, str] | None:
    """From the editor of a record, for whoever may publish it."""
    if not isinstance(page, Record) or not page.pk or not page.permissions_for_user(user).can_publish():
        return None
    return {"label": _("Publish with an event"), "url": reverse("embargo", args=[page.pk])}


def urls() -> list[URLPattern]:
    """The address below the desk."""
    return [path("embargo/<int:pk>/", waiting, name="embargo")]
