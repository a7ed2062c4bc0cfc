"""All records from A to Z."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices.kinds import KINDS
from search.lists import result_list


@require_safe
def a_to_z(request: HttpRequest) -> HttpResponse:
    """`/a-z/?letter=B`: every record by its title, accents aside."""
    listing = result_list(request, presets={"kind": list(KINDS)}, letters=True)
    context = {"listing": listing, "crumbs": [(_("Home"), "/"), (_("A–Z"), "")]}
    return render(request, "practices/a_to_z.html", context, status=listing.status)
