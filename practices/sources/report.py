"""The report “Links of sources”: which lead nowhere, which have moved, and since when; on the page, as CSV and as Excel file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from practices.claims.download import safe
from practices.sources.models import LinkCheck, Source

policy = ModelPermissionPolicy(Source)


class LinkFilters(WagtailFilterSet):
    """What is asked of the report."""

    moved = ChoiceFilter(label=_("Moved"), choices=[("yes", _("Moved for good"))], method="that_moved")

    class Meta:
        model = LinkCheck
        fields: ClassVar[list[str]] = ["verdict", "trouble"]

    def that_moved(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Links that lead to another address."""
        return rows.exclude(moved_to="")


class LinkReport(ReportView):
    """For whoever may change sources."""

    model = LinkCheck
    page_title = _("Links of sources")
    header_icon = "link"
    index_url_name = "link_report"
    index_results_url_name = "link_report_results"
    results_template_name = "practices/sources/links.html"
    filterset_class = LinkFilters
    permission_policy = policy
    any_permission_required: ClassVar[list[str]] = ["change"]
    paginate_by = 50
    list_export: ClassVar[list[str]] = [
        "source.identifier", "safe_title", "safe_url", "get_verdict_display", "get_trouble_display", "safe_moved_to", "looked_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "source.identifier": _("Identifier"), "safe_title": _("Title"), "safe_url": _("link"), "get_verdict_display": _("state of the link"),
        "get_trouble_display": _("what was found"), "safe_moved_to": _("moved to"), "looked_at": _("last checked"),
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        """What was looked at and is still the link of its source: the dead ones first."""
        found = LinkCheck.objects.filter(url=F("source__url")).select_related("source")
        return found.order_by(F("failures").desc(), "-looked_at", "pk")

    def get_filename(self) -> str:
        """What the file is called."""
        return "links"

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With where each is mended, and where an old copy may be found."""
        rows = list(object_list)
        for row in rows:
            row.safe_title, row.safe_url, row.safe_moved_to = safe(row.source.title), safe(row.url), safe(row.moved_to)
            row.edit_url = reverse(Source.snippet_viewset.get_url_name("edit"), args=[row.source_id])
            row.copies_url = f"https://web.archive.org/web/*/{row.url}"
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds whether links are looked at by themselves."""
        told = (
            gettext("Each link is followed about once a month; it is called dead when it failed on three days.")
            if settings.LINK_CHECKS
            else gettext("Links are not followed by themselves: whoever runs the site can switch that on.")
        )
        return {**super().get_context_data(*args, **kwargs), "told": told}


class LinkMenuItem(MenuItem):
    """For whoever may use the report."""

    def is_shown(self, request: Any) -> bool:
        return bool(policy.user_has_permission(request.user, "change"))


def menu_item() -> LinkMenuItem:
    """Its place among the reports."""
    return LinkMenuItem(LinkReport.page_title, reverse("link_report"), name="links", icon_name="link", order=20)


def urls() -> list[URLPattern]:
    """Its addresses."""
    return [
        path("reports/links/", LinkReport.as_view(), name="link_report"),
        path("reports/links/results/", LinkReport.as_view(results_only=True), name="link_report_results"),
    ]
