"""A page with as many texts, choices, sources, relations and results as a practice has."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

LINES = ("summary", "website", "funding_credit", "target", "reached", "translated_by", "period", "reported_by")
TEXTS = ("problem", "done", "eligibility", "cost", "not_worked", "transfer_conditions", "accreditations")
DAYS = ("reviewed_on", "review_due")
SWITCHES = ("historical", "self_reported", "title_and_summary_only")
# As many rows as the record has that is saved beside it; columns of text, of choices, and of other pages in each.
CHILDREN = {"names": (5, 1, 0, 0), "citations": (3, 2, 1, 0), "relations": (5, 4, 2, 1), "results": (8, 10, 2, 0)}


class Concept(models.Model):
    """What a page is about."""

    label = models.CharField(max_length=200)

    class Meta:
        app_label = "plain"

    def __str__(self) -> str:
        return self.label


class PlainPractice(Page):
    """A practice without anything of ours."""

    concepts = ParentalManyToManyField(Concept, blank=True, related_name="practices")
    places = ParentalManyToManyField(Concept, blank=True, related_name="placed")
    tags = ClusterTaggableManager(through="plain.PlainTag", blank=True)

    class Meta:
        app_label = "plain"


for name in LINES:
    PlainPractice.add_to_class(name, models.CharField(max_length=300, blank=True))
for name in TEXTS:
    PlainPractice.add_to_class(name, RichTextField(blank=True, features=["bold", "italic", "ol", "ul", "link"]))
for name in DAYS:
    PlainPractice.add_to_class(name, models.DateField(null=True, blank=True))
for name in SWITCHES:
    PlainPractice.add_to_class(name, models.BooleanField(default=False))


class PlainTag(TaggedItemBase):
    """A page has a tag."""

    content_object = ParentalKey(PlainPractice, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        app_label = "plain"


def child(related_name: str, lines: int, choices: int, pages: int) -> type[models.Model]:
    """A kind of rows that belong to a page."""

    class Meta(Orderable.Meta):
        app_label = "plain"

    fields: dict[str, Any] = {
        "__module__": __name__,
        "Meta": Meta,
        "page": ParentalKey(PlainPractice, on_delete=models.CASCADE, related_name=related_name),
    }
    for number in range(lines):
        fields[f"line_{number}"] = models.CharField(max_length=300, blank=True)
    for number in range(choices):
        fields[f"choice_{number}"] = models.ForeignKey(Concept, null=True, on_delete=models.PROTECT, related_name="+")
    for number in range(pages):
        fields[f"page_{number}"] = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="+")
    return type(f"Plain{related_name.title()}", (Orderable,), fields)


CHILD_MODELS = {name: child(name, *columns) for name, (_rows, *columns) in CHILDREN.items()}
PlainPractice.content_panels = [
    *Page.content_panels,
    *(FieldPanel(name) for name in (*LINES, *TEXTS, *DAYS, *SWITCHES, "concepts", "places", "tags")),
    *(InlinePanel(name) for name in CHILDREN),
]
