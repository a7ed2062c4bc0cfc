"""Sources: all of them, and each with what rests on it."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices.claims.models import Claim, Dataset
from practices.concepts.reading import LANGUAGE_NAMES
from practices.conflicts.models import Conflict
from practices.records.linking import linked
from practices.records.models import Citation, Record
from practices.records.page import Sources, result_row
from practices.records.paging import paged
from practices.sources.models import Source

PAGE_SIZE: Final = 100


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """`/sources/`: what the catalogue rests on."""
    page, paging = paged(request, Source.objects.visible_to(request.user), PAGE_SIZE)
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
    found = get_object_or_404(Source.objects.visible_to(request.user), identifier=identifier)
    return render(request, "practices/source.html", source_context(found, request.user))


def source_context(found: Source, user: Any) -> dict[str, Any]:
    """The source and everything that rests on it, as far as the reader may see it."""
    records = Record.objects.visible_to(user).values("pk")
    citations = (
        Citation.objects.filter(source=found, page__in=records)
        .select_related("page__locale")
        .order_by("page__title", "sort_order", "id")
    )
    claims = Claim.objects.filter(source=found, dataset=None).filter(Q(record=None) | Q(record__in=records))
    conflicts = Conflict.objects.visible_to(user).filter(Q(values__source=found)).distinct()
    return {
        "source": found,
        "facts": facts(found),
        "note": linked(found.note),
        "cited_by": list(by_kind(citations).items()),
        "claims": [
            claim_row(claim)
            for claim in claims.select_related("source", "record__locale", "place", "concept").order_by(
                "record__title", "sort_order", "id"
            )
        ],
        "datasets": [
            {"label": str(dataset), "url": dataset.get_absolute_url(), "note": dataset.at}
            for dataset in Dataset.objects.filter(source=found)
        ],
        "conflicts": [{"label": str(conflict), "url": conflict.get_absolute_url()} for conflict in conflicts],
        "crumbs": [(_("Home"), "/"), (_("Sources"), "/sources/"), (found.identifier, "")],
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


def by_kind(citations: Any) -> dict[str, list[dict[str, Any]]]:
    """The citing records under the names of their kinds, each once with all the places that it names."""
    rows: dict[int, dict[str, Any]] = {}
    kinds: dict[str, list[dict[str, Any]]] = {}
    for citation in citations:
        page = citation.page
        if page.pk not in rows:
            rows[page.pk] = {
                "label": page.title,
                "url": page.url or "",
                "language": page.content_language,
                "places": [],
            }
            kinds.setdefault(str(page.specific_class.kind_label_plural), []).append(rows[page.pk])
        if place := ". ".join(part for part in (citation.at, citation.supports) if part):
            rows[page.pk]["places"].append(place)
    return dict(sorted(kinds.items()))


def claim_row(claim: Claim) -> dict[str, Any]:
    """A figure with what it is about."""
    about = claim.record or claim.place or claim.concept
    row = result_row(claim, Sources())
    row["about"] = claim.record.title if claim.record else str(about)
    row["url"] = (claim.record.url or "") if claim.record else ""
    return row | {"at": claim.at}
