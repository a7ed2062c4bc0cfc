"""What a record's page shows, put together with a constant number of queries.

What is true of the work in every language comes from its original text. A translation's own words stand first; what it leaves out
is shown in the original, marked as such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Value
from django.http import HttpRequest
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.rich_text import expand_db_html

from portal.foundation import slots
from portal.foundation.audience import audiences_of, readable
from portal.foundation.dates import PartialDate
from portal.foundation.drawing import Neighbour, Neighbourhood, neighbourhood
from portal.foundation.middleware import accepted_languages
from portal.foundation.pages import address_of, language_of
from portal.foundation.prepared import KEY, NOW, PK, rows
from portal.vocabularies.explaining import Explainer
from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, vocabulary
from practices.claims.models import Claim
from practices.claims.results import Results
from practices.conflicts.models import Conflict, ConflictValue
from practices.records.badges import trust
from practices.records.citing import CITATIONS
from practices.records.documents import years
from practices.records.linking import linked
from practices.records.models import TYPES, Citation, Record, RecordName
from practices.records.structured import structured_data
from practices.relations.reading import Link, links_of
from practices.representing.reading import life_sign
from practices.sources.numbered import SOURCE_COLUMNS, Sources, source_from

LANGUAGE_NAMES = dict(settings.CONTENT_LANGUAGES)
CLAIM_COLUMNS = [
    "id", "indicator_id", "label", "value", "unit", "value_text", "comparison", "population", "period", "status", "at", "caveat",
]  # fmt: skip
DRAWN_ON_A_SIDE = 5
FACT_TEXTS = (
    "target", "reached", "venue", "series", "number", "publisher", "budget", "calls", "design", "comparison_group", "sample", "follow_up",
)  # fmt: skip
FACT_SCHEMES = ("stage", "setting", "need", "target_group", "theme", "topic", "programme_round")


def record_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Everything that templates/practices/record.html needs."""
    work = page.original
    texts = texts_of(page, request.user)
    concepts, places = classification(work)
    names = [
        text for (text,) in rows("names", lambda: RecordName.objects.filter(page=PK).values_list("text"), pk=work.pk)
    ]
    sources = cited(work, request.user)
    claims = claims_of(work)
    results = Results(result_row(claim, sources) for claim in claims)
    conflicts = conflicts_about(work, request.user, sources)
    links = [link.numbered(sources) for link in links_of(work, request.user)]
    explainer = Explainer()
    title, summary = explainer.explain(escape(page.title)), explainer.explain(escape(page.summary))
    own = page.own_words(work)
    drawing = picture(page, links)
    return {
        "page": page,
        "self": page,
        "work": work,
        "title": title,
        "summary": summary,
        "content_language": page.content_language,
        "work_language": work.content_language,
        "languages": language_links(page, texts),
        "offered": offered(request, page, texts),
        "crumbs": crumbs(page, places),
        "countries": country_badges(places),
        "period": years(work) if work.period else "",
        "aliases": names,
        "trust": trust(work) if work.has_badges else [],
        "sections": sections(page, work, own, results, explainer),
        "explainer": explainer,
        "results": results,
        "conflicts": conflicts,
        "links": links,
        "links_detailed": any(link.has_details for link in links),
        "distinctions": [link for link in links if link.type == "not_the_same_as"],
        "picture": drawing,
        "picture_note": left_out(drawing, links),
        "facts": facts(page, work, own, concepts, places),
        "sources": sources.rows,
        "life": life_sign(work),
        "funding_credit": explainer.explain(escape(work.funding_credit)),
        "discussed": slots.entries(slots.RECORD, work.identifier, request.user),
        "stories": slots.entries(slots.RECORD_STORIES, work.identifier, request.user),
        "ways": slots.entries(slots.RECORD_WAYS, work.identifier, request.user),
        "cite": citation_of(page),
        "may_edit": may_edit(page, request.user),
        "structured_data": structured_data(page, work, places, names),
        "canonical_url": settings.SITE_ADDRESS + (page.url or ""),
        "alternates": [(text.language, settings.SITE_ADDRESS + (text.url or "")) for text in texts]
        if len(texts) > 1
        else [],
    }


