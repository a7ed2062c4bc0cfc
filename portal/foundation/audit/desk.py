"""The log at the desk: administrators look for who did what, and take it along as a table."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from portal.foundation.audit.models import AuditEntry, Capacity


class AuditFilterSet(WagtailFilterSet):
    """By when, who, as what, and what was done."""

    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    person__email = django_filters.CharFilter(label=_("Who (e-mail address)"), lookup_expr="iexact")
    capacity = django_filters.ChoiceFilter(label=_("As"), choices=Capacity.choices)
    action = django_filters.CharFilter(label=_("What (begins with)"), lookup_expr="istartswith")
    thing = django_filters.CharFilter(label=_("Record (begins with)"), lookup_expr="istartswith")

    class Meta:
        model = AuditEntry
        fields: ClassVar[list[str]] = []


class AuditIndexView(generic.IndexView):
    """The list, with names in the same query."""

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        found: QuerySet[AuditEntry] = super().get_base_queryset().select_related("person")
        return found


class AuditViewSet(ModelViewSet):
    """Who did what to which record."""

    model = AuditEntry
    icon = "list-ul"
    menu_label = _("Audit log")
    name = "audit"
    index_view_class = AuditIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: ClassVar[list[str]] = []
    filterset_class = AuditFilterSet
    list_per_page = 50
    export_filename = "audit-log"
    list_export: ClassVar[list[str]] = ["at", "person_id", "capacity", "action", "thing", "reason", "request_id"]
    list_display: ClassVar[list[Any]] = [
        DateColumn("at", label=_("When")),
        Column("person", label=_("Who")),
        Column("get_capacity_display", label=_("As")),
        Column("action", label=_("What")),
        Column("thing", label=_("Record")),
        Column("reason", label=_("Why")),
    ]
