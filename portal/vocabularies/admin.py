"""Concepts, schemes and places at the editing desk."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from portal.foundation.identity import Identifier
from portal.vocabularies.models import PLACE_CODE, Concept, ConceptLabel, ConceptScheme, Place, everything_above
from portal.vocabularies.widgets import (
    ConceptBoxes,
    ConceptSelect,
    Lines,
    LocatedLines,
    PlaceSelect,
    TextsByLanguage,
    language_select,
)

EDITORS_WORK = _("Labels and translations are the editors' own work unless a source is named.")


# -- Concepts --


def concepts_with(rows: QuerySet[Concept], text: str) -> QuerySet[Concept]:
    """Concepts whose code, short form or any word holds a text."""
    labelled = ConceptLabel.objects.filter(text__icontains=text).values("concept")
    return rows.filter(Q(code__icontains=text) | Q(abbreviation__icontains=text) | Q(pk__in=labelled))


def places_with(rows: QuerySet[Place], text: str) -> QuerySet[Place]:
    """Places whose code or name in any language holds a text."""
    wanted = Q(code__icontains=text) | Q(nuts__iexact=text)
    for language, _name in settings.CONTENT_LANGUAGES:
        wanted |= Q(**{f"names__{language}__icontains": text})
    return rows.filter(wanted)


def chooser_found_by(find: Any) -> type[SnippetChooserViewSet]:
    """A chooser whose search field is answered by `find(queryset, text)`."""

    class SearchForm(BaseFilterForm):
        q = forms.CharField(label=_("Search"), required=False)

        def filter(self, objects: Any) -> Any:
            text = self.cleaned_data.get("q")
            if not text:
                return objects
            self.is_searching, self.search_query = True, text
            return find(objects, text)

    class Choose(ChooseView):
        filter_form_class = SearchForm

    class ChooseResults(ChooseResultsView):
        filter_form_class = SearchForm

    class Chooser(SnippetChooserViewSet):
        choose_view_class = Choose
        choose_results_view_class = ChooseResults

    return Chooser


def index_found_by(find: Any) -> type[IndexView]:
    """A listing whose search field is answered by `find(queryset, text)`."""

    class Index(IndexView):
        is_searchable = True

        def search_queryset(self, queryset: Any) -> Any:
            return find(queryset, self.search_query) if self.is_searching else queryset

    return Index


class FixedCodes(WagtailAdminModelForm):
    """What stands in addresses can be chosen once: it is shown, not changed, later."""

    fixed: ClassVar[tuple[str, ...]] = ("code",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            for name in self.fixed:
                self.fields[name].disabled = True


class ConceptForm(FixedCodes):
    """Checks what the database can't."""

    fixed = ("scheme", "code")

    def clean_exact_match(self) -> Any:
        """Each must be an address."""
        for address in self.cleaned_data["exact_match"] or []:
            try:
                URLValidator(schemes=["http", "https"])(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(address)s” is not an address: begin with http://."), params={"address": address}
                ) from None
        return self.cleaned_data["exact_match"]

    def clean_sources(self) -> Any:
        """Each must begin with the identifier of a source."""
        rows = self.cleaned_data["sources"] or []
        known = set(
            Identifier.objects.filter(prefix="SR", code__in=[row["source"] for row in rows]).values_list(
                "code", flat=True
            )
        )
        for row in rows:
            if row["source"] not in known:
                raise ValidationError(
                    _("“%(source)s” is not an identifier of a source: write such as SR-0001: Panel 1."),
                    params={"source": row["source"]},
                )
        return self.cleaned_data["sources"]

    def clean(self) -> dict[str, Any]:
        """One preferred word per language, and one in English; the integrity conditions of SKOS."""
        cleaned: dict[str, Any] = super().clean()
        self._check_relations(cleaned)
        self._check_notes()
        labels = self.formsets.get("labels")
        if labels is None or not labels.is_valid():
            return cleaned
        kept = [row for row in labels.cleaned_data if row and not row.get("DELETE")]
        preferred = [row["language"] for row in kept if row["kind"] == ConceptLabel.Kind.PREFERRED]
        if settings.LANGUAGE_CODE not in preferred:
            self.add_error(None, _("Give the concept a preferred label in English."))
        if len(preferred) > len(set(preferred)):
            self.add_error(None, _("A language has one preferred label: make the others alternative."))
        words = [(row["language"], row["text"]) for row in kept]
        if len(words) > len(set(words)):
            self.add_error(None, _("A word stands there twice in one language: keep it once."))
        return cleaned

    def _check_relations(self, cleaned: dict[str, Any]) -> None:
        """Nothing is broader than itself, or both broader and related (S24, S27 of https://www.w3.org/TR/skos-reference/)."""
        own, broader = self.instance.pk, defaultdict[Any, list[Any]](list)
        for narrow, broad in Concept.broader.through.objects.values_list("from_concept", "to_concept"):
            broader[narrow].append(broad)
        broader[own] = [concept.pk for concept in cleaned.get("broader") or ()]
        above = everything_above(own, broader)
        related = {concept.pk for concept in cleaned.get("related") or ()}
        below = {narrow for narrow in related if own in everything_above(narrow, broader)}
        if own is not None and own in above:
            self.add_error("broader", _("A concept can't be broader than itself, nor lie in a circle."))
        if related & {*above, *below, own}:
            self.add_error("related", _("What is broader or narrower, or the concept itself, can't be related too."))

    def _check_notes(self) -> None:
        """One note for each language."""
        notes = self.formsets.get("notes")
        if notes is not None and notes.is_valid():
            languages = [row["language"] for row in notes.cleaned_data if row and not row.get("DELETE")]
            if len(languages) > len(set(languages)):
                self.add_error(None, _("A language has one note: write all of it there."))