@dataclass(frozen=True)
class TextOfWork:
    """A text of a work: the original or a translation."""

    pk: int
    title: str
    language: str
    url: str
    title_and_summary_only: bool


def texts_of(page: Any, user: Any) -> list[TextOfWork]:
    """The texts of the page's work that this person may see."""
    mine = audiences_of(user)

    def build() -> Any:
        texts = Record.objects.filter(readable(mine, now=NOW), translation_key=KEY)
        return texts.values_list("pk", "title", "locale_id", "url_path", "title_and_summary_only")

    return [
        TextOfWork(pk, title, language_of(locale_id), address_of(url_path, language_of(locale_id)), bool(partial))
        for pk, title, locale_id, url_path, partial in rows(("texts", mine), build, key=page.translation_key)
    ]


def classification(work: Record) -> tuple[list[ConceptEntry], list[PlaceEntry]]:
    """The work's concepts and places, in the vocabularies' order: one query, the rest from the snapshot in memory."""
    known = vocabulary()

    def build() -> Any:
        concept_rows = Record.concepts.through.objects.filter(record_id=PK).values_list(Value("concept"), "concept_id")
        place_rows = Record.places.through.objects.filter(record_id=PK).values_list(Value("place"), "place_id")
        return concept_rows.union(place_rows, all=True)

    found = rows("classification", build, pk=work.pk)
    concepts = sorted(
        (known.concepts[pk] for kind, pk in found if kind == "concept" and pk in known.concepts), key=known.rank
    )
    return concepts, [known.places[pk] for kind, pk in found if kind == "place" and pk in known.places]


def cited(work: Record, user: Any) -> Sources:
    """The sources of a work's located statements that this person may see, numbered."""
    sources = Sources(audiences=audiences_of(user))

    def build() -> Any:
        columns = (f"source__{name}" for name in SOURCE_COLUMNS)
        return Citation.objects.filter(page=PK).order_by("sort_order", "id").values_list("at", "supports", *columns)

    for at, supports, *source in rows("citations", build, pk=work.pk):
        sources.number(source_from(source), at, supports)
    return sources


def claims_of(work: Record) -> list[Claim]:
    """The figures of a work, with their sources."""

    def build() -> Any:
        columns = (f"source__{name}" for name in SOURCE_COLUMNS)
        return Claim.objects.filter(record=PK).order_by("sort_order", "id").values_list(*CLAIM_COLUMNS, *columns)

    found = []
    for row in rows("claims", build, pk=work.pk):
        claim: Claim = Claim.from_db(None, CLAIM_COLUMNS, row[: len(CLAIM_COLUMNS)])
        claim.value = None if claim.value is None else Decimal(str(claim.value))
        claim.period = PartialDate.parse(claim.period) if claim.period else None
        claim.source = source_from(row[len(CLAIM_COLUMNS) :])
        found.append(claim)
    return found


def sections(
    page: Any, work: Any, own: Collection[str], results: Sequence[dict[str, Any]], explainer: Explainer
) -> list[dict[str, Any]]:
    """The parts of the record in their order. An empty one that matters says "not known" and asks; others are left out.

    `own` are the fields that the page says itself; all others come from the work's original.
    """
    shown = []
    for section in work.sections:
        text = page if section.field in own else work
        if section.field == "results":
            html, present = SafeString(""), bool(results)
        else:
            html = explainer.explain(field_html(text, section.field))
            present = bool(strip_tags(html).strip())
        if present or section.ask:
            shown.append(
                {
                    "id": section.field,
                    "heading": section.heading,
                    "html": html,
                    "present": present,
                    "style": section.style,
                    "results": section.field == "results",
                    "language": text.content_language if text is not work else "",
                }
            )
    return shown


def field_html(work: Any, name: str) -> SafeString:
    """A section's text as HTML: rich text expanded, or a stream of blocks rendered."""
    value = getattr(work, name)
    if hasattr(value, "stream_block"):
        from practices.articles.blocks import stream_html

        return stream_html(value)
    return mark_safe(expand_db_html(value)) if value else SafeString("")  # noqa: S308  cleaned when it was saved or loaded


