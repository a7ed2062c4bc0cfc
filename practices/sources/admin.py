"""Sources at the editing desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from practices.sources.models import Source


class SourceViewSet(SnippetViewSet):
    """Documents, web pages, statistics, laws."""

    model = Source
    icon = "doc-full"
    menu_label = _("Sources")
    list_display: ClassVar[list[Any]] = [
        "title", Column("identifier", label=_("Identifier"), sort_key="identifier"), "author", "type",
        Column("year", label=_("Year"), sort_key="year"), "state",
    ]  # fmt: skip
    list_filter: ClassVar[list[str]] = ["type", "state", "language", "audience"]
    list_per_page = 50
    ordering = "identifier"
    search_backend_name = None
    search_fields: ClassVar[list[str]] = ["title", "author", "number", "identifier", "url"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("type"), FieldPanel("year")]),
                    FieldPanel("author"),
                    FieldRowPanel(
                        [FieldPanel("number"), FieldPanel("language", help_text=_("A code such as en or de."))]
                    ),
                ],
                _("What it is"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("url"),
                    FieldPanel("archive_url"),
                    FieldRowPanel(
                        [
                            FieldPanel("state"),
                            FieldPanel("checked", help_text=_("When somebody last followed the link.")),
                        ]
                    ),
                    FieldRowPanel(
                        [
                            FieldPanel("file_type", help_text=_("Such as pdf.")),
                            FieldPanel("file_size", help_text=_("As stated, such as 666.1 KB.")),
                        ]
                    ),
                ],
                _("Where it is"),
            ),
            FieldPanel(
                "note", help_text=_("What a reader should know about it: undated, a draft, links that lead nowhere.")
            ),
            FieldPanel("audience"),
        ]
    )
