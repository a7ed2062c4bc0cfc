"""What can be done about the weekly five beside dealing with them; they are shown on the workspace."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.stewardship import policies
from communities.tending import five
from communities.tending.terms import EVENT
from communities.tending.told import key_of, week_begun
from portal.notices import telling


def shown_to(standing: Standing) -> list[five.Task] | None:
    """The five for the workspace of who tends the space, who has read them by that; None for everybody else."""
    if not policies.lead(standing):
        return None
    telling.read(standing.user, [f"{EVENT}:{key_of(standing.community.pk, week_begun())}"])
    return five.five(standing.community, standing.user)


@never_cache
@require_POST
@login_required
def put_aside(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows something no more for four weeks, to nobody who tends the space."""
    standing = allowed(request.user, slug, policies.lead)
    source, _colon, key = request.POST.get("thing", "").partition(":")
    if five.put_aside(standing.community, source, key):
        messages.success(request, _("It is set aside for four weeks."))
    return redirect("stewardship", slug)