def result_row(claim: Claim, sources: Sources) -> dict[str, Any]:
    """A figure as the results table shows it."""
    known = vocabulary().concepts.get(claim.indicator_id)
    return {
        "label": claim.label or (known.label() if known else ""),
        "value": claim.shown_value,
        "comparison": claim.comparison,
        "population": claim.population,
        "period": claim.period.display() if claim.period else "",
        "status": claim.get_status_display(),
        "caveat": linked(claim.caveat),
        "number": sources.number(claim.source, claim.at),
    }


def conflicts_about(work: Record, user: Any, sources: Sources) -> list[dict[str, Any]]:
    """The disagreements that are marked on a record; most have none, which costs next to nothing to learn."""

    def build() -> Any:
        return Conflict.records.through.objects.filter(record_id=PK).values_list("conflict_id")

    found = [pk for (pk,) in rows("conflicts", build, pk=work.pk)]
    return (
        conflicts_of(Conflict.objects.visible_to(user).filter(pk__in=found), sources.audiences, sources)
        if found
        else []
    )


def conflicts_of(conflicts: Any, audiences: frozenset[str], sources: Sources | None = None) -> list[dict[str, Any]]:
    """Disagreements between sources, both values with where they stand."""
    values = Prefetch("values", queryset=ConflictValue.objects.select_related("source"))
    return [conflict_entry(conflict, audiences, sources) for conflict in conflicts.prefetch_related(values)]


def conflict_entry(conflict: Conflict, audiences: frozenset[str], sources: Sources | None = None) -> dict[str, Any]:
    """One disagreement as templates/components/differs.html shows it; values of sources that are not the reader's are left out."""
    return {
        "id": conflict.identifier, "question": conflict.title, "note": linked(conflict.note),
        "values": [
            {
                "value": value.value, "says": value.says, "number": sources.number(value.source, value.at) if sources else None,
                "url": value.source.get_absolute_url(), "source": value.source, "at": value.at, "status": value.get_status_display(),
            }
            for value in conflict.values.all() if value.source.audience in audiences
        ],
    }  # fmt: skip


def language_links(page: Any, texts: Iterable[TextOfWork]) -> list[dict[str, Any]]:
    """The languages that the record can be read in."""
    return [
        {
            "code": text.language,
            "name": LANGUAGE_NAMES.get(text.language, text.language),
            "url": text.url,
            "current": text.pk == page.pk,
            "partial": text.title_and_summary_only,
        }
        for text in sorted(texts, key=lambda text: (text.title_and_summary_only, text.language))
    ]


def offered(request: HttpRequest, page: Any, texts: Iterable[TextOfWork]) -> dict[str, str] | None:
    """The text in the language that the reader's browser asks for first, where this page is in another one."""
    by_language = {text.language: text for text in texts}
    for code in accepted_languages(request):
        if code == page.content_language:
            return None
        if code in by_language:
            return {
                "code": code,
                "name": LANGUAGE_NAMES.get(code, code),
                "url": by_language[code].url or "",
                "title": by_language[code].title,
            }
    return None


def crumbs(page: Any, places: Sequence[PlaceEntry]) -> list[tuple[str, str]]:
    """Home, the list of its kind, its first country, the record."""
    prefix = "" if page.content_language == settings.LANGUAGE_CODE else f"/{page.content_language}"
    trail = [(_("Home"), f"{prefix}/"), (str(page.kind_label_plural), f"{prefix}/{page.url_path.split('/')[2]}/")]
    country = next((found for place in places if (found := vocabulary().country_of(place))), None)
    if country:
        trail.append((country.name(), f"/countries/{country.code}/"))
    return [*trail, (page.title, "")]


def country_badges(places: Sequence[PlaceEntry]) -> list[dict[str, str]]:
    """Each country once, with the smaller places named behind it."""
    known = vocabulary()
    grouped: dict[str, list[str]] = {}
    for place in places:
        country = known.country_of(place) or place
        names = grouped.setdefault(country.code, [])
        if place.code != country.code:
            names.append(place.name())
    return [
        {"code": code, "name": ", ".join([known.by_code[code].name(), *names]), "url": place_url(known.by_code[code])}
        for code, names in grouped.items()
    ]


