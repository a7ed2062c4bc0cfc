"""The report “Translations”: each record in each language, on the page, as CSV and as Excel file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import PageReportView

from portal.foundation.exploring import page_policy
from practices.care.needs import LAST_CHANGED
from practices.care.report import kinds
from practices.claims.download import safe
from practices.kinds import KINDS
from practices.models import Record
from practices.records.models import ORIGINAL
from practices.translating.actions import RIGHT
from practices.translating.states import LABELS, NAMES, cells_of, in_state


def states() -> list[tuple[str, Any]]:
    """The states to choose from."""
    return [(kind.value, label) for kind, label in LABELS.items()]


class TranslationFilters(WagtailFilterSet):
    """What is asked of the report."""

    kind = ChoiceFilter(label=_("Kind"), choices=kinds, method="of_kind")
    language = ChoiceFilter(label=_("Language"), choices=lambda: settings.CONTENT_LANGUAGES, method="as_it_is")
    state = ChoiceFilter(label=_("Translation"), choices=states, method="in_state")

    class Meta:
        model = Record
        fields: ClassVar[list[str]] = []

    def of_kind(self, rows: QuerySet[Any], _name: str, kind: str) -> QuerySet[Any]:
        """Records of a kind."""
        return rows.filter(content_type__model=KINDS[kind]._meta.model_name)

    def as_it_is(self, rows: QuerySet[Any], _name: str, _language: str) -> QuerySet[Any]:
        """The language chooses the columns, and what the state is of."""
        return rows

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        """Records that stand so in the language that was chosen, or in any."""
        return rows.filter(in_state(state, self.form.cleaned_data.get("language") or ""))


class TranslationReport(PageReportView):
    """For whoever may translate."""

    model = Record
    page_title = _("Translations")
    header_icon = "globe"
    index_url_name = "translation_report"
    index_results_url_name = "translation_report_results"
    results_template_name = "practices/translating/report.html"
    filterset_class = TranslationFilters
    permission_policy = page_policy
    any_permission_required: ClassVar[list[str]] = ["publish"]
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Any]:
        """Published originals, those that were untouched the longest first."""
        shown = page_policy.explorable_instances(self.request.user)
        found = Record.objects.filter(ORIGINAL, live=True, pk__in=shown.values("pk"))
        return found.select_related("content_type", "locale").order_by(LAST_CHANGED, "pk")

    @property
    def languages(self) -> list[str]:
        """The columns: all languages, or the one that was chosen."""
        chosen = self.request.GET.get("language", "")
        return [chosen] if chosen in NAMES else list(NAMES)

    @property
    def list_export(self) -> list[str]:
        """The columns of the table to take away."""
        return ["identifier", "safe_title", "content_type.name", *(f"in_{code}" for code in self.languages), "address"]

    @property
    def export_headings(self) -> dict[str, Any]:
        """Their headings."""
        own = {
            "identifier": _("Identifier"),
            "safe_title": _("Title"),
            "content_type.name": _("Kind"),
            "address": _("Address"),
        }
        return {**own, **{f"in_{code}": NAMES[code] for code in self.languages}}

    def get_filename(self) -> str:
        """What the file is called."""
        return "translations"

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With the cells of each record."""
        rows = list(object_list)
        cells = cells_of(rows)
        for row in rows:
            row.cells = [cells[row.pk][code] for code in self.languages]
            row.safe_title = safe(row.title)
            row.address = self.request.build_absolute_uri(reverse("by_identifier", args=[row.full_identifier]))
            row.translations_url = reverse("translations_of_record", args=[row.pk])
            for code, cell in cells[row.pk].items():
                setattr(row, f"in_{code}", cell.label)
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the languages of the columns."""
        named = [(code, NAMES[code]) for code in self.languages]
        return {**super().get_context_data(*args, **kwargs), "languages": named}


class TranslationMenuItem(MenuItem):
    """For whoever may use the report."""

    def is_shown(self, request: Any) -> bool:
        return may_translate(request.user)


def may_translate(user: Any) -> bool:
    """Whether somebody translates what others wrote."""
    return bool(user.has_perm(RIGHT) and page_policy.user_has_permission(user, "publish"))


def menu_item() -> TranslationMenuItem:
    """Its place among the reports."""
    return TranslationMenuItem(
        TranslationReport.page_title, reverse("translation_report"), name="translations", icon_name="globe", order=15
    )


def urls() -> list[URLPattern]:
    """Its addresses."""
    return [
        path("reports/translations/", TranslationReport.as_view(), name="translation_report"),
        path(
            "reports/translations/results/",
            TranslationReport.as_view(results_only=True),
            name="translation_report_results",
        ),
    ]
