"""The desk's lists of images and documents, which can be searched and narrowed by use at once: in Wagtail's own that is an error."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import NumberRangeWidget
from wagtail.documents.views import documents
from wagtail.images.views import images


class UsageFilter(django_filters.RangeFilter):
    """How often something is used, as a plain list of keys: the search takes no counts among its filters."""

    def filter(self, qs: QuerySet[Any], value: slice | None) -> QuerySet[Any]:
        found = super().filter(qs, value)
        return qs.filter(pk__in=list(found.values_list("pk", flat=True))) if value else found


def usage_filter() -> UsageFilter:
    """The same field for both lists."""
    return UsageFilter(field_name="usage_count", label=_("Usage count"), widget=NumberRangeWidget())


class ImagesFilterSet(images.ImagesFilterSet):
    usage_count = usage_filter()


class DocumentsFilterSet(documents.DocumentsFilterSet):
    usage_count = usage_filter()


class ImagesView(images.IndexView):
    filterset_class = ImagesFilterSet


class DocumentsView(documents.IndexView):
    filterset_class = DocumentsFilterSet


LISTS: Final[dict[str, Any]] = {"images/": ImagesView, "documents/": DocumentsView}


def urls() -> list[URLPattern]:
    """In the place of Wagtail's own addresses, whose names stay."""
    return [
        path(f"{place}{part}", view.as_view(results_only=bool(part)))
        for place, view in LISTS.items()
        for part in ("", "results/")
    ]
