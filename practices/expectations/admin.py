"""Search expectations at the editing desk, each with how it fares now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from practices.expectations.models import SearchExpectation
from practices.expectations.reading import readable
from practices.records.widgets import RecordIdentifiers
from search.engines import engine
from search.engines.base import EngineUnavailableError
from search.evaluation.expectations import Outcome, outcome


class ExpectationIndexView(IndexView):
    """The list. What is on its page is asked of the live index; nothing is kept."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Tells each of the shown expectations how it fares."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = list(context["page_obj"].object_list if context.get("page_obj") else self.object_list)
        for one, fares in zip(shown, how_they_fare(shown), strict=True):
            one.fares = fares
        context["table"].data = shown
        return context


def how_they_fare(kept: Sequence[SearchExpectation]) -> list[str]:
    """A few words for each."""
    asked = engine()
    try:
        return [in_words(outcome(one, asked)) if one.wanted else _("No such records") for one in readable(kept)]
    except EngineUnavailableError:
        return [_("Search is not available") for _one in kept]


def in_words(found: Outcome) -> str:
    """The places of what was found, and what was not."""
    places = ", ".join(str(place) for place in sorted(found.places.values()))
    if not found.missing:
        return _("Found: %(places)s") % {"places": places}
    missing = {"missing": ", ".join(found.missing), "places": places}
    return _("Found: %(places)s; not %(missing)s") % missing if places else _("Not found: %(missing)s") % missing


class ExpectationViewSet(SnippetViewSet):
    """What should come up for which words."""

    model = SearchExpectation
    icon = "search"
    menu_label = gettext_lazy("Search expectations")
    index_view_class = ExpectationIndexView
    list_display: ClassVar[list[Any]] = [
        "query",
        "language",
        Column("fares", label=gettext_lazy("Place in the results now")),
        "note",
    ]
    list_filter: ClassVar[list[str]] = ["language"]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["query", "note"]
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            FieldPanel("query"),
            FieldPanel("language"),
            FieldPanel(
                "records",
                widget=RecordIdentifiers(),
                help_text=gettext_lazy("Identifiers of the records that should come up, such as PR-0001 RU-0014."),
            ),
            FieldPanel("note", help_text=gettext_lazy("Why, where it is not plain. Personal data never stands here.")),
        ]
    )
