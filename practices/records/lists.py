"""The page above the records of one kind: a list that is the search with its kind preset."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.foundation.pages import BasePage


class RecordIndex(BasePage):
    """All records of a kind."""

    record_kind = models.CharField(_("kind"), max_length=40)
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["site.HomePage"]
    admin_default_ordering = "title"

    class Meta:
        verbose_name = _("list of records")

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list: filters, counts, sort and paging of the search."""
        from practices.records.views import kind_list

        return kind_list(request, self)
