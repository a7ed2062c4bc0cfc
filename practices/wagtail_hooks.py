"""The catalogue's corner of the editing desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.foundation.desk import LookOnlyPolicy
from portal.foundation.exploring import page_policy
from portal.vocabularies.admin import ConceptSchemeViewSet, ConceptViewSet, PlaceViewSet
from practices.care import report
from practices.claims.admin import ClaimViewSet, DatasetViewSet
from practices.conflicts import desk as contradictions
from practices.conflicts.admin import ConflictViewSet
from practices.contributions import desk as contributions
from practices.contributions.models import Contribution
from practices.events import desk as embargoes
from practices.expectations.admin import ExpectationViewSet
from practices.imports import views as imports
from practices.peers import desk as peers
from practices.peers.models import PeerReview
from practices.ratings import desk as ratings
from practices.ratings.models import Rating
from practices.records.admin import AnyPageViewSet, PagesToChoose, RecordViewSet
from practices.records.models import Record
from practices.records.publishable import lacking_on
from practices.representing import desk as representing
from practices.representing.models import Representation
from practices.sources import report as links
from practices.sources.admin import SourceViewSet
from practices.translating import report as translations
from practices.translating import views as translating

register_permission_policy(Contribution, LookOnlyPolicy(Contribution))
register_permission_policy(PeerReview, LookOnlyPolicy(PeerReview))
register_permission_policy(Rating, LookOnlyPolicy(Rating))
register_permission_policy(Representation, LookOnlyPolicy(Representation))


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


@hooks.register("register_admin_menu_item")
def stories() -> MenuItem:
    """The way to the desk of stories, which is no part of Wagtail's: their words stand in no revision."""
    return MenuItem(_("Stories"), reverse("story_desk"), name="stories", icon_name="openquote", order=210)


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own for all pages
def pages() -> list[AnyPageViewSet | RecordViewSet]:
    """How pages are listed and searched."""
    return [AnyPageViewSet(), RecordViewSet()]


@hooks.register("register_admin_viewset")
def contributed() -> contributions.ContributionViewSet:
    """The list of what readers suggest."""
    return contributions.ContributionViewSet()


@hooks.register("register_admin_viewset")
def reviewed_by_peers() -> peers.PeerReviewViewSet:
    """The list of peer reviews."""
    return peers.PeerReviewViewSet()


@hooks.register("register_admin_viewset")
def rated_by_two() -> ratings.RatingViewSet:
    """The list of ratings of evidence."""
    return ratings.RatingViewSet()


@hooks.register("register_admin_viewset")
def speaking_for_organisations() -> representing.RepresentationViewSet:
    """The list of who says that they speak for an organisation."""
    return representing.RepresentationViewSet()


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


@hooks.register("before_bulk_action")
def withdraw_records_one_by_one(request: HttpRequest, kind: str, objects: Any, action: Any) -> HttpResponse | None:
    """Many records would go for one reason: each has its own, which readers find at its address."""
    if kind != "unpublish" or not any(isinstance(page.specific, Record) for page in objects):
        return None
    messages.error(request, _("Withdraw records one by one: readers of each are told why it went."))
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """The pages behind lists, forms and reports of the desk."""
    rooms = (
        imports,
        report,
        links,
        contributions,
        contradictions,
        peers,
        ratings,
        representing,
        translations,
        embargoes,
    )
    return [address for room in rooms for address in room.urls()]


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's
def translating_beside() -> list[URLPattern]:
    """The pages of translating."""
    return translating.urls()


@hooks.register("register_page_header_buttons")
def to_translations(page: Any, user: Any, view_name: str, next_url: str = "") -> Iterator[Button]:
    """From the editor of a record to its translations, or beside its original."""
    if view_name == "edit" and (button := translating.button_for(page, user)):
        yield Button(button["label"], button["url"], icon_name="globe", priority=6)


@hooks.register("register_page_header_buttons")
def to_embargo(page: Any, user: Any, view_name: str, next_url: str = "") -> Iterator[Button]:
    """From the editor of a record to the event that it can wait for."""
    if view_name == "edit" and (button := embargoes.button_for(page, user)):
        yield Button(button["label"], button["url"], icon_name="calendar", priority=7)


@hooks.register("register_reports_menu_item")
def translations_of_records() -> translations.TranslationMenuItem:
    """That of the report on translations."""
    return translations.menu_item()


@hooks.register("register_reports_menu_item")
def records_that_need_care() -> report.CareMenuItem:
    """The report’s place in the menu."""
    return report.menu_item()


@hooks.register("register_reports_menu_item")
def figures_that_contradict() -> contradictions.ContradictionsMenuItem:
    """Likewise."""
    return contradictions.menu_item()


@hooks.register("register_reports_menu_item")
def links_of_sources() -> links.LinkMenuItem:
    """That of the report on links."""
    return links.menu_item()
