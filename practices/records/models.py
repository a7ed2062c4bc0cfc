"""What every record of the catalogue has, whatever its kind: summary, age, badges, places, concepts, names, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from portal.foundation.audience import PUBLIC, still_live
from portal.foundation.dates import PartialDateField
from portal.foundation.pages import BasePage, BasePageQuerySet
from portal.foundation.widgets import WrappedLine
from portal.vocabularies.models import Concept, Place
from portal.vocabularies.widgets import ConceptBoxes, PlaceBoxes
from practices.advice.panel import AdvicePanel
from practices.ratings.panel import RatingPanel
from practices.records.decided import decided
from practices.records.forms import RecordForm, TranslationHelp, TranslationPanel, WorkTab
from practices.records.publishable import of_a_year
from practices.sources.models import Source

# What belongs to the work and not to one of its texts.
WORK_FIELDS = ["names", "relations", "results", "citations", "concepts", "places", "tagged_items"]
# What each text says in its own language, beside its sections.
TEXT_FACTS = [
    "text", "target", "reached", "venue", "series", "publisher", "budget", "calls", "design", "comparison_group", "sample", "follow_up",
]  # fmt: skip
ORIGINAL = Q(title_and_summary_only=False, translated_by="")  # a translation names its translator, or is not whole yet
# What follows from ratings and reviews (practices/ratings, practices/peers): it is the work's, whichever of its versions is published.
DECIDED_FIELDS = [
    *("evidence_strength", "evidence_because", "evidence_on", "evidence_by"),
    *("peer_reviewed", "peer_review_on", "peer_review_by", "peer_review_note"),
]
# What sort of thing of its kind it is: fields with choices.
TYPES = ["organisation_type", "tool_type", "programme_type", "event_type", "evaluation_type"]
EDITORS_KEYS = re.compile(r' data-block-key=\\?"[^"]*"|"id": "[^"]*"')
TEXT_FEATURES = ["h3", "bold", "italic", "ul", "ol", "link", "document-link"]


class RecordText(RichTextField):
    """A longer text of a record: paragraphs, lists and links, no layout."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("features", TEXT_FEATURES)
        options.setdefault("blank", True)
        super().__init__(*args, **options)


@dataclass(frozen=True)
class Section:
    """A part of a record's page: the field it shows and its heading.

    Where the field is empty the page says "not known" and asks for it (`ask`), or leaves the part out.
    """

    field: str
    heading: Any
    ask: bool = False
    style: str = ""  # "failed" is drawn as a warning to the reader


class RecordTag(TaggedItemBase):
    """A free word on a record."""

    content_object = ParentalKey("practices.Record", on_delete=models.CASCADE, related_name="tagged_items")


def has_original(now: datetime | None = None) -> Q:
    """Originals, and translations whose original is published for whoever may read them: they show what stands on it."""
    originals = Record.objects.filter(still_live(now=now), ORIGINAL)
    open_to_same = Q(audience=PUBLIC) | Q(audience=OuterRef("audience"))
    return ORIGINAL | Q(Exists(originals.filter(open_to_same, translation_key=OuterRef("translation_key"))))


class RecordQuerySet(BasePageQuerySet):
    """Records by who may see them."""

    def originals(self) -> RecordQuerySet:
        """The texts in which works were first written: each work has one."""
        return self.filter(ORIGINAL)

    def visible_to(self, user: Any) -> RecordQuerySet:
        """As for every page; and a translation goes where its original goes."""
        return super().visible_to(user).filter(has_original())


RecordManager = PageManager.from_queryset(RecordQuerySet)


