"""Sources: all of them, and each with what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.foundation.pages import BasePage
from practices.claims.models import Claim, Dataset
from practices.concepts.reading import LANGUAGE_NAMES
from practices.conflicts.models import Conflict
from practices.kinds import KINDS
from practices.records.linking import linked
from practices.records.models import Citation, Record
from practices.records.page import result_row
from practices.records.paging import paged
from practices.sources.models import Source
from practices.sources.numbered import Sources

PAGE_SIZE: Final = 100
RECORDS_ON_A_PAGE: Final = 50
FIGURES_ON_A_PAGE: Final = 25
FIGURES_OPEN: Final = 8


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """`/sources/`: what the catalogue rests on."""
    page, paging = paged(request, Source.objects.visible_to(request.user).select_related("link_check"), PAGE_SIZE)
    shown = list(page)
    records = Record.objects.visible_to(request.user).values("pk")
    citing = Citation.objects.filter(source__in=shown, page__in=records).order_by().values_list("source")
    counts = dict(citing.annotate(Count("page", distinct=True)))
    rows = [{"source": source, "citing": counts.get(source.pk, 0)} for source in shown]
    context = {
        "rows": rows,
        "paging": paging,
        "total": page.paginator.count,
        "crumbs": [(_("Home"), "/"), (_("Sources"), "")],
    }
    return render(request, "practices/sources.html", context)


@require_safe
def source(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/sources/SR-0001/`: one source, who cites it, and the figures that rest on it."""
    found = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("link_check"), identifier=identifier
    )
    context = {
        "source": found,
        "facts": facts(found),
        "note": linked(found.note),
        "crumbs": [(_("Home"), "/"), (_("Sources"), "/sources/"), (found.identifier, "")],
        **citing_context(request, found),
        **resting_context(request, found),
    }
    return render(request, "practices/source.html", context)


def citing_context(request: HttpRequest, found: Source) -> dict[str, Any]:
    """The records that cite the source, kind after kind, of one kind with `?kind=`; a page of them with all the places they name."""
    by_kind = citing_by_kind(found, request.user)
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in by_kind else ""
    keys = [pk for kind, pks in by_kind.items() if chosen in ("", kind) for pk in pks]
    page, paging = paged(request, keys, RECORDS_ON_A_PAGE, anchor="#cited")
    shown = list(page)
    records = Record.objects.select_related("locale").in_bulk(shown)
    places = places_of(found, shown)
    groups: dict[str, list[dict[str, Any]]] = {}
    for record in (records[pk] for pk in shown if pk in records):
        row = {"record": record, "url": record.url or "", "places": places.get(record.pk, [])}
        groups.setdefault(str(record.specific_class.kind_label_plural), []).append(row)
    total = sum(len(pks) for pks in by_kind.values())
    ways = [(kind, str(KINDS[kind].kind_label_plural), len(pks)) for kind, pks in by_kind.items()]
    return {
        "groups": list(groups.items()),
        "citing": total,
        "kinds": [("", _("All"), total), *ways] if total > RECORDS_ON_A_PAGE and len(ways) > 1 else [],
        "chosen": chosen,
        "paging": paging,
    }


def citing_by_kind(found: Source, user: Any) -> dict[str, list[int]]:
    """The keys of the citing records that the reader may see, in the order of the kinds and then of titles."""
    citing = Record.objects.visible_to(user).filter(pk__in=Citation.objects.filter(source=found).values("page"))
    types = ContentType.objects.get_for_models(*KINDS.values())
    kinds = {types[model].pk: kind for kind, model in KINDS.items()}
    by_kind: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for pk, content_type in citing.order_by("title", "pk").values_list("pk", "content_type"):
        by_kind[kinds[content_type]].append(pk)
    return {kind: pks for kind, pks in by_kind.items() if pks}


def places_of(found: Source, records: Sequence[int]) -> dict[int, list[str]]:
    """Where in the source each record finds what it says."""
    places: dict[int, list[str]] = {}
    citations = Citation.objects.filter(source=found, page__in=records).order_by("sort_order", "id")
    for pk, at, supports in citations.values_list("page_id", "at", "supports"):
        if place := ". ".join(part for part in (at, supports) if part):
            places.setdefault(pk, []).append(place)
    return places


def resting_context(request: HttpRequest, found: Source) -> dict[str, Any]:
    """Pages of the site, figures (a page of them with `?figures=`), data sets and disagreements that rest on the source."""
    records = Record.objects.visible_to(request.user).values("pk")
    claims = (
        Claim.objects.filter(source=found, dataset=None)
        .filter(Q(record=None) | Q(record__in=records))
        .select_related("source", "record__locale", "place", "concept")
        .order_by("record__title", "sort_order", "id")
    )
    page, paging = paged(request, claims, FIGURES_ON_A_PAGE, parameter="figures", anchor="#figures")
    total = page.paginator.count
    conflicts = Conflict.objects.visible_to(request.user).filter(Q(values__source=found)).distinct()
    citing_pages = found.page_citations.values("page")  # they are of the room above
    pages = BasePage.objects.visible_to(request.user).filter(pk__in=citing_pages).select_related("locale")
    return {
        "pages": [{"label": page.title, "url": page.url} for page in pages.order_by("title", "pk")],
        "claims": [claim_row(claim) for claim in page],
        "claims_total": total,
        "claims_open": total <= FIGURES_OPEN or "figures" in request.GET,
        "claims_paging": paging,
        "datasets": [
            {"label": str(dataset), "url": dataset.get_absolute_url(), "note": dataset.at}
            for dataset in Dataset.objects.filter(source=found)
        ],
        "conflicts": [{"label": str(conflict), "url": conflict.get_absolute_url()} for conflict in conflicts],
    }


def facts(found: Source) -> list[tuple[str, list[Any]]]:
    """All that is known of a source, as templates/components/facts.html shows it."""
    rows: list[tuple[str, Any]] = [
        (_("Type"), str(found.get_type_display()).capitalize()),
        (_("Author"), found.author),
        (_("Year"), found.year.display() if found.year else ""),
        (_("Number"), found.number),
        (_("Language"), LANGUAGE_NAMES.get(found.language, found.language)),
        (_("File"), ", ".join(part for part in (found.file_type.upper(), found.file_size) if part)),
    ]
    return [(label, [value] if value else []) for label, value in rows]


def claim_row(claim: Claim) -> dict[str, Any]:
    """A figure with what it is about."""
    about = claim.record or claim.place or claim.concept
    row = result_row(claim, Sources())
    row["about"] = claim.record.title if claim.record else str(about)
    row["url"] = (claim.record.url or "") if claim.record else ""
    return row | {"at": claim.at}
