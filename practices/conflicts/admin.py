"""The conflict ledger at the editing desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.vocabularies.widgets import PlaceBoxes
from practices.conflicts.models import Conflict
from practices.records.widgets import RecordIdentifiers


class ConflictViewSet(SnippetViewSet):
    """Where sources disagree."""

    model = Conflict
    icon = "warning"
    menu_label = _("Where sources differ")
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("identifier", label=_("Identifier"), sort_key="identifier"),
        "audience",
    ]
    list_filter: ClassVar[list[str]] = ["audience"]
    ordering = "identifier"
    search_fields: ClassVar[list[str]] = ["title", "note", "identifier"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title", help_text=_("As a question that the sources answer differently.")),
            InlinePanel(
                "values",
                heading=_("Values"),
                label=_("value"),
                min_num=2,
                help_text=_("Every value with where it stands; none is left out."),
            ),
            FieldPanel(
                "note", help_text=_("What the editors think, and what they show. Personal data never stands here.")
            ),
            FieldPanel(
                "records",
                widget=RecordIdentifiers(),
                help_text=_("Identifiers of the records where it is marked, such as PG-0001 AR-0002."),
            ),
            FieldPanel("datasets", widget=forms.CheckboxSelectMultiple()),
            FieldPanel("places", widget=PlaceBoxes()),
            FieldPanel("audience"),
        ]
    )
