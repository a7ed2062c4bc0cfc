"""The kinds of records: their folders and fields. What all records share is said once; the rest follows the models."""

from __future__ import annotations

from typing import Any, Final

from wagtail.models import Page

from practices import models
from practices.catalogue.blocks import Blocks
from practices.catalogue.fields import (
    Attribute,
    Children,
    ConceptLinks,
    Constant,
    Group,
    Links,
    Tags,
    YearOrNotKnown,
    own,
)
from practices.catalogue.registry import register_kind
from practices.catalogue.schema import CLAIM_FIELDS, KindSchema, claim_says_something, identifier
from practices.catalogue.translations import Translations
from practices.catalogue.values import LANGUAGES, Code, Keyed, Line, Reference

Record = models.Record
CLASSIFYING: Final = ("theme", "target_group", "setting", "stage", "need", "topic", "programme_round")

RELATION: Final = (
    *own(models.Relation, "type"),
    *own(models.Relation, "to", attributes={"to": "target"}),
    *own(models.Relation, "role", "period", "note", "source", "at", "judgement"),
)


def badge(key: str, prefix: str, *keys: str, flag: str = "") -> Group:
    """A badge: its attributes have a common prefix, and perhaps one more that says that it was given."""
    return Group(key, own(Record, *keys, attributes={name: f"{prefix}_{name}" for name in keys}), flag)


BADGES: Final = (
    badge("evidence", "evidence", "strength", "because", "on", "by"),
    badge("self_report", "self_report", "on", "by", "note", flag="self_reported"),
)
NUMBER: Final = r"[0-9A-Za-z]{1,4}(?:\.[0-9A-Za-z]{1,4})*"
OFFICIAL_NUMBER: Final = Attribute(
    "number", Code(NUMBER, 'the official number in quotes, such as "4" or "4.3"'), "number", required=True
)
MISSING_NUMBERS: Final = Keyed(
    Line(300), lambda key: bool(Code(NUMBER, "").matches(key)), "an official number in quotes"
)


def page_fields(model: type[Any]) -> tuple[Any, ...]:
    """What every page of the catalogue begins with."""
    return (
        identifier(model.identifier_prefix),
        Constant(
            "kind", lambda page: page.kind, Code(model.kind, f"{model.kind}, as in the other files of this folder")
        ),
        Constant(
            "language", lambda page: page.content_language, Code("|".join(LANGUAGES), f"one of {', '.join(LANGUAGES)}")
        ),
        *own(model, "slug", "title", "summary", required=["slug"]),
        *own(model, "audience", always=["audience"]),
        Group(
            "stub",
            own(
                model,
                "title",
                "summary",
                required=["title"],
                attributes={"title": "stub_title", "summary": "stub_summary"},
            ),
        ),
    )


def record_fields(model: type[Any], *special: Any) -> tuple[Any, ...]:
    """The fields of a kind of record, in the order in which files are written."""
    return (
        *page_fields(model),
        Children("aliases", models.RecordName, "names", own(models.RecordName, "text"), single=True),
        YearOrNotKnown(own(Record, "known_in")[0], "known_in_not_known"),
        *own(Record, "historical", "period"),
        Links("places", Reference("place"), "places"),
        ConceptLinks(CLASSIFYING),
        Tags(),
        *own(Record, "website", "funding_credit"),
        *special,
        *(BADGES if model.has_badges else ()),
        Group("reviewed", own(Record, "on", "due", attributes={"on": "reviewed_on", "due": "review_due"})),
        Children("sources", models.Citation, "citations", own(models.Citation, "source", "at", "supports")),
        Children("relations", models.Relation, "relations", RELATION),
        Children("results", models.Claim, "results", own(models.Claim, *CLAIM_FIELDS), rule=claim_says_something),
        Translations(model, special),
    )


def list_page(kind: str) -> Any:
    """Finds the list of a kind in a language."""

    def find(language: str) -> Page:
        return models.RecordIndex.objects.get(record_kind=kind, locale__language_code=language)

    return find


def _register(model: type[Any], folder: str, *special: Any) -> None:
    register_kind(KindSchema(model.kind, model, folder, record_fields(model, *special), list_page(model.kind)))


def _text_kinds() -> None:
    """A set of recommendations and, in its file, the texts below it."""
    special = (
        *own(models.RecommendationSet, "set_type", "status_note", "body"),
        Attribute("missing", MISSING_NUMBERS, "missing_numbers"),
    )
    model: type[Any] = models.RecommendationSet
    fields = record_fields(model, *special)
    register_kind(
        KindSchema(
            model.kind,
            model,
            "recommendations",
            fields,
            list_page(model.kind),
            nested_key="recommendations",
            nested_kind="recommendation",
        )
    )
    model = models.Recommendation
    fields = record_fields(model, OFFICIAL_NUMBER, *own(model, "level", "text"))
    register_kind(KindSchema(model.kind, model, "", fields, nested_key="units", nested_kind="recommendation_unit"))
    model = models.RecommendationUnit
    register_kind(KindSchema(model.kind, model, "", record_fields(model, OFFICIAL_NUMBER, *own(model, "text"))))


_register(
    models.Organisation,
    "organisations",
    *own(models.Organisation, "organisation_type", "body", always=["organisation_type"]),
)
_register(
    models.Programme,
    "programmes",
    *own(models.Programme, "programme_type", "body", "budget", "calls", always=["programme_type"]),
)
_register(models.Network, "networks", *own(models.Network, "body", "objectives", "activities"))
_register(
    models.DevelopmentPartnership,
    "development-partnerships",
    *own(models.DevelopmentPartnership, "body", "objectives", "outcomes", "exclusive"),
)
_register(
    models.TransnationalPartnership,
    "transnational-partnerships",
    *own(models.TransnationalPartnership, "body", "objectives", "outcomes"),
)
_register(
    models.Practice, "practices",
    *own(
        models.Practice, "problem", "done", "eligibility", "target", "reached", "cost", "not_worked", "transfer_conditions", "accreditations",
        required=["problem", "done"],
    ),
)  # fmt: skip
_register(
    models.Tool, "tools", *own(models.Tool, "tool_type", "body", "how_to_get", "accreditations", always=["tool_type"])
)
_register(
    models.Evaluation, "evaluations",
    *own(
        models.Evaluation, "evaluation_type", "body", "design", "comparison_group", "sample", "follow_up", "counted_by", "data_sources",
        "findings", "not_concluded", always=["counted_by"],
    ),
)  # fmt: skip
_register(models.Event, "events", *own(models.Event, "event_type", "venue", "body", "conclusions"))
_register(models.Report, "reports", *own(models.Report, "body", "series", "number", "publisher", "publication"))
_text_kinds()
_register(models.Article, "articles", Blocks())