class ConceptViewSet(SnippetViewSet):
    """Themes, topics, target groups, stages, needs, glossary terms …"""

    model = Concept
    icon = "tag"
    menu_label = _("Concepts and terms")
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("code", label=_("Code"), sort_key="code"),
        "scheme",
        "abbreviation",
    ]
    list_filter: ClassVar[list[str]] = ["scheme"]
    list_per_page = 50
    index_view_class = index_found_by(concepts_with)
    chooser_viewset_class = chooser_found_by(concepts_with)
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(template="vocabularies/label_effects_link.html"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("scheme"), FieldPanel("code")]),
                            FieldRowPanel([FieldPanel("notation"), FieldPanel("abbreviation"), FieldPanel("position")]),
                        ],
                        _("Identity"),
                    ),
                    InlinePanel(
                        "labels",
                        heading=_("Labels"),
                        label=_("label"),
                        help_text=EDITORS_WORK,
                        panels=[
                            FieldRowPanel(
                                [
                                    FieldPanel("language", widget=language_select()),
                                    FieldPanel("kind"),
                                    FieldPanel("text"),
                                ]
                            )
                        ],
                    ),
                    InlinePanel(
                        "notes",
                        heading=_("Notes and definitions"),
                        label=_("note"),
                        help_text=_("What the concept covers; of a glossary term its explanation."),
                        panels=[FieldPanel("language", widget=language_select()), FieldPanel("text")],
                    ),
                ],
                heading=_("Words"),
            ),
            ObjectList(
                [
                    FieldPanel("broader", widget=ConceptBoxes(but=("indicator",))),
                    FieldPanel("related", widget=ConceptBoxes()),
                    FieldPanel(
                        "exact_match",
                        widget=Lines(),
                        help_text=_("Addresses of the same concept elsewhere, such as EuroVoc, one per line."),
                    ),
                    InlinePanel(
                        "close_matches",
                        heading=_("Nearest equivalents"),
                        label=_("nearest equivalent"),
                        help_text=_(
                            "What comes nearest in another country, and how it differs. Shown as editors' work."
                        ),
                        panels=[
                            FieldPanel("to", widget=ConceptSelect()),
                            FieldPanel("language", widget=language_select(optional=True)),
                            FieldPanel("note"),
                        ],
                    ),
                    FieldPanel(
                        "sources",
                        widget=LocatedLines(),
                        help_text=_("Where the documents speak of it, one per line: SR-0001: Panel 1"),
                    ),
                ],
                heading=_("Relations and sources"),
            ),
        ],
        base_form_class=ConceptForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """With the words that the listing shows."""
        return Concept.objects.select_related("scheme").prefetch_related("labels")


class ConceptSchemeViewSet(SnippetViewSet):
    """The vocabularies themselves."""

    model = ConceptScheme
    icon = "list-ul"
    menu_label = _("Names of vocabularies")
    list_display: ClassVar[list[Any]] = ["__str__", Column("code", label=_("Code"), sort_key="code")]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("code"),
            FieldPanel("titles", widget=TextsByLanguage(), help_text=_("At least in English.")),
            FieldPanel(
                "descriptions",
                widget=TextsByLanguage(multiline=True),
                help_text=_("What it is for and where it comes from."),
            ),
        ],
        base_form_class=FixedCodes,
    )


# -- Places --


class PlaceForm(FixedCodes):
    """Checks what the database can't."""

    def clean_code(self) -> Any:
        """It stands in addresses."""
        code = self.cleaned_data["code"]
        if self.instance._state.adding and not PLACE_CODE.fullmatch(code):
            raise ValidationError(_("Use letters, digits and hyphens only."))
        return code

    def clean_names(self) -> Any:
        """A place needs an English name: the others fall back on it."""
        names = self.cleaned_data["names"]
        if not names.get(settings.LANGUAGE_CODE):
            raise ValidationError(_("Give the place a name in English."))
        return names

    def clean(self) -> dict[str, Any]:
        """Nothing can roll up to itself."""
        cleaned: dict[str, Any] = super().clean()
        above, steps = cleaned.get("parent"), 0
        while above and steps < 10:
            if above.pk == self.instance.pk:
                self.add_error("parent", _("A place can't roll up to itself."))
                break
            above, steps = above.parent, steps + 1
        return cleaned


class PlaceViewSet(SnippetViewSet):
    """Countries, their parts, regions, cities, facilities."""

    model = Place
    icon = "globe"
    menu_label = _("Places")
    list_display: ClassVar[list[Any]] = ["__str__", "kind", Column("parent", label=_("Rolls up to"))]
    list_filter: ClassVar[list[str]] = ["kind"]
    list_per_page = 100
    index_view_class = index_found_by(places_with)
    chooser_viewset_class = chooser_found_by(places_with)
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("parent", widget=PlaceSelect(), help_text=_("The larger place that it is counted with.")),
            FieldRowPanel([FieldPanel("nuts"), FieldPanel("iso")]),
            FieldPanel("names", widget=TextsByLanguage(), help_text=_("At least in English.")),
            FieldPanel(
                "alternatives",
                widget=TextsByLanguage(lists=True),
                help_text=_("Other names and spellings that people search for, one per line."),
            ),
        ],
        base_form_class=PlaceForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """With the places that they roll up to."""
        return Place.objects.select_related("parent")
