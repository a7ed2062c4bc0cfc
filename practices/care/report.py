"""The report “Records that need care”: all of them by need, kind, country and language, on the page, as CSV and as Excel file."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import PageReportView

from portal.foundation.exploring import page_policy
from practices.care.needs import LAST_CHANGED, NEEDS, needing
from practices.claims.download import safe
from practices.kinds import KINDS
from practices.models import Record
from practices.records.admin import countries, in_country, tell

TRANSLATING: Final = {"untranslated": "translations_of_record", "stale-translations": "side_by_side"}


def needs() -> list[tuple[str, Any]]:
    """The needs to choose from."""
    return [(name, one.heading) for name, one in NEEDS.items()]


def kinds() -> list[tuple[str, Any]]:
    """The kinds to choose from."""
    return [(name, model.kind_label_plural) for name, model in KINDS.items()]


class CareFilters(WagtailFilterSet):
    """What is asked of the report."""

    need = ChoiceFilter(
        label=_("What they need"), choices=needs, method="with_need", empty_label=_("published, whatever they need")
    )
    kind = ChoiceFilter(label=_("Kind"), choices=kinds, method="of_kind")
    country = ChoiceFilter(label=_("Country"), choices=countries, method="in_country")

    class Meta:
        model = Record
        fields: ClassVar[list[str]] = ["locale"]

    def with_need(self, rows: QuerySet[Any], _name: str, need: str) -> QuerySet[Any]:
        """Records that need this."""
        return needing(need, rows)

    def of_kind(self, rows: QuerySet[Any], _name: str, kind: str) -> QuerySet[Any]:
        """Records of a kind."""
        return rows.filter(content_type__model=KINDS[kind]._meta.model_name)

    def in_country(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Records of a country and of all places in it."""
        return in_country(rows, code)


class CareReport(PageReportView):
    """For whoever may change and publish what others wrote."""

    model = Record
    page_title = _("Records that need care")
    header_icon = "clipboard-list"
    index_url_name = "care_report"
    index_results_url_name = "care_report_results"
    results_template_name = "practices/care/results.html"
    filterset_class = CareFilters
    permission_policy = page_policy
    any_permission_required: ClassVar[list[str]] = ["publish"]
    list_export: ClassVar[list[str]] = [
        "identifier", "safe_title", "content_type.name", "locale.language_code", "countries_told", "known_in_told",
        "review_due", "last_published_at", "address",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "content_type.name": _("Kind"), "locale.language_code": _("Language"), "countries_told": _("Country"),
        "known_in_told": _("As known in"),
        "review_due": _("Review due"), "last_published_at": _("Last published"), "address": _("Address"),
        "identifier": _("Identifier"), "safe_title": _("Title"),
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        """Published records, those that were untouched the longest first."""
        shown = page_policy.explorable_instances(self.request.user)
        found = Record.objects.filter(live=True, pk__in=shown.values("pk")).select_related("content_type", "locale")
        return found.order_by(LAST_CHANGED, "pk")

    @property
    def leads_to(self) -> str:
        """Where the work is: in the form of a record, or beside its original."""
        return TRANSLATING.get(self.request.GET.get("need", ""), "wagtailadmin_pages:edit")

    def get_filename(self) -> str:
        """What the file is called."""
        return f"{self.request.GET.get('need') or 'records'}"

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With countries and years, which stand on the original."""
        rows = list(object_list)
        tell(rows)
        for row in rows:
            row.safe_title = safe(row.title)  # what a spreadsheet would take for a formula is none
            row.address = self.request.build_absolute_uri(reverse("by_identifier", args=[row.full_identifier]))
            row.edit_url = reverse(self.leads_to, args=[row.pk])
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what is to be done about the need that was chosen."""
        need = NEEDS.get(self.request.GET.get("need", ""))
        told = need.what_to_do if need else gettext("Choose what they need, to see what is to be done.")
        return {**super().get_context_data(*args, **kwargs), "what_to_do": told}


class CareMenuItem(MenuItem):
    """For whoever may use the report."""

    def is_shown(self, request: Any) -> bool:
        return bool(page_policy.user_has_permission(request.user, "publish"))


def menu_item() -> CareMenuItem:
    """Its place among the reports."""
    return CareMenuItem(
        CareReport.page_title, reverse("care_report"), name="care", icon_name="clipboard-list", order=10
    )


def urls() -> list[URLPattern]:
    """Its addresses."""
    return [
        path("reports/care/", CareReport.as_view(), name="care_report"),
        path("reports/care/results/", CareReport.as_view(results_only=True), name="care_report_results"),
    ]
