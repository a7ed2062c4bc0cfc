"""A record with all that its page tells, as plain data: for the API. Everything in it is asked with the reader's eyes."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal.foundation.audience import audiences_of, readable
from portal.foundation.pages import language_of
from portal.vocabularies.snapshot import vocabulary
from practices.conflicts.models import Conflict
from practices.exports.entries import model_of, of_records
from practices.exports.formats import brief
from practices.records.models import Record, RecordName, RecordTag
from practices.records.page import classification, field_html
from practices.relations.models import INVERSE, Relation, RelationType
from practices.relations.reading import ORDER
from practices.sources.models import Source
from search.documents import plain

OTHER_END = ("identifier", "title", "locale_id", "content_type_id")


def text_of(code: str, language: str, user: Any, *, exactly: bool = False) -> Any:
    """The text of a work in a language, or in English, or in its own; None where the person may see none of them."""
    texts = list(Record.objects.visible_to(user).filter(identifier=code).order_by("title_and_summary_only", "pk"))
    by_language = {text.content_language: text for text in reversed(texts)}
    if exactly:
        found = by_language.get(language)
    else:
        found = by_language.get(language) or by_language.get(settings.LANGUAGE_CODE) or next(iter(texts), None)
    return found.specific if found else None


def whole(page: Any, user: Any) -> dict[str, Any] | None:
    """The record of a text that the person may see; the number of queries doesn't depend on how much there is."""
    work = page.original
    short = of_records([str(work.pk)], user, [page.content_language])
    if not short:  # the original is not this person's to see, nor is what hangs on it
        return None
    entry = short[0]
    results, citations = list(work.results.all()), list(work.citations.all())
    conflicts = list(Conflict.objects.visible_to(user).filter(records=work.pk).prefetch_related("values"))
    values = [value for one in conflicts for value in one.values.all()]
    sources = Source.objects.visible_to(user).in_bulk([one.source_id for one in (*results, *citations, *values)])
    concepts, places = classification(work)
    names = RecordName.objects.filter(page=work.pk).order_by("sort_order", "id")
    tags = RecordTag.objects.filter(content_object=work.pk)
    return {
        **brief(entry),
        "names": list(names.values_list("text", flat=True)),
        "places": [{"code": place.code, "label": place.name()} for place in places],
        "concepts": [{"scheme": one.scheme, "code": one.code, "label": one.label()} for one in concepts],
        "tags": sorted(tags.values_list("tag__name", flat=True)),
        "website": work.website,
        "funding_credit": work.funding_credit,
        "texts_in": work.content_language,
        "sections": sections(page, work),
        "badges": badges(work) if work.has_badges else None,
        "results": [claim(one, sources) for one in results],
        "relations": relations(work, user),
        "sources": [cited(one, sources[one.source_id]) for one in citations if one.source_id in sources],
        "conflicts": [conflict(one, sources) for one in conflicts],
        "licence": settings.CONTENT_LICENCE_URL,
    }


def sections(page: Any, work: Any) -> list[dict[str, Any]]:
    """The written parts in their order, as the page heads them; what a translation leaves out, in the original."""
    own = page.own_words(work)
    parts = [
        (section, text, field_html(text, section.field))
        for section in work.sections
        if section.field != "results"
        for text in [page if section.field in own else work]
    ]
    return [
        {
            "name": section.field,
            "heading": str(section.heading),
            "language": text.content_language,
            "html": str(html),
            "text": words,
        }
        for section, text, html in parts
        if (words := plain(html))
    ]


def badges(work: Any) -> dict[str, Any]:
    """The three questions and what is known of each; who said so stands on the page alone."""
    return {
        "evidence": {
            "strength": work.evidence_strength,
            "because": work.evidence_because,
            "on": date_of(work.evidence_on),
        },
        "peer_review": {
            "reviewed": work.peer_reviewed,
            "note": work.peer_review_note,
            "on": date_of(work.peer_review_on),
        },
        "self_report": {
            "reported": work.self_reported,
            "note": work.self_report_note,
            "on": date_of(work.self_report_on),
        },
    }


def claim(one: Any, sources: dict[int, Source]) -> dict[str, Any]:
    """One figure."""
    indicator = vocabulary().concepts.get(one.indicator_id)
    source = sources.get(one.source_id)
    return {
        "indicator": indicator.code if indicator else "",
        "label": one.label or (indicator.label() if indicator else ""),
        "value": one.plain_value or None,
        "unit": one.unit,
        "value_in_words": one.value_text,
        "compared_with": one.comparison,
        "population": one.population,
        "period": date_of(one.period),
        "on_whose_word": one.status,
        "caveat": one.caveat,
        "source": source.identifier if source else None,
        "at": one.at,
    }


def cited(one: Any, source: Source) -> dict[str, Any]:
    """A source, and where in it something is said."""
    return {
        "identifier": source.identifier,
        "type": source.type,
        "title": source.title,
        "author": source.author,
        "year": date_of(source.year),
        "url": source.url,
        "archive_url": source.archive_url,
        "at": one.at,
        "supports": one.supports,
        "stable_url": stable(source.identifier),
    }


def conflict(one: Any, sources: dict[int, Source]) -> dict[str, Any]:
    """A question that sources answer differently: every answer stands."""
    return {
        "identifier": one.identifier,
        "question": one.title,
        "note": one.note,
        "values": [
            {
                "value": value.value,
                "says": value.says,
                "on_whose_word": value.status,
                "source": sources[value.source_id].identifier,
                "at": value.at,
            }
            for value in one.values.all()
            if value.source_id in sources
        ],
        "stable_url": stable(one.identifier),
    }


def relations(work: Any, user: Any) -> list[dict[str, Any]]:
    """The relations whose two ends this person may see, from this end, in the order of the page."""
    mine = audiences_of(user)
    both = readable(mine, "page__") & readable(mine, "target__")
    columns = (
        "type", "role", "note", "period", "judgement", "page_id", *(f"{end}__{name}" for end in ("page", "target") for name in OTHER_END),
    )  # fmt: skip
    outgoing = Relation.objects.filter(both, page=work.pk).order_by("sort_order", "pk").values(*columns)
    incoming = Relation.objects.filter(both, target=work.pk).order_by("sort_order", "pk").values(*columns)
    found = [relation(row, "target") for row in outgoing] + [relation(row, "page") for row in incoming]
    return sorted(found, key=lambda one: (ORDER[one["type"]], one["incoming"]))


def relation(row: dict[str, Any], end: str) -> dict[str, Any]:
    """One relation to what stands at its other end."""
    other = {name: row[f"{end}__{name}"] for name in OTHER_END}
    language = language_of(other["locale_id"])
    incoming = end == "page"
    return {
        "type": row["type"],
        "incoming": incoming,
        "label": str(INVERSE[row["type"]] if incoming else RelationType(row["type"]).label),
        "identifier": other["identifier"],
        "kind": model_of(other).kind,
        "title": other["title"],
        "language": language,
        "role": row["role"],
        "note": row["note"],
        "period": date_of(row["period"]),
        "editors_judgement": row["judgement"],
        "stable_url": stable(other["identifier"]),
    }


def date_of(value: Any) -> str | None:
    """A partial date as EDTF."""
    return str(value) if value else None


def stable(identifier: str) -> str:
    """The address to cite."""
    return f"{settings.SITE_ADDRESS}/id/{identifier}/"