class Record(BasePage):
    """A record of the catalogue. Kinds derive from it; lists, relations and cards need only what is here.

    What is true of the work in every language (concepts, places, relations, results, sources, badges) stands on the original
    text alone. A translation of title and summary only has `title_and_summary_only`; what a whole one leaves out, too, is shown in
    the original.
    """

    class Evidence(models.TextChoices):
        STRONG = "strong", _("strong")
        MODERATE = "moderate", _("moderate")
        PROMISING = "promising", _("promising")
        WEAK = "weak", _("weak")
        UNRATED = "unrated", _("not rated")

    is_creatable = False

    kind: ClassVar[str] = ""
    kind_label: ClassVar[Any] = ""
    kind_label_plural: ClassVar[Any] = ""
    icon: ClassVar[str] = "document"
    schema_type: ClassVar[str] = "CreativeWork"  # https://schema.org/
    has_badges: ClassVar[bool] = False
    sections: ClassVar[tuple[Section, ...]] = ()
    asked: ClassVar[tuple[str, ...]] = ()  # facts that say "not known" where nothing is known
    subpage_types: ClassVar[list[str]] = []
    base_form_class = RecordForm

    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences: what it is and what came of it.")
    )
    known_in = models.PositiveSmallIntegerField(
        _("as known in"),
        null=True,
        blank=True,
        validators=[of_a_year],
        help_text=_("The year of the source's knowledge."),
    )
    known_in_not_known = models.BooleanField(
        _("the year is not known"), default=False, help_text=_("Only where no source says it.")
    )
    historical = models.BooleanField(_("historical"), default=False, help_text=_("The programme or project has ended."))
    period = PartialDateField(_("period"))
    website = models.CharField(_("website"), max_length=300, blank=True, help_text=_("As printed in the source."))
    funding_credit = models.CharField(_("funding credit"), max_length=400, blank=True)
    reviewed_on = models.DateField(
        _("last reviewed"),
        null=True,
        blank=True,
        help_text=_("When an editor last compared the record with its sources."),
    )
    review_due = models.DateField(_("review due"), null=True, blank=True)

    title_and_summary_only = models.BooleanField(
        _("only title and summary are translated"),
        default=False,
        help_text=_("Readers then see all else in the original. Untick it once other texts below are translated, too."),
    )
    translated_by = models.CharField(
        _("translated by"),
        max_length=120,
        blank=True,
        help_text=_("A person’s capacity or an organisation, such as “editors”. Readers see it."),
    )
    # What the original said when each part was translated, by the part's name: of each version, so that drafts keep their own.
    made_from = models.JSONField(default=dict, blank=True, editable=False)

    evidence_strength: Any = decided(models.CharField)(
        _("strength of evidence"), max_length=10, choices=Evidence.choices, default=Evidence.UNRATED
    )
    evidence_because: Any = decided(models.TextField)(_("because"), blank=True)
    evidence_on: Any = decided(PartialDateField)(_("rated on"))
    evidence_by: Any = decided(models.CharField)(_("rated by"), max_length=255, blank=True)
    peer_reviewed: Any = decided(models.BooleanField)(_("peer-reviewed"), default=False)
    peer_review_on: Any = decided(PartialDateField)(_("reviewed by peers on"))
    peer_review_by: Any = decided(models.CharField)(_("reviewed by"), max_length=255, blank=True)
    peer_review_note: Any = decided(models.TextField)(_("what the peers said"), blank=True)
    self_reported = models.BooleanField(_("self-reported"), default=False)
    self_report_on = PartialDateField(_("reported on"))
    self_report_by = models.CharField(_("reported by"), max_length=255, blank=True)
    self_report_note = models.TextField(_("what was reported"), blank=True)

    concepts = ParentalManyToManyField(Concept, blank=True, related_name="records", verbose_name=_("concepts"))
    places = ParentalManyToManyField(Place, blank=True, related_name="records", verbose_name=_("places"))
    tags = ClusterTaggableManager(through=RecordTag, blank=True)

    objects = RecordManager()

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("summary", widget=WrappedLine())]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("identifier"),
    ]

    class Meta:
        verbose_name = _("record")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """A record stands in the list of its own kind: no other is offered there."""
        return bool(super().can_create_at(parent)) and _kind_in(parent, cls.kind) == cls.kind

    def can_move_to(self, parent: Any) -> bool:
        """As for a new one, and in its own language: a translation is another text, not another place."""
        same = _kind_in(parent, self.kind) == self.kind and parent.locale_id == self.locale_id
        return same and bool(super().can_move_to(parent))

    @classmethod
    @cache
    def translatable(cls) -> tuple[str, ...]:
        """The fields that a whole translation says in its own words."""
        own = {field.name for field in cls._meta.get_fields()}
        sections = [section.field for section in cls.sections if section.field != "results"]
        return (*sections, *(name for name in TEXT_FACTS if name in own))

    def own_words(self, original: Any) -> frozenset[str]:
        """The fields that this text says itself; readers of a translation see all others in the original.

        A copy that nobody has touched yet is still the original's.
        """
        if original is self:
            return frozenset(self.translatable())
        if self.title_and_summary_only:
            return frozenset()
        written = {name: said for name in self.translatable() if (said := words_of(self, name))}
        return frozenset(name for name, said in written.items() if said != words_of(original, name))

    @property
    def type_label(self) -> str:
        """What sort of thing of its kind it is, in words; empty where nothing is said."""
        said = (name for name in TYPES if getattr(self, name, "other") not in {"other", "not_known"})
        return next((str(getattr(self, f"get_{name}_display")()) for name in said), "")

    @property
    def is_translation(self) -> bool:
        """Whether another text of the work is the original."""
        return self.title_and_summary_only or bool(self.translated_by)

    @cached_property
    def original(self) -> Any:
        """The work's original text: what holds its concepts, relations, results and sources."""
        if not self.is_translation:
            return self
        found = Record.objects.originals().filter(translation_key=self.translation_key).first()
        return found.specific if found else self

    def is_visible_to(self, user: Any) -> bool:
        """The rule of `visible_to` for a page that Wagtail's routing has already found published."""
        original = self.original
        if original is not self and not (original.live and original.is_visible_to(user)):
            return False
        return super().is_visible_to(user)

    def with_content_json(self, content: Any) -> Any:
        """A version of the page; badges are not part of any."""
        version = super().with_content_json(content)
        for name in DECIDED_FIELDS:
            setattr(version, name, getattr(self, name))
        return version

    def copy(self, *args: Any, log_action: Any = "wagtail.copy", **options: Any) -> Any:
        """A copy is another work, which nobody has reviewed; one for translation takes only the texts, since all else stays on the original."""
        unreviewed = {name: self._meta.get_field(name).get_default() for name in DECIDED_FIELDS}
        options["update_attrs"] = {**(options.get("update_attrs") or {}), **unreviewed}
        if log_action == "wagtail.copy_for_translation":
            options["exclude_fields"] = [*(options.get("exclude_fields") or []), *WORK_FIELDS]
            marks = {"title_and_summary_only": True, "translated_by": "editors"}  # until the form says otherwise
            options["update_attrs"] = {**(options.get("update_attrs") or {}), **marks}
        return super().copy(*args, log_action=log_action, **options)

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The record's page."""
        from practices.records.page import record_context

        return TemplateResponse(request, "practices/record.html", record_context(self, request))


