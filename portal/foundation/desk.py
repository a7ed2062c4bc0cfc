"""What administrators see of the machinery: changes that wait or were given up, and when each duty last ran."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from portal.foundation.audit.desk import AuditViewSet
from portal.foundation.duties import DutyRun
from portal.foundation.outbox import OutboxEntry

RETRY_PERMISSION = "foundation.change_outboxentry"


class LookOnlyPolicy(ModelPermissionPolicy):
    """Rows that the machinery writes: people may look at them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class OutboxIndexView(generic.IndexView):
    """The list, with the button that gives what was given up another try."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(RETRY_PERMISSION):
            return []
        return [HeaderButton(_("Try again what was given up"), url=reverse("outbox_retry"), icon_name="rotate")]


class OutboxViewSet(ModelViewSet):
    """Everything that follows a change and is not done yet."""

    model = OutboxEntry
    icon = "history"
    menu_label = _("Changes to work off")
    index_view_class = OutboxIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: ClassVar[list[str]] = ["kind"]
    list_filter: ClassVar[list[str]] = ["kind", "dead", "hides"]
    ordering: ClassVar[list[str]] = ["id"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("__str__", label=_("What it is about"), url_name="outboxentry:inspect"),
        DateColumn("created_at", label=_("Since")),
        Column("attempts", label=_("Attempts")),
        BooleanColumn("dead", label=_("Given up")),
        Column("last_error", label=_("Last error")),
    ]


class DutyViewSet(ModelViewSet):
    """When each periodic duty last ran, and what went wrong."""

    model = DutyRun
    icon = "time"
    menu_label = _("Periodic duties")
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: ClassVar[list[str]] = ["name"]
    list_display: ClassVar[list[Any]] = [
        Column("name", label=_("Duty")),
        DateColumn("started_at", label=_("Last run")),
        Column("failed", label=_("Last error")),
    ]


class MachineryGroup(ViewSetGroup):
    """Its place in the menu."""

    menu_label = _("Machinery")
    menu_icon = "cogs"
    menu_order = 9100
    items = (AuditViewSet(), OutboxViewSet(), DutyViewSet())


@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: HttpRequest) -> HttpResponse:
    """Asks, then gives every change that was given up a new life."""
    if not request.user.has_perm(RETRY_PERMISSION):
        raise PermissionDenied
    dead = OutboxEntry.objects.filter(dead=True)
    if request.method == "POST":
        count = dead.retry()
        messages.success(request, ngettext("%d change is tried again.", "%d changes are tried again.", count) % count)
        return redirect("outboxentry:index")
    title = _("Try again what was given up")
    context = {"count": dead.count(), "page_title": title, "header_title": title, "header_icon": "rotate"}
    return TemplateResponse(request, "foundation/desk/retry.html", context)


def urls() -> list[URLPattern]:
    """The addresses beside those of the lists."""
    return [path("machinery/retry/", retry, name="outbox_retry")]