def facts(
    page: Any, work: Any, own: Collection[str], concepts: Sequence[ConceptEntry], places: Sequence[PlaceEntry]
) -> list[tuple[str, list[Any]]]:
    """At a glance: what a reader compares records by."""
    rows: list[tuple[str, list[Any]]] = []
    if work.period or "period" in work.asked:
        rows.append((when_label(work), [work.period.display()] if work.period else []))
    if places:
        rows.append((_("Where"), [{"label": place.name(), "url": place_url(place)} for place in places]))
    rows += subjects(concepts)
    for name in FACT_TEXTS:
        value = getattr(page if name in own else work, name, "")
        if value or name in work.asked:
            rows.append((field_label(work, name), [value] if value else []))
    for name in (*TYPES, "counted_by"):
        if hasattr(work, name):
            rows.append((field_label(work, name), [capfirst(getattr(work, f"get_{name}_display")())]))
    if getattr(work, "exclusive", None) is not None:
        rows.append((_("Works only with (ex-)offenders"), [_("yes") if work.exclusive else _("no")]))
    if work.website:
        rows.append((_("Address as printed"), [work.website]))
    return rows


def when_label(work: Any) -> str:
    """What a record's period is called: an event takes place, all else runs."""
    return _("When") if work.kind == "event" else pgettext("of a project", "Ran")


def field_label(work: Any, name: str) -> str:
    """The heading of a field among the facts."""
    return capfirst(str(work._meta.get_field(name).verbose_name))


def subjects(concepts: Iterable[ConceptEntry]) -> list[tuple[str, list[Any]]]:
    """What something is about, by the schemes of its concepts, each with the search for it."""
    by_scheme: dict[str, list[Any]] = {}
    for concept in concepts:
        by_scheme.setdefault(concept.scheme, []).append(
            {"label": concept.label(), "url": f"/search/?{concept.scheme}={concept.code}"}
        )
    titles = vocabulary().schemes
    return [(fact_label(scheme, titles), by_scheme[scheme]) for scheme in FACT_SCHEMES if scheme in by_scheme]


def fact_label(scheme: str, titles: Any) -> str:
    """The heading of a scheme's concepts among the facts."""
    own = {"target_group": _("For whom"), "programme_round": _("Programme")}
    return own.get(scheme) or str(titles.get(scheme, {}).get("en", scheme))


def place_url(place: PlaceEntry) -> str:
    """The page of the place's country; what is larger than a country has its figures above all of them."""
    country = vocabulary().country_of(place)
    return f"/countries/{country.code}/" if country else "/countries/"


def picture(page: Any, links: Sequence[Link]) -> Neighbourhood:
    """The record's neighbourhood as a small drawing; the same links stand as a list below it."""
    drawn = drawable(links)
    leading = [Neighbour(link.label, str(link.how)) for link in drawn if not link.incoming][:DRAWN_ON_A_SIDE]
    following = [Neighbour(link.label, str(link.how)) for link in drawn if link.incoming][:DRAWN_ON_A_SIDE]
    return neighbourhood(page.title, leading, following)


def drawable(links: Sequence[Link]) -> list[Link]:
    """The relations that a drawing may show: what is not the same is no neighbour."""
    return [link for link in links if link.type != "not_the_same_as"]


def left_out(drawing: Neighbourhood, links: Sequence[Link]) -> str:
    """How much of the neighbourhood is drawn, where that is not all of it."""
    shown, total = len(drawing.nodes) - 1, len(drawable(links))
    if not drawing.nodes or shown == total:
        return ""
    words = _("%(shown)s of %(total)s relations are drawn; the list below has all of them.")
    return words % {"shown": shown, "total": total}


def may_edit(page: Any, user: Any) -> bool:
    """Whether to offer the way to the desk."""
    return bool(user.has_perm("wagtailadmin.access_admin") and page.permissions_for_user(user).can_edit())


def citation_of(page: Any) -> dict[str, Any]:
    """How to cite the record."""
    day = page.last_published_at or page.first_published_at
    address = f"{settings.SITE_ADDRESS}/id/{page.full_identifier}/"
    return {
        "author": "Passerelle",
        "year": day.year if day else "",
        "title": page.title,
        "rest": _("Record %(identifier)s, as of %(date)s. %(address)s")
        % {"identifier": page.full_identifier, "date": day.date().isoformat() if day else "", "address": address},
        "downloads": [(label, f"/id/{page.full_identifier}/cite.{extension}") for label, extension in CITATIONS],
    }
