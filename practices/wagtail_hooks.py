"""The catalogue's corner of the editing desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.vocabularies.admin import ConceptSchemeViewSet, ConceptViewSet, PlaceViewSet
from practices.claims.admin import ClaimViewSet, DatasetViewSet
from practices.conflicts.admin import ConflictViewSet
from practices.expectations.admin import ExpectationViewSet
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
