"""Data sets and their figures at the editing desk; figures about a record stand on the record's own form."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.vocabularies.admin import FixedCodes
from portal.vocabularies.snapshot import vocabulary
from portal.vocabularies.widgets import ConceptSelect, Lines, PlaceSelect
from practices.claims.models import FIGURE, Claim, Dataset

MEASURED = ("theme", "need", "stage", "setting", "target_group", "topic", "programme_round")


class DatasetForm(FixedCodes):
    """Checks that the columns exist."""

    def clean_columns(self) -> Any:
        """Each must be the code of an indicator."""
        for code in self.cleaned_data["columns"] or []:
            if f"indicator:{code}" not in vocabulary().by_key:
                raise ValidationError(
                    _("There is no indicator “%(code)s”: add it to the vocabulary of indicators first."),
                    params={"code": code},
                )
        return self.cleaned_data["columns"]


class DatasetViewSet(SnippetViewSet):
    """Tables such as Annex 1."""

    model = Dataset
    icon = "table"
    menu_label = _("Data sets")
    list_display: ClassVar[list[Any]] = ["title", Column("code", label=_("Code"), sort_key="code"), "rows", "source"]
    search_fields: ClassVar[list[str]] = ["title", "code", "summary"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code", help_text=_("Stands in addresses; it never changes.")),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("source"), FieldPanel("at")]),
            FieldPanel("as_of"),
            FieldRowPanel(
                [
                    FieldPanel("rows"),
                    FieldPanel(
                        "columns", widget=Lines(), help_text=_("Codes of indicators in their order, one per line.")
                    ),
                ]
            ),
            FieldPanel(
                "note",
                help_text=_("What a reader must know to use the figures. Identifiers such as CF-0002 become links."),
            ),
        ],
        base_form_class=DatasetForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """With the sources that the listing shows."""
        return Dataset.objects.select_related("source")


class ClaimForm(WagtailAdminModelForm):
    """Checks what a figure is about."""

    def clean(self) -> dict[str, Any]:
        """A place or a concept, and each figure once."""
        cleaned: dict[str, Any] = super().clean()
        if bool(cleaned.get("place")) == bool(cleaned.get("concept")):
            self.add_error("place", _("Choose what the figure is about: a place or a concept, one of them."))
        if not self.errors and not cleaned.get("dataset") and self._stands_elsewhere(cleaned):
            self.add_error(None, _("This figure is there already, with the same place in its source: change that one."))
        return cleaned

    def _stands_elsewhere(self, cleaned: dict[str, Any]) -> bool:
        """Whether another figure outside of data sets could not be told from this one."""
        told_by = ("indicator", "place", "concept", "label", "period", "source", "at")
        same = Claim.objects.filter(record=None, dataset=None, **{name: cleaned.get(name) for name in told_by})
        return same.exclude(pk=self.instance.pk).exists()


class ClaimViewSet(SnippetViewSet):
    """Figures about places and concepts."""

    model = Claim
    icon = "order"
    menu_label = _("Figures")
    list_display: ClassVar[list[Any]] = [
        "indicator", Column("shown_value", label=_("Value")),
        Column("about", label=_("About"), accessor=lambda claim: claim.place or claim.concept),
        "dataset", "period", "status",
    ]  # fmt: skip
    list_filter: ClassVar[list[str]] = ["dataset", "status"]
    list_per_page = 100
    search_fields: ClassVar[list[str]] = [
        "label",
        "indicator__labels__text",
        "place__code",
        "place__names__en",
        "value_text",
        "caveat",
    ]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("dataset", help_text=_("The table that the figure is a cell of, if any.")),
                    FieldPanel("place", widget=PlaceSelect()),
                    FieldPanel("concept", widget=ConceptSelect(*MEASURED), help_text=_("Instead of a place.")),
                ],
                _("What it is about"),
            ),
            FieldPanel("indicator", widget=ConceptSelect("indicator")),
            *FIGURE,
        ],
        base_form_class=ClaimForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """Those that stand on no record, with what the listing shows."""
        rows = Claim.objects.filter(record=None).select_related("place", "concept", "indicator", "dataset")
        return rows.prefetch_related("indicator__labels", "concept__labels").order_by("dataset", "indicator", "pk")
