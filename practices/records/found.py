"""Tells search what is found here and by what it can be narrowed down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.foundation.pages import BasePage
from practices.kinds import KINDS
from practices.records import meanings
from practices.records.documents import RecordSource, concept_labels, now_called, place_labels
from practices.records.lists import RecordIndex
from practices.records.models import Record
from practices.records.named import named
from search import registry
from search.cards import language_name


def declare() -> None:
    """Registers the source, the facets in the order of showing, and the icons."""
    registry.register(RecordSource())
    registry.finds_by_identifier(named)
    registry.leave_out(BasePage, because="only its kinds exist")
    registry.leave_out(RecordIndex, because="a list of records is reached by the navigation")
    called = meanings.field_names
    registry.facet("kind", _("Kind"), kind_labels, names=called("kind"), codes_of=meanings.kind_codes)
    registry.facet("country", _("Country"), place_labels, names=called("country"), codes_of=meanings.place_codes)
    for scheme, label in (
        ("theme", _("Theme")),
        ("target_group", _("For whom")),
        ("setting", _("Setting")),
        ("stage", _("Stage")),
        ("need", _("Need")),
        ("topic", _("Topic")),
        ("programme_round", _("Programme")),
    ):
        registry.facet(
            scheme,
            label,
            concept_labels(scheme),
            keep_order=scheme in {"theme", "stage", "need"},
            names=called(scheme),
            codes_of=meanings.concept_codes(scheme),
            now_called=now_called(scheme),
        )
    evidence, language = meanings.evidence_codes, meanings.language_codes
    registry.facet(
        "evidence", _("Evidence"), evidence_labels, keep_order=True, names=called("evidence"), codes_of=evidence
    )
    registry.facet("language", _("Language"), language_labels, names=called("language"), codes_of=language)
    registry.facet(
        "tag",
        _("Tag"),
        lambda codes, _language: {code: code for code in codes},
        names=called("tag"),
        codes_of=meanings.tag_codes,
    )
    for kind, model in KINDS.items():
        registry.kind_icon(kind, model.icon)


def kind_labels(codes: Collection[str], language: str) -> Mapping[str, str]:
    """Names of kinds, in their plural."""
    return {kind: label for kind, label in _kind_labels(language).items() if kind in codes}


@lru_cache(maxsize=50)
def _kind_labels(language: str) -> Mapping[str, str]:
    with override(language):
        return {kind: str(label) for kind, label in kind_names().items()}


def kind_names() -> dict[str, Any]:
    """Every kind that can be found, with its name."""
    return {kind: model.kind_label for kind, model in KINDS.items()} | {
        "standard_page": _("Page"),
        "term": _("Glossary term"),
        **registry.kinds(),
    }


def evidence_labels(codes: Collection[str], language: str) -> Mapping[str, str]:
    """The steps of evidence, strongest first."""
    return {value: label for value, label in _evidence_labels(language).items() if value in codes}


@lru_cache(maxsize=50)
def _evidence_labels(language: str) -> Mapping[str, str]:
    with override(language):
        return {value: str(label).capitalize() for value, label in Record.Evidence.choices}


def language_labels(codes: Collection[str], _language: str) -> Mapping[str, str]:
    """Languages by their own names."""
    own = dict(settings.CONTENT_LANGUAGES)
    return {code: own.get(code) or language_name(code) for code in codes}