def _kind_in(parent: Any, otherwise: str) -> str:
    """The kind of records that stand below a page, where it says so."""
    return str(getattr(parent.specific, "record_kind", otherwise))


def words_of(text: Record, name: str) -> str:
    """A field's value, to compare: without the keys that the desk's editor gives to paragraphs and blocks; empty where it says nothing."""
    return bare(stored(text, name))


def stored(text: Record, name: str) -> str:
    """A field's value as a version keeps it."""
    return str(text._meta.get_field(name).value_to_string(text))


def bare(value: str) -> str:
    """The words of a value that a version keeps."""
    said = EDITORS_KEYS.sub("", value)
    return said if strip_tags(said).strip(" []") else ""


class RecordName(Orderable):
    """Another name, spelling or acronym: "CarTeSIO" and "Car.Te.S.I.O." are one."""

    page = ParentalKey(Record, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=255)

    panels: ClassVar[list[Any]] = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("other name")

    def __str__(self) -> str:
        return self.text


class LocatedStatement(Orderable):
    """Where a source says something. Kinds of it add `source` and the `page` that says so."""

    source: Any
    source_id: int

    at = models.CharField(_("place in the source"), max_length=255, blank=True)
    supports = models.CharField(_("what it supports"), max_length=400, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("source"),
        FieldPanel("at", widget=WrappedLine(), help_text=_("Chapter, table, footnote or page.")),
        FieldPanel("supports", widget=WrappedLine(), help_text=_("Which statements of this record it bears out.")),
    ]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("located statement")

    def __str__(self) -> str:
        return f"{self.source_id} {self.at}"


