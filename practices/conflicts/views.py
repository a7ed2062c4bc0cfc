"""The conflict ledger, all on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practices.conflicts.models import Conflict
from practices.conflicts.reading import ledger


@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """`/conflicts/`: where sources disagree; each has its identifier as an anchor."""
    entries = ledger(Conflict.objects.visible_to(request.user), request.user)
    return render(
        request,
        "practices/conflicts.html",
        {"conflicts": entries, "crumbs": [(_("Home"), "/"), (_("Where sources differ"), "")]},
    )
