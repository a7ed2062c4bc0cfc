"""Figures: the data sets, each as a table to be sorted and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices.claims.download import csv_response
from practices.claims.models import Dataset
from practices.claims.tables import figure_table


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """`/figures/`: all data sets."""
    rows = [
        {"title": dataset.title, "url": dataset.get_absolute_url(), "text": dataset.summary, "kind": "dataset", "kind_label": _("Data set")}
        for dataset in Dataset.objects.all()
    ]  # fmt: skip
    crumbs = [(_("Home"), "/"), (_("Figures"), "")]
    return render(request, "practices/figures.html", {"rows": rows, "crumbs": crumbs})


@require_safe
def dataset(request: HttpRequest, code: str) -> HttpResponse:
    """`/figures/annex_1/?sort=-occupancy`: one table."""
    found = get_object_or_404(Dataset.objects.select_related("source"), code=code)
    table = figure_table(found, user=request.user, sort=request.GET.get("sort", ""))
    crumbs = [(_("Home"), "/"), (_("Figures"), "/figures/"), (found.title, "")]
    return render(request, "practices/dataset.html", {"dataset": found, "table": table, "crumbs": crumbs})


@require_safe
def dataset_csv(request: HttpRequest, code: str) -> HttpResponse:
    """`/figures/annex_1.csv`: the same figures as a file."""
    return csv_response(get_object_or_404(Dataset, code=code), request.user)
