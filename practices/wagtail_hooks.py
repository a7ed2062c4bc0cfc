"""The catalogue's corner of the editing desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.foundation.exploring import page_policy
from portal.vocabularies.admin import ConceptSchemeViewSet, ConceptViewSet, PlaceViewSet
from practices.claims.admin import ClaimViewSet, DatasetViewSet
from practices.conflicts.admin import ConflictViewSet
from practices.expectations.admin import ExpectationViewSet
from practices.records.admin import AnyPageViewSet, PagesToChoose, RecordViewSet
from practices.records.models import Record
from practices.records.publishable import lacking_on
from practices.sources.admin import SourceViewSet


class CatalogueGroup(SnippetViewSetGroup):
    """Everything that records rest on; the records themselves are pages."""

    items = (
        SourceViewSet,
        ConceptViewSet,
        ConceptSchemeViewSet,
        PlaceViewSet,
        DatasetViewSet,
        ClaimViewSet,
        ConflictViewSet,
        ExpectationViewSet,
    )
    menu_label = _("Catalogue")
    menu_icon = "folder-open-inverse"
    menu_order = 200


@hooks.register("register_admin_viewset")
def catalogue() -> CatalogueGroup:
    """The menu entry and its lists."""
    return CatalogueGroup()


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own for all pages
def pages() -> list[AnyPageViewSet | RecordViewSet]:
    """How pages are listed and searched."""
    return [AnyPageViewSet(), RecordViewSet()]


@hooks.register("construct_page_chooser_queryset")
def found_by_any_name(pages: Any, request: HttpRequest) -> PagesToChoose:
    """Choosers of pages find what lists of records find."""
    shown = page_policy.but_hidden(pages, request.user)
    return PagesToChoose(model=shown.model, query=shown.query, using=shown.db)


@hooks.register("before_bulk_action")
def publish_complete_records_only(request: HttpRequest, kind: str, objects: Any, action: Any) -> HttpResponse | None:
    """Publishing many at once doesn't open the form that asks for source and year: it is asked here."""
    if kind != "publish" or request.method != "POST":
        return None
    drafts = [page.get_latest_revision_as_object() for page in objects]
    incomplete = [draft for draft in drafts if isinstance(draft, Record) and lacking_on(draft)]
    for draft in incomplete:
        messages.error(request, f"{draft.title}: {' '.join(map(str, lacking_on(draft).values()))}")
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk) if incomplete else None
