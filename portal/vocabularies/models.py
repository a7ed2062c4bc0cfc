"""SKOS (https://www.w3.org/TR/skos-reference/): schemes, concepts, labels; and places that roll up to their state.

Themes, topics, target groups, settings, stages, needs, programme rounds, indicators and glossary terms are all concepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

CODE = RegexValidator(r"^[a-z0-9_]+$", _("Use small letters, digits and underscores only."))
PLACE_CODE = re.compile(r"[A-Za-z0-9-]{1,40}")

Code = TypeVar("Code")


def everything_above(code: Code, broader: Mapping[Code, Iterable[Code]]) -> set[Code]:
    """Whatever is broader than a concept, at any height; the concept itself where there is a circle."""
    found: set[Code] = set()
    left = list(broader.get(code, ()))
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += broader.get(one, ())
    return found


class ConceptScheme(models.Model):
    """A vocabulary: the eight themes of Table 2, the five needs of aftercare, the glossary …"""

    code = models.CharField(_("code"), max_length=40, primary_key=True, validators=[CODE])
    titles = models.JSONField(_("titles"), default=dict, help_text=_("By language: {“en”: “Themes”}."))
    descriptions = models.JSONField(_("descriptions"), default=dict, blank=True, help_text=_("By language."))

    class Meta:
        ordering = ["code"]
        verbose_name = _("concept scheme")

    def __str__(self) -> str:
        return str(self.titles.get("en", self.code))


class Concept(index.Indexed, ClusterableModel):
    """One idea with its words in many languages."""

    scheme = models.ForeignKey(
        ConceptScheme, on_delete=models.PROTECT, related_name="concepts", verbose_name=_("scheme")
    )
    code = models.CharField(
        _("code"), max_length=60, validators=[CODE], help_text=_("Stands in addresses; it never changes.")
    )
    notation = models.CharField(
        _("notation"), max_length=20, blank=True, help_text=_("The number or sign that the source prints.")
    )
    abbreviation = models.CharField(
        _("abbreviation"), max_length=20, blank=True, help_text=_("Glossary: explained wherever it stands in a text.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    broader = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="narrower", verbose_name=_("broader")
    )
    related = models.ManyToManyField("self", symmetrical=True, blank=True, verbose_name=_("related"))
    exact_match = models.JSONField(
        _("exact match"),
        default=list,
        blank=True,
        help_text=_("Addresses of the same concept elsewhere, such as EuroVoc."),
    )
    sources = models.JSONField(
        _("sources"), default=list, blank=True, help_text=_("[{“source”: “SR-0001”, “at”: “Panel 1”}]")
    )
    deprecated_at = models.DateTimeField(_("no longer chosen since"), null=True, blank=True, editable=False)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
        verbose_name=_("replaced by"),
        help_text=_("Where its uses, its words and its address went."),
    )
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.FilterField("scheme_id"),
    ]

    class Meta:
        # By the column, not the scheme: forms sort the concepts of a record in Python, and would read a scheme for each of them.
        ordering = ["scheme_id", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="one_concept_per_code")]
        permissions = [("restructure_concept", "Can merge, split and deprecate concepts")]
        verbose_name = _("concept")

    def __str__(self) -> str:
        label = next(
            (
                label.text
                for label in self.labels.all()
                if label.language == "en" and label.kind == ConceptLabel.Kind.PREFERRED
            ),
            self.code,
        )
        return f"{label} ({self.scheme_id})"

    @property
    def key(self) -> str:
        """Its name across schemes, such as theme:families."""
        return f"{self.scheme_id}:{self.code}"


class ConceptLabel(models.Model):
    """A word for a concept in a language."""

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("preferred")
        ALTERNATIVE = "alternative", _("alternative")

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=12)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PREFERRED)
    text = models.CharField(_("text"), max_length=255)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=models.Q(kind="preferred"),
                name="one_preferred_label_per_language",
            )
        ]
        verbose_name = _("label")

    def __str__(self) -> str:
        return self.text


class ConceptNote(models.Model):
    """A scope note; for a glossary term its definition."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="notes")
    language = models.CharField(_("language"), max_length=12, default=settings.LANGUAGE_CODE)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("note")

    def __str__(self) -> str:
        return self.text[:80]


class ConceptMatch(models.Model):
    """A nearest equivalent in another system, with a warning where they differ."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="close_matches")
    to = models.ForeignKey(
        Concept,
        on_delete=models.CASCADE,
        related_name="close_matches_from",
        verbose_name=_("nearest equivalent"),
        null=True,
        blank=True,
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    note = models.TextField(_("how they differ"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("nearest equivalent")

    def __str__(self) -> str:
        return f"{self.concept_id} ~ {self.to_id}"


class Place(index.Indexed, models.Model):
    """A place of any size. Parts that a source counts apart (UKgb, BEfr) are places that roll up to their state."""

    class Kind(models.TextChoices):
        UNION = "union", _("union")
        COUNTRY = "country", _("country")
        PART = "part", _("part of a country")
        REGION = "region", _("region")
        CITY = "city", _("city")
        FACILITY = "facility", _("facility")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("The EU's country code (EL, UK), a source's own code (UKgb), a NUTS code, or a word."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("rolls up to")
    )
    nuts = models.CharField(_("NUTS code"), max_length=8, blank=True)
    iso = models.CharField(_("ISO 3166-1 code"), max_length=2, blank=True)
    names = models.JSONField(_("names"), default=dict, help_text=_("By language: {“en”: “Germany”}."))
    alternatives = models.JSONField(_("other names"), default=dict, blank=True, help_text=_("By language, lists."))
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    search_fields: ClassVar[list[Any]] = [index.SearchField("code"), index.AutocompleteField("code")]

    class Meta:
        ordering = ["code"]
        verbose_name = _("place")

    def __str__(self) -> str:
        return f"{self.names.get('en', self.code)} ({self.code})"
