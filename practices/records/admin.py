"""Lists of records at the editing desk: what tells one from another stands beside the title, and any name or identifier finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageFilterSet
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.foundation.identity import PATTERN
from portal.foundation.pages import BasePage
from portal.vocabularies.snapshot import vocabulary
from practices.recommendations.models import Recommendation, RecommendationSet
from practices.records.lists import RecordIndex
from practices.records.models import Record

PLACES = Record.places.through


def countries() -> list[tuple[str, str]]:
    """The countries to choose from."""
    return [(place.code, place.name()) for place in vocabulary().countries_in_order()]


def publishing_states() -> list[tuple[str, Any]]:
    """How far a record has come."""
    return [("live", _("Published")), ("changed", _("Published, with changes")), ("draft", _("Draft"))]


def in_country(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Records of a country and of all places in it; translations go with their original."""
    known = vocabulary()
    within = [place.id for place in known.places.values() if code in (one.code for one in known.upward(place))]
    works = PLACES.objects.filter(place__in=within).values("record__translation_key")
    return rows.filter(translation_key__in=works)


class RecordFilters(PageFilterSet):
    """Wagtail's own, without those that mean nothing here, and two of ours."""

    country = ChoiceFilter(label=_("Country"), choices=countries, method="in_country")
    state = ChoiceFilter(label=_("Status"), choices=publishing_states, method="in_state")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("site", "has_child_pages"):
            del self.filters[name]

    class Meta:
        model = Record
        fields: ClassVar[list[str]] = []

    def in_country(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Records of the country and of all places in it; translations go with their original."""
        return in_country(rows, code)

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        """Records that have come as far as this."""
        if state == "draft":
            return rows.filter(live=False)
        return rows.filter(live=True, has_unpublished_changes=True) if state == "changed" else rows.filter(live=True)


def called(pages: Any, text: str) -> Any:
    """The pages of which every word of the text stands in the title, the draft's title, another name or the identifier."""
    for word in text.split():
        named = Record.objects.filter(names__text__icontains=word).values("pk")
        numbered = BasePage.objects.filter(identifier__icontains=word).values("pk")
        pages = pages.filter(
            Q(title__icontains=word) | Q(draft_title__icontains=word) | Q(pk__in=named) | Q(pk__in=numbered)
        )
    return pages


class PagesToChoose(PageQuerySet):
    """Pages as the chooser asks for them: found by any name and by their identifier."""

    def autocomplete(self, query: str, *_args: Any, **_options: Any) -> Any:
        """What the chooser's search field finds."""
        return called(self, query).order_by("title", "pk")


class RecordIndexView(ExplorableIndexView):
    """The records below a list, a set or a recommendation."""

    base_filterset_class = RecordFilters
    base_columns: ClassVar[list[Any]] = [
        *(column for column in ExplorableIndexView.base_columns if column.name in {"bulk_actions", "title"}),
        Column("identifier", label=_("Identifier"), sort_key="identifier", width="9%"),
        Column("countries_told", label=_("Country"), width="12%"),
        Column("known_in_told", label=_("As known in"), sort_key="known_in", width="10%"),
        *(
            column
            for column in ExplorableIndexView.base_columns
            if column.name in {"latest_revision_created_at", "status"}
        ),
    ]

    def search_queryset(self, queryset: Any) -> Any:
        """Every word stands in the title, the draft's title, another name or the identifier."""
        if not self.is_searching:
            return super().search_queryset(queryset)
        queryset = called(queryset, self.search_query)
        return queryset if self.is_explicitly_ordered else queryset.order_by("title", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tells each of the shown records its country and its year."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tell(context["object_list"])
        return context


def tell(records: Iterable[Any]) -> None:
    """Gives records what the list shows of their original; the same number of queries for any number of records."""
    keys = [record.translation_key for record in records]
    originals = Record.objects.originals().filter(translation_key__in=keys)
    years = {
        key: str(year) if year else gettext("not known") if not_known else ""
        for key, year, not_known in originals.values_list("translation_key", "known_in", "known_in_not_known")
    }
    known = vocabulary()
    found: dict[Any, set[str]] = defaultdict(set)
    for key, place in originals.exclude(places=None).values_list("translation_key", "places"):
        country = known.country_of(known.places[place])
        found[key].add((country or known.places[place]).name())
    for record in records:
        record.known_in_told = years.get(record.translation_key, "")
        record.countries_told = ", ".join(sorted(found[record.translation_key]))


class RecordViewSet(PageViewSet):
    """Records of all kinds."""

    model = Record
    icon = "doc-full"
    index_view_class = RecordIndexView
    filterset_class = RecordFilters
    parent_models: ClassVar[list[type[Page]]] = [RecordIndex, RecommendationSet, Recommendation]


class PageSearchView(SearchView):
    """The desk's search for pages, which knows identifiers too."""

    def get_queryset(self) -> Any:
        """The texts of a work if its identifier was typed."""
        found = super().get_queryset()
        match = PATTERN.match(self.search_query.strip()[:8].upper()) if self.search_query else None
        if match is None:
            return found
        explorable = self.permission_policy.explorable_instances(self.request.user)
        self.all_pages = explorable.filter(basepage__identifier=match["code"])
        return self.annotate_queryset(self.all_pages.order_by("pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words that Wagtail counts the results with, and forgets here."""
        words = {"verbose_name": Page._meta.verbose_name, "verbose_name_plural": Page._meta.verbose_name_plural}
        return {**super().get_context_data(**kwargs), **words}


class AnyPageViewSet(PageViewSet):
    """All other pages: as Wagtail has them, but for the search."""

    search_view_class = PageSearchView
