"""What a community needs: asked, answered, and drawn."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.spaces import parts
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.stewardship import actions, policies
from communities.stewardship import results as reading
from communities.stewardship.forms import NeedsForm
from communities.stewardship.models import NeedsAnswer, NeedsProfile
from communities.stewardship.terms import PART
from communities.stewardship.views.workspace import crumbs
from portal.foundation.requests import read_or_send


@never_cache
@require_POST
@login_required
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins or ends a round of asking."""
    standing = allowed(request.user, slug, policies.lead)
    running = NeedsProfile.objects.filter(community=standing.community, closed_at=None).first()
    if "close" in request.POST:
        if running:
            actions.close(running, request.user)
            messages.success(request, _("The round is closed."))
            return redirect(running)
    else:
        try:
            actions.ask(standing.community, request.user)
            messages.success(request, _("Members are asked now, and told of it."))
        except ValidationError as error:
            messages.error(request, error.message)
    return redirect("stewardship", slug)


@never_cache
@read_or_send
@login_required
def answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The questions."""
    standing = allowed(request.user, slug, policies.answer)
    profile = profile_of(standing, number)
    if profile.closed_at or standing.membership is None:
        return redirect(profile)
    before = NeedsAnswer.objects.filter(profile=profile, user=standing.user).first()
    form = NeedsForm(request.POST or None, instance=before)
    if form.is_valid():
        try:
            actions.answer(profile, standing.membership, form.scores, form.places, form.cleaned_data["missing"])
            messages.success(request, _("Thank you. You can change it until the round is closed."))
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect(profile)
    context = {
        "community": standing.community,
        "form": form,
        "profile": profile,
        "crumbs": crumbs(standing, _("What we need")),
    }
    return render(request, "communities/stewardship/answer.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@login_required
def shown(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What came of it: a spidergram, and the same as tables."""
    standing = allowed(request.user, slug, policies.read)
    found = reading.results(profile_of(standing, number))
    context = parts.frame(standing, PART) | {
        "results": found,
        "drawing": reading.drawing(found),
        "missing": reading.missing(found.profile) if policies.lead(standing) else [],
        "may": {"answer": policies.answer(standing), "lead": policies.lead(standing)},
        "rounds": NeedsProfile.objects.filter(community=standing.community),
        "crumbs": crumbs(standing, _("What we need")),
    }
    return render(request, "communities/stewardship/needs.html", context)


def profile_of(standing: Standing, number: int) -> NeedsProfile:
    """A round of the space. Http404 where there is none."""
    found: NeedsProfile = get_object_or_404(NeedsProfile, community=standing.community, number=min(number, 32_767))
    found.community = standing.community
    return found