class Citation(LocatedStatement):
    """Where a source says something about the record."""

    page = ParentalKey(Record, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations", verbose_name=_("source"))


CLASSIFICATION = [
    FieldPanel(
        "places", widget=PlaceBoxes(), help_text=_("The smallest places that are known; countries follow from them.")
    ),
    FieldPanel("concepts", widget=ConceptBoxes(but=("indicator", "glossary"))),
    FieldPanel("tags"),
    InlinePanel(
        "names",
        heading=_("Other names"),
        label=_("name"),
        help_text=_("Spellings and acronyms that people search for."),
    ),
]
RELATIONS = [
    InlinePanel(
        "relations",
        heading=_("Relations"),
        label=_("relation"),
        help_text=_("Enter each once; the other record shows it too."),
    )
]
RESULTS = [
    InlinePanel(
        "results",
        heading=_("Results and figures"),
        label=_("result"),
        help_text=_("What was measured, of whom, when, and on whose word."),
    )
]
SOURCES = [
    InlinePanel(
        "citations",
        heading=_("Sources"),
        label=_("located statement"),
        help_text=_("Needed before the record can be published."),
    ),
    FieldPanel(
        "funding_credit",
        widget=WrappedLine(),
        help_text=_("The sentence by which the funder asks to be named; it stands below the sources."),
    ),
]
BADGES = [
    MultiFieldPanel(
        [
            RatingPanel(),
            *(FieldPanel(name, read_only=True) for name in ("evidence_strength", "evidence_because")),
        ],
        _("Evidence"),
    ),
    HelpPanel(
        content=_(
            "“Peer-reviewed” follows from a review and nothing else: begin one from the record’s page, under “Peer review”."
        ),
        heading=_("Peer review"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("self_reported"),
            FieldRowPanel([FieldPanel("self_report_on"), FieldPanel("self_report_by")]),
            FieldPanel("self_report_note"),
        ],
        _("Self-report"),
    ),
]
AGE = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("known_in"), FieldPanel("period")]),
            FieldPanel("known_in_not_known"),
            FieldPanel("historical"),
            FieldPanel("website"),
        ],
        _("Age"),
    ),
    MultiFieldPanel([FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due")])], _("Review")),
]
TRANSLATION = [
    TranslationHelp(),
    TranslationPanel([FieldPanel("title_and_summary_only"), FieldPanel("translated_by")], _("Translation")),
]


def record_tabs(*own: Any, badges: bool = False) -> TabbedInterface:
    """The tabs of a record's form: its own fields first, then what all records share."""
    tabs = [
        ObjectList([*TRANSLATION, AdvicePanel(), *Record.content_panels, *own], heading=_("Content")),
        WorkTab(CLASSIFICATION, heading=_("Where and about what")),
        WorkTab(RESULTS, heading=_("Results")),
        WorkTab(RELATIONS, heading=_("Relations")),
        WorkTab(SOURCES, heading=_("Sources")),
        WorkTab([*AGE, *(BADGES if badges else [])], heading=_("Age and certainty")),
        ObjectList([BasePage.audience_panel, BasePage.address_panel, *Page.settings_panels], heading=_("Publishing")),
    ]
    return TabbedInterface(tabs)
