"""Countries: all of them on one page, and each with its figures, its conflicts and everything that is on record."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.vocabularies.snapshot import PlaceEntry, vocabulary
from practices.claims.models import Dataset
from practices.conflicts.models import Conflict
from practices.conflicts.reading import ledger
from practices.countries.figures import (
    HEADLINE,
    count,
    country_of_code,
    inside,
    key_figures,
    tables_of,
    told,
    union_figures,
)
from practices.countries.map import TILES, key, tiles
from practices.records.counting import by_code, counted
from practices.records.models import Record
from search.lists import result_list


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """`/countries/`: what is on record from where. Countries beyond those of the map are listed once something is."""
    everything = counted(request.user, ["country"])
    records = by_code(everything, "country")
    practices = by_code(counted(request.user, ["country"], {"kind": ["practice"]}), "country")
    rows = [
        {"entry": country, "records": records.get(country.code, 0), "practices": practices.get(country.code, 0)}
        for country in vocabulary().countries_in_order()
        if country.code in TILES or country.code in records
    ]
    table, figures = union_figures(request.user)
    context = {
        "rows": rows, "with_records": sum(one.code in records for one in vocabulary().countries), "union": figures, "union_table": table,
        "tiles": tiles(records), "tiles_key": key(), "tiles_label": _("Records by country"),
        "datasets": Dataset.objects.filter(rows=Dataset.Rows.PLACE), "unavailable": everything.unavailable,
        "crumbs": [(_("Home"), "/"), (_("Countries and figures"), "")],
    }  # fmt: skip
    return render(request, "practices/countries.html", context)


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """`/countries/AT/`; a part or region leads to its country."""
    place = country_of_code(code)
    if place is None:
        raise Http404
    if place.code != code:
        return redirect("country", place.code, permanent=False)
    listing = result_list(request, presets={"country": [code]}, facets_left_out=("country",))
    return render(
        request, "practices/country.html", country_context(place, request) | {"listing": listing}, status=listing.status
    )


def country_context(place: PlaceEntry, request: HttpRequest) -> dict[str, Any]:
    """What stands above the list of a country's records."""
    tables = tables_of(place, request.user)
    results, sources = told(place, request.user)
    places = inside(place)
    located = Record.places.through.objects.filter(place_id__in=places).values("record_id")
    conflicts = (
        Conflict.objects.visible_to(request.user).filter(Q(places__in=places) | Q(records__in=located)).distinct()
    )
    return {
        "place": place,
        "title": place.name(),
        "key_figures": key_figures(place, tables),
        "headline": next((table for table in tables if table.dataset.code == HEADLINE), None),
        "tables": tables,
        "results": results,
        "sources": sources,
        "figures_count": len(results) + sum(map(count, tables)),
        "conflicts": ledger(conflicts, request.user),
        "crumbs": [(_("Home"), "/"), (_("Countries and figures"), "/countries/"), (place.name(), "")],
    }
